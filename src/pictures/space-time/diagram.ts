import type { Seconds } from "../../scenario/model/units.js";
import { element, pointsOf, rounded, text, titled } from "../svg.js";
import { themeStyle } from "../theme.js";
import { arrow, checkpointBox, cross, diagramKey, diagramStyle, flushMark, stroke } from "./diagram-marks.js";
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
const checkpointHeight = 9;
const leastWidth = 5;
/** More messages than this carry no names: they would cover the picture. */
const mostNamed = 40;
const mostGridLines = 40;

/**
 * A space-time diagram as SVG that stands alone: a line for each VM, grouped by host, and time to the right. Nothing is told
 * by colour alone; each mark has a title, and the picture a description of every message.
 *
 * - Source: Fig. 2 and Fig. 3 of the paper
 */
export function spaceTimeDiagram(run: RecordedRun, width = 900): string {
  return new Diagram(run, width).svg();
}

const group = (name: string, children: readonly string[]) => element("g", { class: name }, ...children);

class Diagram {
  private readonly left: number;
  private readonly bottom: number;
  /** By VM. */
  private readonly y: number[] = [];
  private readonly bands: { host: number; top: number; bottom: number }[] = [];
  private readonly labels = new LabelPlaces();

  constructor(
    private readonly run: RecordedRun,
    private readonly width: number,
  ) {
    const widths = run.vms.flatMap(({ name, note }) => [name.length * fontWidth, note.length * smallWidth]);
    this.left = Math.min(width / 3, Math.max(...widths) + 40);
    let top = topMargin;
    for (const host of run.hostNames.keys()) {
      const members = run.vms.flatMap((vm, number) => (vm.host === host ? [number] : []));
      if (members.length === 0) continue;
      for (const [place, vm] of members.entries()) this.y[vm] = top + bandPadding + place * rowHeight;
      const bottom = top + 2 * bandPadding + (members.length - 1) * rowHeight;
      this.bands.push({ host, top, bottom });
      top = bottom + bandGap;
    }
    this.bottom = top - bandGap;
  }

  /** What is drawn last gives way: labels stand beside all that was there before them. */
  svg(): string {
    const { run, width, labels } = this;
    for (const y of this.y) labels.avoidStroke([this.left, y, width - rightMargin, y]);
    const lines = run.lines.map((line, place) => this.recoveryLine(line, place));
    const checkpoints = this.checkpoints();
    const flushes = this.flushes();
    const failures = run.failures.flatMap((failure) => this.failureMarks(failure));
    for (const message of run.messages) labels.avoidStroke(this.strokeOf(message));
    const lost = new Set(run.failures.flatMap((failure) => failure.lost));
    const arrows = run.messages.map((message) => this.messageArrow(message, lost.has(message.name)));
    const named = run.messages.length <= mostNamed ? run.messages : [];
    const names = named.map((message) => this.messageName(message));
    const key = diagramKey(run, width, this.bottom + 46);
    const viewBox = `0 0 ${width} ${rounded(key.bottom + 12)}`;
    const size = { viewBox, width, height: key.bottom + 12, class: "space-time" };
    const labelled = { role: "img", "aria-labelledby": "space-time-title space-time-description" };
    return element(
      "svg",
      { xmlns: "http://www.w3.org/2000/svg", ...size, ...labelled },
      element("title", { id: "space-time-title" }, text(run.title)),
      element("desc", { id: "space-time-description" }, text(description(run))),
      element("style", {}, `${themeStyle("space-time")}${diagramStyle}`),
      group("bands", this.hostBands()),
      group("grid", this.grid()),
      group("vms", this.lifelines()),
      group("lines", [...lines, ...this.lineLabels()]),
      group("checkpoints", checkpoints),
      group("flushes", flushes),
      group("failures", failures),
      group("messages", arrows),
      group("names", names),
      key.svg,
    );
  }

  private x(at: Seconds): number {
    const { from, until } = this.run;
    return this.left + (at - from) * ((this.width - rightMargin - this.left) / (until - from));
  }

  private instant(at: Seconds): string {
    return `${instantText(this.run, at)} s`;
  }

  private hostBands(): string[] {
    return this.bands.flatMap(({ host, top, bottom }) => [
      element("rect", { x: 4, y: top, width: this.width - 8, height: bottom - top, rx: 6 }),
      element("text", { x: 12, y: top + 14, class: "small" }, text(this.run.hostNames[host])),
    ]);
  }

