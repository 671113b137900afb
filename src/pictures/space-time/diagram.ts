import type { Seconds } from "../../scenario/model/units.js";
import { classes, element, pointsOf, rounded, text, titled } from "../svg.js";
import { themeStyle } from "../theme.js";
import { arrowHead } from "./arrow-head.js";
import { diagramKey } from "./diagram-key.js";
import { type Box, LabelPlaces } from "./label-places.js";
import {
  instantText,
  messageSentence,
  type RecordedFailure,
  type RecordedLine,
  type RecordedMessage,
  type RecordedRun,
} from "./recorded-run.js";

const rowHeight = 62;
const bandPadding = 34;
const bandGap = 12;
const topMargin = 40;
const rightMargin = 28;
const fontWidth = 7.4;
const smallWidth = 6.3;
/** Half the height of a checkpoint, and its least width. */
const checkpointHeight = 9;
const leastWidth = 5;
/** More messages than this carry no names: they would cover the picture. */
const mostNamed = 40;
const mostGridLines = 40;

/** Where things stand: rows by VM, columns by time. */
interface Layout {
  readonly left: number;
  readonly width: number;
  readonly bottom: number;
  readonly x: (at: Seconds) => number;
  readonly y: readonly number[];
  readonly bands: readonly { readonly host: number; readonly top: number; readonly bottom: number }[];
}

/**
 * A space-time diagram as SVG that stands alone: a line for each VM, grouped by host, and time to the right.
 *
 * Nothing is told by colour alone; each mark has a title, and the picture a description of every message.
 *
 * - Source: Fig. 2 and Fig. 3 of the paper
 *
 * @param width in pixels; the height follows from the VMs
 */
