import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { formatSeconds } from "../scenario/quantities/format-quantity.js";
import type { PeriodCounts } from "./phase-curve.js";
import { binOf, TimeHistogram } from "./time-histogram.js";
import type { MessageSink } from "./trace.js";

/** The checkpoint rules as far as counting needs them. */
export interface CheckpointGrid {
  readonly baseInterval: Seconds;
  readonly classes: readonly { readonly multiple: number; readonly phase: number }[];
  /** `L`, in base intervals. */
  readonly hyperperiod: number;
}

/** Where there is room for it, a base interval is looked at in as many shifts. */
const shiftsPerInterval = 1000;
const mostShifts = 1 << 20;
/** Resolution at which other base intervals are looked at. */
const historyPerInterval = 16;
const mostHistory = 1 << 18;

/** More base intervals than these are kept by nobody. */
export const mostIntervals = 1 << 24;

/** What is wrong with a base interval that is next to nothing for a trace. */
export function tooManyIntervals(baseInterval: Seconds, span: Seconds): ScenarioError {
  const [shown, reached] = [baseInterval, span].map((time) => formatSeconds(time));
  return new ScenarioError(
    `baseInterval must make at most ${mostIntervals} base intervals of a trace, got ${shown} for one that spans ${reached} or more`,
    "baseInterval",
  );
}

/** Thrown where a message lies before the first: what was counted stands on a grid that is not the trace's. */
export class EarlierMessageError extends ScenarioError {
  constructor() {
    super("a trace that is read as it comes must begin with its earliest message");
  }
}

/** Classes that are due at the same indices, and what has been counted for them. */
interface Group {
  readonly multiple: number;
  readonly phase: number;
  /** By bin of the period: messages and bytes of whole hyperperiods, and of the one under way. */
  readonly whole: { readonly messages: Float64Array; readonly bytes: Float64Array };
  readonly open: { readonly messages: Float64Array; readonly bytes: Float64Array };
  readonly history: TimeHistogram;
  messages: number;
}

/**
 * Counts the messages of a trace by where in the checkpoint periods of their receivers they come: all that the flushed
 * share needs, at every phase of the grid, from one pass. Memory grows with base intervals, not with messages.
 *
 * The grid begins at the first message; a message at `t` in `[(k − 1) T0, k T0)` belongs to interval `k`.
 */
export class IntervalCounts implements MessageSink {
  /** Bins of a base interval: a shift of the grid by one bin is the smallest that is looked at. */
  readonly bins: number;
  messages = 0;
  first: Seconds = Number.NaN;
  private last: Seconds = Number.NEGATIVE_INFINITY;
  readonly groups: readonly Group[];
  private readonly groupOfClass: readonly Group[];
  private readonly groupOfNode: Group[] = [];
  private readonly classOfNode: number[] = [];
  private readonly byClass: number[];
  private openHyperperiod = 0;
  private received = new Float64Array(1024);
  private flushed = new Float64Array(1024);

  constructor(
    readonly grid: CheckpointGrid,
    private readonly classOf: (name: string) => number,
  ) {
    const { classes, hyperperiod, baseInterval } = grid;
    this.bins = Math.max(1, Math.min(shiftsPerInterval, Math.floor(mostShifts / hyperperiod)));
    this.byClass = classes.map(() => 0);
    const byKey = new Map<string, Group>();
    this.groupOfClass = classes.map(({ multiple, phase }) => {
      const key = `${multiple}/${phase}`;
      const counts = () => ({
        messages: new Float64Array(multiple * this.bins),
        bytes: new Float64Array(multiple * this.bins),
      });
      const known = byKey.get(key) ?? {
        multiple,
        phase,
        whole: counts(),
        open: counts(),
        history: new TimeHistogram({
          widthAt: (step) => (baseInterval / historyPerInterval) * 2 ** step,
          factor: 2,
          mostBins: () => mostHistory,
        }),
        messages: 0,
      };
      byKey.set(key, known);
      return known;
    });
    this.groups = [...byKey.values()];
  }

  node(number: number, name: string): void {
    const c = this.classOf(name);
    this.classOfNode[number] = c;
    this.groupOfNode[number] = this.groupOfClass[c];
  }

  message(sentAt: Seconds, _from: number, to: number, bytes: Bytes, arrival: Seconds): void {
    if (this.messages++ === 0) this.first = sentAt;
    else if (sentAt < this.first) throw new EarlierMessageError();
    if (sentAt > this.last) this.last = sentAt;
    const { bins, grid } = this;
    // A message belongs to the interval in which it is received (R5).
    const at = arrival > sentAt ? arrival : sentAt;
    const bin = binOf(at - this.first, grid.baseInterval / bins, at + Math.abs(this.first));
    const interval = Math.floor(bin / bins);
    const hyperperiod = Math.floor(interval / grid.hyperperiod);
    if (hyperperiod > this.openHyperperiod) this.close(hyperperiod);
    const group = this.groupOfNode[to];
    const place = bin % (group.multiple * bins);
    const counts = hyperperiod < this.openHyperperiod ? group.whole : group.open;
    counts.messages[place]++;
    counts.bytes[place] += bytes;
    group.messages++;
    this.byClass[this.classOfNode[to]]++;
    group.history.add(at);
    if (interval >= this.received.length) this.grow(interval, at);
    this.received[interval]++;
    // Interval k = interval + 1 ends at index k.
    if ((((interval + 1 - group.phase) % group.multiple) + group.multiple) % group.multiple !== 0) {
      this.flushed[interval]++;
    }
  }

  /** Whole hyperperiods of the trace: those after which something was still received. */
  get hyperperiods(): number {
    return this.openHyperperiod;
  }

  receivedBy(c: number): number {
    return this.byClass[c];
  }

  get span(): Seconds {
    return this.last - this.first;
  }

  /** Counts by period, of whole hyperperiods alone. */
  periods(of: "messages" | "bytes"): PeriodCounts[] {
    return this.groups.map(({ multiple, phase, whole }) => ({ multiple, phase, counts: whole[of] }));
  }

  /** Received and flushed messages of each base interval of the whole hyperperiods. */
  intervals(): { readonly received: Float64Array; readonly flushed: Float64Array } {
    const count = this.hyperperiods * this.grid.hyperperiod;
    return { received: this.received.slice(0, count), flushed: this.flushed.slice(0, count) };
  }

  private close(next: number): void {
    for (const { whole, open } of this.groups) {
      for (const of of ["messages", "bytes"] as const) {
        for (let place = 0; place < whole[of].length; place++) whole[of][place] += open[of][place];
        open[of].fill(0);
      }
    }
    this.openHyperperiod = next;
  }

  private grow(interval: number, at: Seconds): void {
    if (interval >= mostIntervals) throw tooManyIntervals(this.grid.baseInterval, at - this.first);
    const length = Math.max(2 * this.received.length, interval + 1);
    for (const series of ["received", "flushed"] as const) {
      const grown = new Float64Array(length);
      grown.set(this[series]);
      this[series] = grown;
    }
  }
}