  private grid(): string[] {
    const { baseInterval, from, until } = this.run;
    const marks: string[] = [];
    if (baseInterval !== undefined) {
      const step = Math.max(1, Math.ceil((until - from) / baseInterval / mostGridLines));
      const first = Math.ceil(from / baseInterval / step) * step;
      for (let k = first; k * baseInterval <= until; k += step) {
        const at = this.x(k * baseInterval);
        marks.push(element("line", { x1: at, x2: at, y1: topMargin - 8, y2: this.bottom + 6 }));
        marks.push(underAxis(at, this.bottom, k === 0 ? "0" : `${k}·T0`));
      }
    }
    if (marks.length > 2) return marks;
    // Without several base intervals to go by, the first and the last instant say how time runs.
    const bottom = baseInterval === undefined ? this.bottom : this.bottom + 14;
    return [...marks, ...[from, until].map((at) => underAxis(this.x(at), bottom, `${at} s`))];
  }

  private lifelines(): string[] {
    const { left, y, width } = this;
    return this.run.vms.flatMap(({ name, note }, vm) => [
      element("line", { x1: left, x2: width - rightMargin + 14, y1: y[vm], y2: y[vm] }),
      element("text", { x: left - 10, y: y[vm] + 2, "text-anchor": "end" }, text(name)),
      element("text", { x: left - 10, y: y[vm] + 16, "text-anchor": "end", class: "small" }, text(note)),
    ]);
  }

  /** The points of a recovery line, from the VM at the top to the one at the bottom, which reach beyond them. */
  private linePoints({ checkpointAt }: RecordedLine): (readonly [number, number])[] {
    const { y, left } = this;
    const order = [...y.keys()].sort((a, b) => y[a] - y[b]);
    const points = order.map((vm) => [Math.max(left, this.x(checkpointAt[vm])), y[vm]] as const);
    const [first, last] = [points[0], points[points.length - 1]];
    return [[first[0], first[1] - 22], ...points, [last[0], last[1] + 20]];
  }

  private recoveryLine(line: RecordedLine, place: number): string {
    const points = this.linePoints(line);
    for (let p = 1; p < points.length; p++) {
      this.labels.avoidStroke([...points[p - 1], ...points[p]]);
    }
    const states = this.run.vms.map(({ name }, vm) => {
      const [checkpointAt, stateAt] = [line.checkpointAt[vm], line.stateAt[vm]];
      const log = stateAt > checkpointAt ? ` and its log until ${this.instant(stateAt)}` : "";
      return `${name} on its checkpoint of ${this.instant(checkpointAt)}${log}`;
    });
    const established = `recovery line ${line.number}, established at ${this.instant(line.establishedAt)}`;
    const attributes = { points: pointsOf(points), class: place % 2 === 1 ? "even" : undefined };
    return titled("polyline", attributes, `${established}: ${states.join(", ")}`);
  }

  /** Lines that begin at the same place share a label. */
  private lineLabels(): string[] {
    const together: { x: number; numbers: number[] }[] = [];
    for (const line of this.run.lines) {
      const [[x]] = this.linePoints(line);
      const near = together.find((label) => Math.abs(label.x - x) < 2);
      if (near) near.numbers.push(line.number);
      else together.push({ x, numbers: [line.number] });
    }
    return together.map(({ x, numbers }) => {
      const label = numbers.length === 1 ? `line ${numbers[0]}` : `lines ${numbers.join(", ")}`;
      const size = label.length * smallWidth;
      const at = (left: number, top: number): Box => ({ left, top, right: left + size, bottom: top + 13 });
      const tops = [topMargin - 26, topMargin - 38];
      const place = this.labels.take(tops.flatMap((top) => [at(x + 3, top), at(x - size - 3, top)]));
      return element("text", { x: place.left, y: place.bottom - 3, class: "small" }, label);
    });
  }

  /** From where to where an arrow goes; of a message that was sent before the picture begins, from its edge. */
  private strokeOf({ from, to, sentAt, deliveredAt }: RecordedMessage) {
    const { left, y } = this;
    const [sent, delivered] = [this.x(sentAt), this.x(deliveredAt)];
    const before = sent < left ? (left - sent) / (delivered - sent) : 0;
    return [Math.max(left, sent), y[from] + before * (y[to] - y[from]), delivered, y[to]] as const;
  }

