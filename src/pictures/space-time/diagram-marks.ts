import { classes, element, pointsOf, rounded, text, titled } from "../svg.js";
import type { CheckpointKind, RecordedRun } from "./recorded-run.js";

export const diagramStyle = [
  ".space-time text{fill:currentColor}",
  ".space-time .small{font-size:11px}",
  ".space-time .bands rect{fill:var(--soft)}",
  ".space-time .grid line{stroke:var(--quiet);stroke-width:.8;stroke-dasharray:2 4}",
  ".space-time .vms line{stroke:currentColor;stroke-width:1.2}",
  ".space-time .message{fill:none;stroke:currentColor;stroke-width:1.4}",
  ".space-time .logged{stroke:var(--estimate);stroke-width:2.6}",
  ".space-time .copied{stroke-dasharray:7 3}",
  ".space-time polyline{fill:none;stroke:var(--formula);stroke-width:2;stroke-dasharray:1 5;stroke-linecap:round}",
  ".space-time .even{stroke-dasharray:9 4 1 4}",
  ".space-time .lines text{fill:var(--formula)}",
  ".space-time .on-time{fill:currentColor;stroke:currentColor;stroke-width:1.6}",
  ".space-time .early{fill:var(--paper);stroke:currentColor;stroke-width:1.8}",
  ".space-time .forced{fill:var(--paper);stroke:currentColor;stroke-width:1.8}",
  ".space-time .forced-cross{stroke:currentColor;stroke-width:1.6}",
  ".space-time .flush{fill:var(--estimate);stroke:none}",
  ".space-time .lost-work{stroke:var(--estimate);stroke-width:5;stroke-dasharray:2 2}",
  ".space-time .replay{stroke:var(--third);stroke-width:2.4}",
  ".space-time .cross{stroke:var(--estimate);stroke-width:2.6;fill:none}",
  ".space-time .head{fill:currentColor;stroke:currentColor;stroke-width:1.2;stroke-linejoin:round}",
  ".space-time .logged-head{fill:var(--estimate);stroke:var(--estimate)}",
  ".space-time .open-head{fill:var(--paper)}",
].join("");

const headLength = 9;
const headWidth = 4;

/** A message's arrow; its head is filled, or open where the message crosses a recovery line. */
export function arrow(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  { logged = false, copied = false, crossed = false },
): string {
  const length = Math.max(1e-9, Math.hypot(x2 - x1, y2 - y1));
  const [alongX, alongY] = [(x2 - x1) / length, (y2 - y1) / length];
  const [baseX, baseY] = [x2 - alongX * headLength, y2 - alongY * headLength];
  const corners = [
    [x2, y2],
    [baseX - alongY * headWidth, baseY + alongX * headWidth],
    [baseX + alongY * headWidth, baseY - alongX * headWidth],
  ];
  const shaft = {
    class: classes("message", logged && "logged", copied && "copied"),
    d: `M${rounded(x1)},${rounded(y1)}L${rounded(x2)},${rounded(y2)}`,
  };
  const head = classes("head", logged && "logged-head", crossed && "open-head");
  return element("path", shaft) + element("polygon", { class: head, points: pointsOf(corners) });
}

/** A checkpoint, as wide as it takes; a forced one is crossed out. */
export function checkpointBox(
  kind: CheckpointKind,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  title?: string,
): string {
  const mark = titled("rect", { class: kind.replace(" ", "-"), ...box }, title);
  if (kind !== "forced") return mark;
  const { x, y, width, height } = box;
  const d = `M${rounded(x)},${rounded(y)}l${rounded(width)},${height}m0,${-height}l${rounded(-width)},${height}`;
  return mark + element("path", { class: "forced-cross", d });
}

export function flushMark(x: number, top: number, title?: string): string {
  return titled("path", { class: "flush", d: `M${rounded(x)},${rounded(top)}l6,11h-12z` }, title);
}

export function cross(x: number, y: number, size: number, title?: string): string {
  const side = 2 * size;
  const d = `M${rounded(x - size)},${rounded(y - size)}l${side},${side}m0,${-side}l${-side},${side}`;
  return titled("path", { class: "cross", d }, title);
}

export function stroke(className: string, x1: number, x2: number, y: number, title?: string): string {
  return titled("line", { class: className, x1, x2, y1: y, y2: y }, title);
}

const rowHeight = 20;
const sample = 26;
const characterWidth = 6.4;

/** The key of a diagram: only the marks that the picture has, in as many rows as its width asks for. */
export function diagramKey(run: RecordedRun, width: number, top: number) {
  let [x, y] = [20, top + rowHeight];
  const entries = keyEntries(run).map(([, label, mark]) => {
    const size = sample + 8 + label.length * characterWidth + 18;
    if (x + size > width && x > 20) {
      x = 20;
      y += rowHeight;
    }
    const entry = mark(x, y - 4) + element("text", { x: x + sample + 8, y, class: "small" }, text(label));
    x += size;
    return entry;
  });
  return { svg: element("g", { class: "key", "aria-hidden": "true" }, ...entries), bottom: y };
}

type KeyEntry = readonly [shown: boolean, label: string, mark: (x: number, y: number) => string];

function keyEntries({ checkpoints, flushes, messages, lines, failures }: RecordedRun): readonly KeyEntry[] {
  const has = (kind: CheckpointKind) => checkpoints.some((checkpoint) => checkpoint.kind === kind);
  const box = (kind: CheckpointKind) => (x: number, y: number) =>
    checkpointBox(kind, { x: x + 6, y: y - 7, width: 14, height: 14 });
  const logged = messages.some((message) => message.logged);
  const copied = messages.some((message) => message.copied);
  const plain = messages.some((message) => !message.logged && !message.copied);
  const crossed = messages.some((message) => message.crossed);
  const inMemory = lines.length > 0 || logged || copied ? "in memory only" : "message";
  const message = (fate: Parameters<typeof arrow>[1]) => (x: number, y: number) =>
    arrow([x, y, x + sample, y], fate);
  const along = (className: string) => (x: number, y: number) => stroke(className, x, x + sample, y);
  const failed = failures.length > 0;
  const replays = failures.some(({ restored }) =>
    restored.some((state) => state !== undefined && state.stateAt > state.checkpointAt),
  );
  const crossAt = (x: number, y: number) => cross(x + 13, y, 5);
  const recoveryLine = (x: number, y: number) =>
    element("polyline", { points: `${x},${y} ${x + sample},${y}` });
  const all: readonly KeyEntry[] = [
    [has("on time"), "checkpoint", box("on time")],
    [has("early"), "early checkpoint", box("early")],
    [has("forced"), "forced checkpoint", box("forced")],
    [plain, inMemory, message({})],
    [logged, "flushed to the stable log", message({ logged: true })],
    [copied, "copy at the sender", message({ copied: true })],
    [crossed, "in transit across a line", message({ crossed: true })],
    [flushes.length > 0, "flush", (x, y) => flushMark(x + 13, y - 6)],
    [lines.length > 0, "recovery line", recoveryLine],
    [failed, "failure", crossAt],
    [failed, "work lost", along("lost-work")],
    [replays, "replay", along("replay")],
    [
      failures.some(({ lost }) => lost.length > 0),
      "lost message",
      (x, y) => message({})(x, y) + crossAt(x, y),
    ],
  ];
  return all.filter(([shown]) => shown);
}