export function spaceTimeDiagram(run: RecordedRun, width = 900): string {
  const layout = layOut(run, width);
  const labels = new LabelPlaces();
  for (const y of layout.y) labels.avoidStroke({ x1: layout.left, y1: y, x2: width - rightMargin, y2: y });
  const lines = run.lines.map((line, place) => recoveryLine(run, line, place, layout, labels));
  const marks = [
    group("checkpoints", checkpoints(run, layout, labels)),
    group("flushes", flushes(run, layout, labels)),
    group(
      "failures",
      run.failures.flatMap((failure) => failureMarks(run, failure, layout, labels)),
    ),
  ];
  const lost = new Set(run.failures.flatMap((failure) => failure.lost));
  const { messages } = run;
  for (const message of messages) labels.avoidStroke(strokeOf(message, layout));
  const arrows = messages.map((message) => messageArrow(run, message, lost.has(message.name), layout));
  const named = messages.length <= mostNamed ? messages : [];
  const names = named.map((message) => messageName(message, layout, labels));
  const key = diagramKey(run, lost.size > 0, width, layout.bottom + 46);
  const height = key.bottom + 12;
  const body = [
    group("bands", bands(run, layout, width)),
    group("grid", grid(run, layout)),
    group("vms", lifelines(run, layout, width)),
    group("lines", [...lines, ...lineLabels(run, layout, labels)]),
    ...marks,
    group("messages", arrows),
    group("names", names),
    key.svg,
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${rounded(height)}`,
      width,
      height,
      class: "space-time",
      role: "img",
      "aria-labelledby": "space-time-title space-time-description",
    },
    element("title", { id: "space-time-title" }, text(run.title)),
    element("desc", { id: "space-time-description" }, text(description(run))),
    element("style", {}, `${themeStyle("space-time")}${diagramStyle}`),
    ...body,
  );
}

const diagramStyle = [
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

function group(name: string, children: readonly string[]): string {
  return element("g", { class: name }, ...children);
}

function layOut(run: RecordedRun, width: number): Layout {
  const longest = Math.max(
    ...run.vms.map(({ name, note }) => Math.max(name.length * fontWidth, note.length * smallWidth)),
  );
  const left = Math.min(width / 3, longest + 40);
  const perSecond = (width - rightMargin - left) / (run.until - run.from);
  const y: number[] = [];
  const bands: { host: number; top: number; bottom: number }[] = [];
  let top = topMargin;
  for (const host of run.hostNames.keys()) {
    const members = run.vms.flatMap((vm, number) => (vm.host === host ? [number] : []));
    if (members.length === 0) continue;
    for (const [place, vm] of members.entries()) y[vm] = top + bandPadding + place * rowHeight;
    const bottom = top + 2 * bandPadding + (members.length - 1) * rowHeight;
    bands.push({ host, top, bottom });
    top = bottom + bandGap;
  }
  return { left, width, bottom: top - bandGap, x: (at) => left + (at - run.from) * perSecond, y, bands };
}

function bands(run: RecordedRun, { bands: all }: Layout, width: number): string[] {
  return all.flatMap(({ host, top, bottom }) => [
    element("rect", { x: 4, y: top, width: width - 8, height: bottom - top, rx: 6 }),
    element("text", { x: 12, y: top + 14, class: "small" }, text(run.hostNames[host])),
  ]);
}

function grid({ baseInterval, from, until }: RecordedRun, { x, bottom }: Layout): string[] {
  if (baseInterval === undefined) return timeAxis(from, until, x, bottom);
  const step = Math.max(1, Math.ceil((until - from) / baseInterval / mostGridLines));
  const first = Math.ceil(from / baseInterval / step) * step;
  const marks: string[] = [];
  for (let k = first; k * baseInterval <= until; k += step) {
    const at = x(k * baseInterval);
    marks.push(element("line", { x1: at, x2: at, y1: topMargin - 8, y2: bottom + 6 }));
    marks.push(underAxis(at, bottom, k === 0 ? "0" : `${k}·T0`));
  }
  return marks.length > 2 ? marks : [...marks, ...timeAxis(from, until, x, bottom + 14)];
}

/** Without several base intervals to go by, the first and the last instant say how time runs. */
function timeAxis(from: Seconds, until: Seconds, x: Layout["x"], bottom: number): string[] {
  return [from, until].map((at) => underAxis(x(at), bottom, `${at} s`));
}

function underAxis(x: number, bottom: number, label: string): string {
  return element("text", { x, y: bottom + 20, "text-anchor": "middle", class: "small" }, label);
}

function lifelines({ vms }: RecordedRun, { left, y }: Layout, width: number): string[] {
  return vms.flatMap(({ name, note }, vm) => [
    element("line", { x1: left, x2: width - rightMargin + 14, y1: y[vm], y2: y[vm] }),
    element("text", { x: left - 10, y: y[vm] + 2, "text-anchor": "end" }, text(name)),
    element("text", { x: left - 10, y: y[vm] + 16, "text-anchor": "end", class: "small" }, text(note)),
  ]);
}

/** The points of a recovery line, from the VM at the top to the one at the bottom, which reach beyond them. */
function linePoints({ checkpointAt }: RecordedLine, { x, y, left }: Layout): [number, number][] {
  const order = [...y.keys()].sort((a, b) => y[a] - y[b]);
  const points = order.map((vm): [number, number] => [Math.max(left, x(checkpointAt[vm])), y[vm]]);
  const [first, last] = [points[0], points[points.length - 1]];
  return [[first[0], first[1] - 22], ...points, [last[0], last[1] + 20]];
}

function recoveryLine(
  run: RecordedRun,
  line: RecordedLine,
  place: number,
  layout: Layout,
  labels: LabelPlaces,
): string {
  const points = linePoints(line, layout);
  for (let p = 1; p < points.length; p++) {
    const [[x1, y1], [x2, y2]] = [points[p - 1], points[p]];
    labels.avoidStroke({ x1, y1, x2, y2 });
  }
  const states = run.vms.map(({ name }, vm) => {
    const [checkpointAt, stateAt] = [line.checkpointAt[vm], line.stateAt[vm]];
    const log = stateAt > checkpointAt ? ` and its log until ${instantText(run, stateAt)} s` : "";
    return `${name} on its checkpoint of ${instantText(run, checkpointAt)} s${log}`;
  });
  const title = `recovery line ${line.number}, established at ${instantText(run, line.establishedAt)} s: ${states.join(", ")}`;
  return titled("polyline", { points: pointsOf(points), class: place % 2 === 1 ? "even" : undefined }, title);
}

/** Lines that begin at the same place share a label. */
function lineLabels(run: RecordedRun, layout: Layout, labels: LabelPlaces): string[] {
  const together: { x: number; numbers: number[] }[] = [];
  for (const line of run.lines) {
    const [[x]] = linePoints(line, layout);
    const near = together.find((label) => Math.abs(label.x - x) < 2);
    if (near === undefined) together.push({ x, numbers: [line.number] });
    else near.numbers.push(line.number);
  }
  return together.map(({ x, numbers }) => {
    const label = numbers.length === 1 ? `line ${numbers[0]}` : `lines ${numbers.join(", ")}`;
    const size = label.length * smallWidth;
    const at = (left: number, top: number): Box => ({ left, top, right: left + size, bottom: top + 13 });
    const places = [topMargin - 26, topMargin - 38].flatMap((top) => [at(x + 3, top), at(x - size - 3, top)]);
    const place = labels.take(places);
    return element("text", { x: place.left, y: place.bottom - 3, class: "small" }, label);
  });
}

/** A message that was sent before the picture begins comes in at its edge. */
function strokeOf({ from, to, sentAt, deliveredAt }: RecordedMessage, { left, x, y }: Layout) {
  const [sent, delivered] = [x(sentAt), x(deliveredAt)];
  const before = sent < left ? (left - sent) / (delivered - sent) : 0;
  return { x1: Math.max(left, sent), y1: y[from] + before * (y[to] - y[from]), x2: delivered, y2: y[to] };
}

function messageArrow(run: RecordedRun, message: RecordedMessage, isLost: boolean, layout: Layout): string {
  const { x1, y1, x2, y2 } = strokeOf(message, layout);
  const className = classes("message", message.logged && "logged", message.copied && "copied");
  const sentence = messageSentence(run, message) + (isLost ? ", lost by a failure" : "");
  const title = element("title", {}, text(sentence));
  const d = `M${rounded(x1)},${rounded(y1)}L${rounded(x2)},${rounded(y2)}`;
  const shaft = element("path", { class: className, d });
  const lost = isLost ? cross((x1 + x2) / 2, (y1 + y2) / 2, 5) : "";
  return element("g", {}, title, shaft, arrowHead({ x1, y1, x2, y2 }, message), lost);
}

function messageName(message: RecordedMessage, layout: Layout, labels: LabelPlaces): string {
  const { x1, y1, x2, y2 } = strokeOf(message, layout);
  const size = message.name.length * fontWidth;
  // Beside the arrow, and where arrows come in bursts, a name further off.
  const places = [8, 12 + size].flatMap((away) =>
    [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9].flatMap((share) => {
      const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
      return [x + away, x - away - size].map((left) => {
        return { left, top: y - 7, right: left + size, bottom: y + 7 };
      });
    }),
  );
  const inside = places.filter(({ left, right }) => left >= layout.left && right <= layout.width - 8);
  const place = labels.take(inside.length > 0 ? inside : places);
  return element("text", { x: place.left, y: place.bottom - 3 }, text(message.name));
}

function checkpoints(run: RecordedRun, { x, y }: Layout, labels: LabelPlaces): string[] {
  return run.checkpoints.map(({ vm, number, kind, at, completion }) => {
    const left = x(at);
    const width = Math.max(leastWidth, x(Math.min(completion, run.until)) - left);
    const [top, bottom] = [y[vm] - checkpointHeight, y[vm] + checkpointHeight];
    labels.avoid({ left, right: left + width, top, bottom });
    const how = kind === "on time" ? "" : `, ${kind}`;
    const title = `checkpoint ${number} of ${run.vms[vm].name} at ${instantText(run, at)} s${how}, complete at ${instantText(run, completion)} s`;
    const box = { x: left, y: top, width, height: 2 * checkpointHeight };
    const mark = titled("rect", { class: kind.replace(" ", "-"), ...box }, title);
    if (kind !== "forced") return mark;
    const d = `M${rounded(left)},${rounded(top)}l${rounded(width)},${2 * checkpointHeight}m0,${-2 * checkpointHeight}l${rounded(-width)},${2 * checkpointHeight}`;
    return mark + element("path", { class: "forced-cross", d });
  });
}

function flushes(run: RecordedRun, { x, y }: Layout, labels: LabelPlaces): string[] {
  return run.flushes.map(({ vm, at, messages, unseen = 0 }) => {
    const [left, top] = [x(at) - 6, y[vm] + 4];
    labels.avoid({ left, right: left + 12, top, bottom: top + 11 });
    const written = [...messages, ...(unseen > 0 ? [`${unseen} messages that are not shown`] : [])];
    const title = `${run.vms[vm].name} flushes ${written.join(", ")} at ${instantText(run, at)} s`;
    const d = `M${rounded(x(at))},${rounded(top)}l6,11h-12z`;
    return titled("path", { class: "flush", d }, title);
  });
}

/** A failure: a cross where it strikes, and under each VM set back the work lost and what is replayed. */
function failureMarks(
  run: RecordedRun,
  failure: RecordedFailure,
  { x, y }: Layout,
  labels: LabelPlaces,
): string[] {
  const { at, what, failedVms, restored, lost } = failure;
  const marks: string[] = [];
  for (const [vm, state] of restored.entries()) {
    if (state === undefined) continue;
    const under = y[vm] + 13;
    const shown = (instant: Seconds) => x(Math.max(run.from, instant));
    const [from, replayed, until] = [shown(state.checkpointAt), shown(state.stateAt), x(at)];
    const name = run.vms[vm].name;
    if (replayed > from) {
      const title = `${name} replays what it received from ${instantText(run, state.checkpointAt)} s to ${instantText(run, state.stateAt)} s`;
      marks.push(stroke("replay", from, replayed, under, title));
    }
    if (until > replayed) {
      const title = `${name} loses its work since ${instantText(run, state.stateAt)} s`;
      marks.push(stroke("lost-work", replayed, until, under, title));
    }
    labels.avoid({ left: from, right: until, top: under - 3, bottom: under + 3 });
  }
  for (const vm of failedVms) {
    labels.avoid({ left: x(at) - 7, right: x(at) + 7, top: y[vm] - 7, bottom: y[vm] + 7 });
    const lostNames = lost.length === 0 ? "" : `; lost: ${lost.join(", ")}`;
    marks.push(cross(x(at), y[vm], 7, `${what} fails at ${instantText(run, at)} s${lostNames}`));
  }
  return marks;
}

function stroke(className: string, x1: number, x2: number, y: number, title: string): string {
  return titled("line", { class: className, x1, x2, y1: y, y2: y }, title);
}

function cross(x: number, y: number, size: number, title?: string): string {
  const d = `M${rounded(x - size)},${rounded(y - size)}l${2 * size},${2 * size}m0,${-2 * size}l${-2 * size},${2 * size}`;
  return title === undefined
    ? element("path", { class: "cross", d })
    : titled("path", { class: "cross", d }, title);
}

function description(run: RecordedRun): string {
  const { vms, hostNames, messages: shown, checkpoints: taken, failures } = run;
  const places = vms.map(({ name, note, host }) => `${name} (${note}) on ${hostNames[host]}`).join(", ");
  const early = taken.filter(({ kind }) => kind !== "on time");
  const moved = early.map(
    ({ vm, number, kind, at }) =>
      `Checkpoint ${number} of ${vms[vm].name} at ${instantText(run, at)} s is ${kind}.`,
  );
  const messages =
    shown.length <= mostNamed
      ? shown.map((message) => `${messageSentence(run, message)}.`)
      : [`${shown.length} messages.`];
  const struck = failures.map(({ what, at }) => `${what} fails at ${instantText(run, at)} s.`);
  return [`VMs: ${places}.`, ...messages, ...moved, ...struck].join(" ");
}