  private messageArrow(message: RecordedMessage, isLost: boolean): string {
    const [x1, y1, x2, y2] = this.strokeOf(message);
    const sentence = messageSentence(this.run, message) + (isLost ? ", lost by a failure" : "");
    const lost = isLost ? cross((x1 + x2) / 2, (y1 + y2) / 2, 5) : "";
    return titled("g", {}, sentence, arrow([x1, y1, x2, y2], message), lost);
  }

  private messageName(message: RecordedMessage): string {
    const [x1, y1, x2, y2] = this.strokeOf(message);
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
    const inside = places.filter(({ left, right }) => left >= this.left && right <= this.width - 8);
    const place = this.labels.take(inside.length > 0 ? inside : places);
    return element("text", { x: place.left, y: place.bottom - 3 }, text(message.name));
  }

  private checkpoints(): string[] {
    const { run, y, labels } = this;
    return run.checkpoints.map(({ vm, number, kind, at, completion }) => {
      const left = this.x(at);
      const width = Math.max(leastWidth, this.x(Math.min(completion, run.until)) - left);
      const [top, bottom] = [y[vm] - checkpointHeight, y[vm] + checkpointHeight];
      labels.avoid({ left, right: left + width, top, bottom });
      const taken = `checkpoint ${number} of ${run.vms[vm].name} at ${this.instant(at)}`;
      const title = `${taken}${kind === "on time" ? "" : `, ${kind}`}, complete at ${this.instant(completion)}`;
      return checkpointBox(kind, { x: left, y: top, width, height: 2 * checkpointHeight }, title);
    });
  }

  private flushes(): string[] {
    return this.run.flushes.map(({ vm, at, messages, unseen = 0 }) => {
      const [x, top] = [this.x(at), this.y[vm] + 4];
      this.labels.avoid({ left: x - 6, right: x - 6 + 12, top, bottom: top + 11 });
      const written = [...messages, ...(unseen > 0 ? [`${unseen} messages that are not shown`] : [])];
      const title = `${this.run.vms[vm].name} flushes ${written.join(", ")} at ${this.instant(at)}`;
      return flushMark(x, top, title);
    });
  }

  /** A failure: a cross where it strikes, and under each VM set back the work lost and what is replayed. */
  private failureMarks({ at, what, failedVms, restored, lost }: RecordedFailure): string[] {
    const { run, y, labels } = this;
    const until = this.x(at);
    const marks: string[] = [];
    for (const [vm, state] of restored.entries()) {
      if (state === undefined) continue;
      const { checkpointAt, stateAt } = state;
      const [from, replayed] = [checkpointAt, stateAt].map((instant) => this.x(Math.max(run.from, instant)));
      const under = y[vm] + 13;
      const { name } = run.vms[vm];
      if (replayed > from) {
        const what = `${name} replays what it received from ${this.instant(checkpointAt)} to ${this.instant(stateAt)}`;
        marks.push(stroke("replay", from, replayed, under, what));
      }
      if (until > replayed) {
        const what = `${name} loses its work since ${this.instant(stateAt)}`;
        marks.push(stroke("lost-work", replayed, until, under, what));
      }
      labels.avoid({ left: from, right: until, top: under - 3, bottom: under + 3 });
    }
    for (const vm of failedVms) {
      labels.avoid({ left: until - 7, right: until + 7, top: y[vm] - 7, bottom: y[vm] + 7 });
      const lostNames = lost.length === 0 ? "" : `; lost: ${lost.join(", ")}`;
      marks.push(cross(until, y[vm], 7, `${what} fails at ${this.instant(at)}${lostNames}`));
    }
    return marks;
  }
}

function underAxis(x: number, bottom: number, label: string): string {
  return element("text", { x, y: bottom + 20, "text-anchor": "middle", class: "small" }, label);
}

function description(run: RecordedRun): string {
  const { vms, hostNames, messages: shown, checkpoints: taken, failures } = run;
  const places = vms.map(({ name, note, host }) => `${name} (${note}) on ${hostNames[host]}`).join(", ");
  const moved = taken.flatMap(({ vm, number, kind, at }) =>
    kind === "on time"
      ? []
      : `Checkpoint ${number} of ${vms[vm].name} at ${instantText(run, at)} s is ${kind}.`,
  );
  const messages =
    shown.length <= mostNamed
      ? shown.map((message) => `${messageSentence(run, message)}.`)
      : [`${shown.length} messages.`];
  const struck = failures.map(({ what, at }) => `${what} fails at ${instantText(run, at)} s.`);
  return [`VMs: ${places}.`, ...messages, ...moved, ...struck].join(" ");
}
