import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Advance } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";
import type { Population } from "../population.js";
import { isMeasured, LogPeaks, type MeasuredWindow } from "./log-peaks.js";
import { type NamedSums, namedSums } from "./named-sums.js";

/** Sums by class over the measured indices. */
const classSums = [
  "received",
  "receivedBytes",
  "logged",
  "loggedBytes",
  "checkpoints",
  "early",
  "advances",
  /** Sum over advances of the time past the base boundary. */
  "advanceTime",
] as const;

/** Sums by index of the hyperperiod, `k mod L` at place `k mod L`; `L` itself at place 0. */
const indexSums = [
  "lines",
  "checkpointBytes",
  "flushed",
  "flushedBytes",
  /** In the logs when they are fullest, as `LogPeaks` says. */
  "stable",
  "stableBytes",
  "volatile",
  "volatileBytes",
  /** Under `volatileLog: drop`, in memory just before the first flush for an index, and at how many there was one. */
  "beforeFlush",
  "beforeFlushBytes",
  "flushes",
] as const;

export type ClassSums = NamedSums<(typeof classSums)[number]>;
export type IndexSums = NamedSums<(typeof indexSums)[number]>;

/** Counts what the protocol does; the measures are made of these sums. */
export class Tallies extends LogPeaks {
  readonly byClass: ClassSums;
  readonly byIndex: IndexSums;
  /** Lines that messages were in transit across, over all messages. */
  crossings = 0;
  lines = 0;
  lineLag: Seconds = 0;

  /**
   * @param hyperperiod places in the sums by index; 1 where the hyperperiod is too long to tell them apart
   * @param image bytes of a checkpoint, by class
   */
  constructor(
    private readonly population: Population,
    private readonly baseInterval: Seconds,
    window: MeasuredWindow,
    private readonly hyperperiod: number,
    private readonly image: readonly Bytes[],
    logs: () => MessageLogs,
  ) {
    super(window, logs);
    this.byClass = namedSums(classSums, population.classCount);
    this.byIndex = namedSums(indexSums, hyperperiod);
  }

  override advanced(vm: number, k: number, at: Seconds, advance: Advance): void {
    super.advanced(vm, k, at, advance);
    if (!isMeasured(this.window, k)) return;
    const { due, early, closed } = advance;
    const { byClass, byIndex } = this;
    const { classOf, weight } = this.population;
    const c = classOf[vm];
    const vms = weight[vm];
    const place = k % this.hyperperiod;
    byClass.received[c] += closed.received;
    byClass.receivedBytes[c] += closed.receivedBytes;
    byClass.logged[c] += closed.logged;
    byClass.loggedBytes[c] += closed.loggedBytes;
    byClass.advances[c] += vms;
    byClass.advanceTime[c] += vms * (at - k * this.baseInterval);
    if (due) {
      byClass.checkpoints[c] += vms;
      if (early) byClass.early[c] += vms;
      byIndex.checkpointBytes[place] += vms * this.image[c];
    } else {
      byIndex.flushed[place] += closed.flushed;
      byIndex.flushedBytes[place] += closed.flushedBytes;
    }
  }

  lineEstablished(k: number, at: Seconds): void {
    if (!isMeasured(this.window, k)) return;
    this.byIndex.lines[k % this.hyperperiod]++;
    this.lines++;
    this.lineLag += at - k * this.baseInterval;
  }

  protected override volatileBeforeFlush(k: number, at: Seconds): void {
    this.addVolatile("beforeFlush", k, at);
    this.byIndex.flushes[k % this.hyperperiod]++;
  }

  protected override volatileBeforeLine(k: number, at: Seconds): void {
    this.addVolatile("volatile", k, at);
  }

  private addVolatile(when: "volatile" | "beforeFlush", k: number, at: Seconds): void {
    const logs = this.logs();
    const place = k % this.hyperperiod;
    this.byIndex[when][place] += logs.volatileCount(at);
    this.byIndex[`${when}Bytes`][place] += logs.volatileBytes(at);
  }

  protected override stableAtLine(k: number): void {
    const { stableCount, stableBytes } = this.logs();
    const place = k % this.hyperperiod;
    this.byIndex.stable[place] += stableCount;
    this.byIndex.stableBytes[place] += stableBytes;
  }

  crossed(_from: number, _to: number, sentIndex: number, index: number): void {
    this.crossings += index - sentIndex;
  }
}
