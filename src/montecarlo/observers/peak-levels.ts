import type { MeasureKey } from "../../scenario/model/measures.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Advance, EngineObserver } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";
import type { RandomStream } from "../random/random-stream.js";
import type { MeasuredWindow } from "./tallies.js";

/** A level that a count at the lines of one index of the hyperperiod is held against. */
export interface PeakLevel {
  readonly measure: MeasureKey;
  readonly atIndex: number;
  readonly beforeFlush?: true | undefined;
  readonly atMost: number;
}

/** Counts at how many lines a peak is at most a given level: what quantiles of peaks are judged by. */
export class PeakLevels implements EngineObserver {
  /** By level: lines at which it was not exceeded, and all lines of its index. */
  readonly within: Float64Array;
  readonly lines: Float64Array;
  private newest = 0;
  private readonly reachedFirst = new Map<number, Seconds>();
  private readonly flushed = new Map<number, number>();
  private readonly flushedFor = new Set<number>();

  /** @param stream for what a quiet span has delivered by the instant of a line, which it tells in expectation */
  constructor(
    private readonly levels: readonly PeakLevel[],
    private readonly window: MeasuredWindow,
    private readonly hyperperiod: number,
    private readonly logs: () => MessageLogs,
    private readonly stream: RandomStream,
  ) {
    this.within = new Float64Array(levels.length);
    this.lines = new Float64Array(levels.length);
  }

  advanced(_vm: number, k: number, at: Seconds, { due, closed }: Advance): void {
    if (k > this.newest) {
      this.newest = k;
      this.reachedFirst.set(k, at);
      this.flushed.set(k, 0);
    }
    if (!due) this.flushed.set(k, (this.flushed.get(k) as number) + closed.flushed);
  }

  dropping(_vm: number, k: number, at: Seconds): void {
    if (this.flushedFor.has(k)) return;
    this.flushedFor.add(k);
    this.hold("volatileLogPeak", k, () => this.logs().drawVolatileCount(at, this.stream), true);
  }

  lineCovering(k: number, at: Seconds): void {
    this.hold("flushBurst", k, () => this.flushed.get(k) as number);
    this.hold("volatileLogPeak", k, () => this.logs().drawVolatileCount(at, this.stream));
    if (at > (this.reachedFirst.get(k) as Seconds))
      this.hold("stableLogPeak", k, () => this.logs().stableCount);
  }

  lineCovered(k: number, at: Seconds): void {
    if (at <= (this.reachedFirst.get(k) as Seconds))
      this.hold("stableLogPeak", k, () => this.logs().stableCount);
    this.reachedFirst.delete(k);
    this.flushed.delete(k);
    this.flushedFor.delete(k);
  }

  private hold(measure: MeasureKey, k: number, count: () => number, beforeFlush?: true): void {
    if (k <= this.window.first || k > this.window.last) return;
    let found: number | undefined;
    for (const [place, level] of this.levels.entries()) {
      if (level.measure !== measure || level.beforeFlush !== beforeFlush) continue;
      if ((k - level.atIndex) % this.hyperperiod !== 0) continue;
      // Shares of a span's messages by VM add up to whole numbers, but for rounding.
      found ??= Math.round(count());
      this.lines[place]++;
      if (found <= level.atMost) this.within[place]++;
    }
  }
}
