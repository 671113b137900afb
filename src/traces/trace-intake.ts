import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { greatestCommonDivisor } from "../scenario/quantities/common-multiple.js";
import type { MessageSink } from "./trace.js";

/** What to do with a row that is no message: refuse the file, or leave the row out and count it. */
export type OnBad = "fail" | "skip";

/** What is wrong with rows that are left out, as the count of them says it. */
export type BadCause = keyof typeof causes;

const causes = {
  fields: "with too few or too many fields",
  quotes: "with stray quotes",
  time: "without a time",
  node: "without sender or receiver",
  bytes: "without a size",
  arrival: "without an arrival",
  text: "of bytes that are no UTF-8",
  far: "far from all others in time",
  span: "without a proper span",
} as const;

/** What a reader has found out about a trace besides its messages. */
export interface TraceReading {
  readonly source: string;
  readonly nodes: readonly string[];
  readonly messages: number;
  /** Of the first message that was read; all others may lie before or after it. */
  readonly firstRead: Seconds;
  readonly origin: Seconds;
  readonly tick: Seconds | undefined;
  /** Messages whose time lies before that of the one read before them. */
  readonly stepsBack: number;
  readonly warnings: readonly string[];
}

/** Times beyond this lose digits, and are counted from the first one's whole seconds. */
export const largeTime = 1e6;

/** So that every node can be a class of a scenario. */
const longestName = 190;

/** A row is far from the others if it alone would make the span ten times as long. */
const farFactor = 9;
const leastBeforeFar = 10;
/** How often Poisson traffic may have a pause as long as one that is taken for a mistake. */
const rarePause = 1e-6;

interface DoubtfulRow {
  readonly at: Seconds;
  readonly line: number;
  readonly accept: () => void;
}

/**
 * Takes rows from a reader of any format, leaves out what is no message between two nodes, and hands the others on.
 */
export class TraceIntake {
  readonly nodes: string[] = [];
  /** Whole seconds that all times are counted from. */
  origin: Seconds = 0;
  messages = 0;
  private readonly notes: string[] = [];
  /** How often rows were left out or stepped back in time, and on which line first. */
  private readonly found = new Map<BadCause | "self" | "back", { count: number; readonly first: number }>();
  private readonly ticks = new StampTick();
  private firstRead: Seconds = 0;
  private least: Seconds = Number.POSITIVE_INFINITY;
  private most: Seconds = Number.NEGATIVE_INFINITY;
  private last: Seconds = Number.NaN;
  /** The longest time without a message so far, and the row that ends it. */
  private pauseStart: Seconds = 0;
  private pauseEnd: Seconds = 0;
  private pauseLine = 0;
  /** A row so far from those before it that the next one must tell whether it belongs there. */
  private doubtful: DoubtfulRow | undefined;

  constructor(
    readonly file: string,
    readonly onBad: OnBad,
    private readonly sink: MessageSink,
  ) {}

  /** Number of a new node. Its name must have been found fit by {@link isNodeName}. */
  addNode(name: string): number {
    const number = this.nodes.push(name) - 1;
    this.sink.node?.(number, name);
    return number;
  }

  /** A row that reads like a message; times count from the origin. */
  take(at: Seconds, from: number, to: number, bytes: Bytes, arrival: Seconds, line: number): void {
    if (from === to) {
      this.count("self", line);
      return;
    }
    const jump = Math.abs(at - this.last);
    if (this.doubtful !== undefined) this.judgeDoubtful(this.doubtful, at);
    else if (jump > farFactor * (this.most - this.least) && this.messages >= leastBeforeFar && jump > 0) {
      const accept = () => this.accept(at, from, to, bytes, arrival, line);
      this.doubtful = { at, line, accept };
      return;
    }
    this.accept(at, from, to, bytes, arrival, line);
  }

  private judgeDoubtful(doubtful: DoubtfulRow, next: Seconds): void {
    this.doubtful = undefined;
    const returns = Math.abs(next - this.last) * farFactor < Math.abs(doubtful.at - this.last);
    if (returns) this.refuseFar(doubtful);
    else doubtful.accept();
  }

  private refuseFar({ at, line }: DoubtfulRow): void {
    const away = shortNumber(Math.abs(at - this.last));
    const sentence = `t must be near the times around it, got ${at + this.origin} s, ${away} s away`;
    this.refuse("far", sentence, line, 1);
  }

  private accept(at: Seconds, from: number, to: number, bytes: Bytes, arrival: Seconds, line: number): void {
    if (this.messages++ === 0) this.firstRead = at;
    else {
      if (at < this.last) this.count("back", line);
      this.lookForPause(at, line);
    }
    this.last = at;
    if (at < this.least) this.least = at;
    if (at > this.most) this.most = at;
    this.ticks.add(at);
    this.sink.message(at, from, to, bytes, arrival);
  }

