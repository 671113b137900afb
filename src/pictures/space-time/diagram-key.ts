import { element, text } from "../svg.js";
import { arrowHead } from "./arrow-head.js";
import type { RecordedRun } from "./recorded-run.js";

const rowHeight = 20;
const sample = 26;
const characterWidth = 6.4;

/** The key of a diagram: only the marks that the picture has, in as many rows as its width asks for. */
export function diagramKey(
  run: RecordedRun,
  hasLost: boolean,
  width: number,
  top: number,
): { readonly svg: string; readonly bottom: number } {
  let [x, y] = [20, top + rowHeight];
  const entries = entriesOf(run, hasLost).map(([label, mark]) => {
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

type Mark = (x: number, y: number) => string;

function entriesOf(run: RecordedRun, hasLost: boolean): readonly (readonly [string, Mark])[] {
  const { checkpoints, flushes, messages, lines, failures } = run;
  const has = (kind: string) => checkpoints.some((checkpoint) => checkpoint.kind === kind);
  const sent = (fate: "logged" | "copied" | "crossed") => messages.some((message) => message[fate]);
  const plain = ({ logged, copied }: { logged: boolean; copied: boolean }) => !logged && !copied;
  const logs = lines.length > 0 || messages.some((message) => !plain(message));
  const replays = failures.some(({ restored }) =>
    restored.some((state) => state !== undefined && state.stateAt > state.checkpointAt),
  );
  const all: readonly (readonly [boolean, string, Mark])[] = [
    [has("on time"), "checkpoint", box("on-time")],
    [has("early"), "early checkpoint", box("early")],
    [has("forced"), "forced checkpoint", forcedBox],
    [messages.some(plain), logs ? "in memory only" : "message", arrow("message")],
    [sent("logged"), "flushed to the stable log", arrow("message logged", { logged: true })],
    [sent("copied"), "copy at the sender", arrow("message copied")],
    [sent("crossed"), "in transit across a line", arrow("message", { crossed: true })],
    [flushes.length > 0, "flush", flush],
    [lines.length > 0, "recovery line", recoveryLine],
    [failures.length > 0, "failure", crossAt],
    [failures.length > 0, "work lost", (x, y) => line("lost-work", x, y)],
    [replays, "replay", (x, y) => line("replay", x, y)],
    [hasLost, "lost message", (x, y) => arrow("message")(x, y) + crossAt(x, y)],
  ];
  return all.filter(([shown]) => shown).map(([, label, mark]) => [label, mark] as const);
}

function flush(x: number, y: number): string {
  return element("path", { class: "flush", d: `M${x + 13},${y - 6}l6,11h-12z` });
}

function box(className: string): Mark {
  return (x, y) => element("rect", { class: className, x: x + 6, y: y - 7, width: 14, height: 14 });
}

function forcedBox(x: number, y: number): string {
  return (
    box("forced")(x, y) +
    element("path", { class: "forced-cross", d: `M${x + 6},${y - 7}l14,14m0,-14l-14,14` })
  );
}

function arrow(className: string, { logged = false, crossed = false } = {}): Mark {
  return (x, y) =>
    element("path", { class: className, d: `M${x},${y}h${sample}` }) +
    arrowHead({ x1: x, y1: y, x2: x + sample, y2: y }, { logged, crossed });
}

function recoveryLine(x: number, y: number): string {
  return element("polyline", { points: `${x},${y} ${x + sample},${y}` });
}

function line(className: string, x: number, y: number): string {
  return element("line", { class: className, x1: x, x2: x + sample, y1: y, y2: y });
}

function crossAt(x: number, y: number): string {
  return element("path", { class: "cross", d: `M${x + 8},${y - 5}l10,10m0,-10l-10,10` });
}
