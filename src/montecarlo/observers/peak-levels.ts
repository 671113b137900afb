import type { MeasureKey } from "../../scenario/model/measures.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Advance } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";
import type { RandomStream } from "../random/random-stream.js";
import { LogPeaks, type MeasuredWindow } from "./log-peaks.js";

/** A level that a count at the lines of one index of the hyperperiod is held against. */
export interface PeakLevel {
  readonly measure: MeasureKey;
  readonly atIndex: number;
  readonly beforeFlush?: true | undefined;
  readonly atMost: number;
}

/** Counts at how many lines a peak is at most a given level: what quantiles of peaks are judged by. */
export class PeakLevels extends LogPeaks {
  /** By level: lines at which it was not exceeded, and all lines of its index. */
  readonly within: Float64Array;
  readonly lines: Float64Array;
  /** Messages flushed for each index whose line is not covered yet. */
  private readonly flushed = new Map<number, number>();

  /** @param stream for what a quiet span has delivered by the instant of a line, which it tells in expectation */
  constructor(
    private readonly levels: readonly PeakLevel[],
    window: MeasuredWindow,
    private readonly hyperperiod: number,
    logs: () => MessageLogs,
    private readonly stream: RandomStream,
  ) {
    super(window, logs);
    this.within = new Float64Array(levels.length);
    this.lines = new Float64Array(levels.length);
  }

  override advanced(vm: number, k: number, at: Seconds, advance: Advance): void {
    super.advanced(vm, k, at, advance);
    const { due, closed } = advance;
    this.flushed.set(k, (this.flushed.get(k) ?? 0) + (due ? 0 : closed.flushed));
  }

  override lineCovered(k: number, at: Seconds): void {
    super.lineCovered(k, at);
    this.flushed.delete(k);
  }

  protected override volatileBeforeFlush(k: number, at: Seconds): void {
    this.hold("volatileLogPeak", k, () => this.logs().drawVolatileCount(at, this.stream), true);
  }

  protected override volatileBeforeLine(k: number, at: Seconds): void {
    this.hold("flushBurst", k, () => this.flushed.get(k) as number);
    this.hold("volatileLogPeak", k, () => this.logs().drawVolatileCount(at, this.stream));
  }

  protected override stableAtLine(k: number): void {
    this.hold("stableLogPeak", k, () => this.logs().stableCount);
  }

  private hold(measure: MeasureKey, k: number, count: () => number, beforeFlush?: true): void {
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