  private lookForPause(at: Seconds, line: number): void {
    const { most, least, pauseStart, pauseEnd } = this;
    if (at > most ? at - most > pauseEnd - pauseStart : least - at > pauseEnd - pauseStart) {
      this.pauseStart = at > most ? most : at;
      this.pauseEnd = at > most ? at : least;
      this.pauseLine = line;
    } else if (at > pauseStart && at < pauseEnd) {
      // A row that comes late, into the pause: what is left of it on the longer side.
      if (at - pauseStart > pauseEnd - at) this.pauseEnd = at;
      else this.pauseStart = at;
    }
  }

  /** Something to say of a row that is no message: the end of reading, or one more that is left out. */
  refuse(cause: BadCause, sentence: string, line: number, column: number): void {
    if (this.onBad === "fail") {
      throw new ScenarioError(sentence, "", { file: this.file, line, column });
    }
    this.count(cause, line);
  }

  private count(what: BadCause | "self" | "back", line: number): void {
    const known = this.found.get(what);
    if (known === undefined) this.found.set(what, { count: 1, first: line });
    else known.count++;
  }

  /** Says what was guessed, changed or left out, once each. */
  note(sentence: string, line?: number): void {
    this.notes.push(line === undefined ? sentence : `${sentence} (first at ${this.file}:${line})`);
  }

  end(): TraceReading {
    if (this.doubtful !== undefined) this.refuseFar(this.doubtful);
    const { self, back, ...bad } = Object.fromEntries(this.found);
    for (const [cause, { count, first }] of Object.entries(bad)) {
      this.note(`left out ${counted(count, "row")} ${causes[cause as BadCause]}`, first);
    }
    if (self) this.note(`left out ${counted(self.count, "message")} of a node to itself`, self.first);
    if (back) {
      const step = back.count === 1 ? "steps" : "step";
      this.note(`sorted by time: ${counted(back.count, "time")} ${step} back`, back.first);
    }
    if (this.messages === 0) {
      throw new ScenarioError(`${this.file} must hold at least one message between two nodes`);
    }
    this.checkPause();
    return {
      source: this.file,
      nodes: this.nodes,
      messages: this.messages,
      firstRead: this.firstRead,
      origin: this.origin,
      tick: this.ticks.tick === 0 ? undefined : this.ticks.tick,
      stepsBack: back?.count ?? 0,
      warnings: this.notes,
    };
  }

  /** One jump of the time that makes most of the span is a mistake of the file, or two traces in one. */
  private checkPause(): void {
    const span = this.most - this.least;
    const pause = this.pauseEnd - this.pauseStart;
    const share = pause / span;
    // Of n gaps between uniform points the longest exceeds a share g with probability at most n (1 - g)^(n - 1).
    const chance = this.messages * (1 - share) ** (this.messages - 2);
    if (!(share > 0.5 && chance < rarePause && this.messages >= leastBeforeFar)) return;
    const jump = `the time jumps by ${shortNumber(pause)} s, most of the ${shortNumber(span)} s that ${this.file} spans`;
    if (this.onBad === "skip") this.note(`${jump}: kept as a pause`, this.pauseLine);
    else {
      throw new ScenarioError(
        `${jump}: mend the time or split the trace there; where bad rows are skipped it is kept as a pause`,
        "",
        { file: this.file, line: this.pauseLine, column: 1 },
      );
    }
  }
}

export function isNodeName(text: string): boolean {
  return text !== "" && text.length <= longestName && !/\p{Cc}/u.test(text);
}

/** What a sentence says of a text that names no node. */
export function badNodeName(text: string): string {
  return `src and dst must name a node in at most ${longestName} characters, got ${shownField(text)}`;
}

/** A field as an error quotes it. */
export function shownField(text: string): string {
  return text === "" ? "nothing" : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

const perSecond = 1e9;
/** Up to here a time in double precision still tells nanoseconds apart. */
const longestInNanoseconds: Seconds = 4e6;

/**
 * The tick of time stamps: the longest time of which all are whole multiples after the first.
 *
 * Clocks that count in whole seconds, or logs that are cut to milliseconds, cannot be looked at more closely than that.
 *
 * - Limits: stamps finer than a nanosecond have a tick of a nanosecond, beyond 46 days from the first of a microsecond
 */
class StampTick {
  private first = Number.NaN;
  /** In nanoseconds; 0 while all stamps are equal. */
  private common = 0;

  add(at: Seconds): void {
    if (this.common === 1) return;
    if (Number.isNaN(this.first)) this.first = at;
    const distance = Math.abs(at - this.first);
    const units =
      distance < longestInNanoseconds
        ? Math.round(distance * perSecond)
        : Math.round((distance * perSecond) / 1000) * 1000;
    const rest = this.common === 0 ? units : units % this.common;
    if (rest !== 0) this.common = greatestCommonDivisor(this.common, units);
  }

  /** In seconds; 0 where no two stamps differ. */
  get tick(): Seconds {
    return this.common / perSecond;
  }
}
