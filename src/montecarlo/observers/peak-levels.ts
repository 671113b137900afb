import type { MeasureKey } from "../../scenario/model/measures.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Advance } from "../fast-engine/engine-observer.js";
import type { FastEngine } from "../fast-engine/fast-engine.js";
import type { RandomStream } from "../random/random-stream.js";
import { isMeasured, LogPeaks, type MeasuredWindow } from "./log-peaks.js";

/** A level that a count at the lines of one index of the hyperperiod is held against. */
export interface PeakLevel {
  readonly measure: MeasureKey;
  readonly atIndex: number;
  readonly beforeFlush?: true | undefined;
  /** The host whose memory it is about. */
  readonly host?: number | undefined;
  readonly atMost: number;
}

/** Counts at how many lines a peak is at most a given level: what quantiles of peaks are judged by. */
export class PeakLevels extends LogPeaks {
  /** By level: lines at which it was not exceeded, and all lines of its index. */
  readonly within: Float64Array;
  readonly lines: Float64Array;
  /** Messages flushed for each index whose line is not covered yet. */
  private readonly flushed = new Map<number, number>();
  /** The host whose memory is looked at, and the index that its VMs have flushed for. */
  private readonly host: number | undefined;
  private flushedOnHost = 0;

  /** @param stream for what a quiet span has delivered by the instant of a line, which it tells in expectation */
  constructor(
    private readonly levels: readonly PeakLevel[],
    window: MeasuredWindow,
    private readonly hyperperiod: number,
    private readonly engine: () => FastEngine,
    private readonly stream: RandomStream,
  ) {
    super(window, () => engine().rules.logs);
    this.host = levels.find(({ host }) => host !== undefined)?.host;
    this.within = new Float64Array(levels.length);
    this.lines = new Float64Array(levels.length);
  }

  override advanced(vm: number, k: number, at: Seconds, advance: Advance): void {
    super.advanced(vm, k, at, advance);
    const { due, closed } = advance;
    this.flushed.set(k, (this.flushed.get(k) ?? 0) + (due ? 0 : closed.flushed));
  }

  override dropping(vm: number, k: number, at: Seconds): void {
    if (this.engine().rules.population.hostOf[vm] === this.host && k > this.flushedOnHost) {
      this.flushedOnHost = k;
      if (isMeasured(this.window, k)) this.hold("hostMemoryPeak", k, () => this.drawOnHost(at), true);
    }
    super.dropping(vm, k, at);
  }

  override lineCovered(k: number, at: Seconds): void {
    super.lineCovered(k, at);
    this.flushed.delete(k);
  }

  protected override volatileBeforeFlush(k: number, at: Seconds): void {
    this.hold("volatileLogPeak", k, () => this.logs().volatileCount(at, this.stream), true);
  }

  protected override volatileBeforeLine(k: number, at: Seconds): void {
    this.hold("flushBurst", k, () => this.flushed.get(k) as number);
    this.hold("volatileLogPeak", k, () => this.logs().volatileCount(at, this.stream));
    this.hold("hostMemoryPeak", k, () => this.drawOnHost(at));
  }

  protected override stableAtLine(k: number): void {
    this.hold("stableLogPeak", k, () => this.logs().stableCount);
  }

  /** A count with the law of what the memory of the host holds now. */
  private drawOnHost(at: Seconds): number {
    const { rules } = this.engine();
    const { hostOf } = rules.population;
    const { host = 0, stream } = this;
    let count = rules.logs.drawOnHost(host, rules.index, at, stream);
    this.engine().forEachInTransit(({ from, to }) => {
      if (hostOf[from] === host && hostOf[to] !== host) count++;
    });
    return count;
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
