import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { Advance, EngineObserver } from "../fast-engine/engine-observer.js";
import type { Population } from "../population.js";
import type { StableWrite, StableWrites } from "../storage/stable-writes.js";
import { isMeasured, type MeasuredWindow } from "./log-peaks.js";
import { namedSums } from "./named-sums.js";

/** By class: checkpoints, and from the start of each until it was complete. */
const classSums = ["bytesByClass", "checkpoints", "completion"] as const;
/**
 * By index of the hyperperiod: from the base boundary until the last write ended, and the fullest disk of a host; the indices
 * behind each of these sums.
 */
const indexSums = ["drain", "diskPeak", "indices"] as const;

/** What the writes of the measured indices come to. */
export type StorageSums = StorageTallies["sums"];

/** Watches what is written to stable storage (R11). */
export class StorageTallies implements EngineObserver {
  readonly sums;
  /** By measured index: when its last write ended, and the fullest disk of a host. */
  private readonly lastEnd: Float64Array;
  private readonly fullest: Float64Array;

  constructor(
    private readonly population: Population,
    private readonly baseInterval: Seconds,
    private readonly window: MeasuredWindow,
    private readonly hyperperiod: number,
    private readonly writes: () => StableWrites,
  ) {
    const { classCount, hostCount } = population;
    const indices = window.last - window.first;
    this.lastEnd = new Float64Array(indices);
    this.fullest = new Float64Array(indices);
    this.sums = {
      ...namedSums(classSums, classCount),
      ...namedSums(indexSums, hyperperiod),
      bytesByHost: new Float64Array(hostCount),
      /** Time in which stable storage was written to, in the window. */
      busy: 0 as Seconds,
    };
  }

  checkpointRestorable(vm: number, k: number): void {
    if (!isMeasured(this.window, k)) return;
    const host = this.population.hostOf[vm];
    const held: Bytes = this.writes().heldOnDisk(host);
    const place = k - this.window.first - 1;
    if (held > this.fullest[place]) this.fullest[place] = held;
  }

  /** A checkpoint of a class without an image writes nothing, and is one of all checkpoints nevertheless. */
  advanced(vm: number, k: number, at: Seconds, { due, completion }: Advance): void {
    if (!due || completion === Number.POSITIVE_INFINITY || !isMeasured(this.window, k)) return;
    this.countCheckpoint(vm, completion - at);
  }

  written({ vm, k, image, begunAt, bytes }: StableWrite, at: Seconds, completeAt: Seconds): void {
    if (!isMeasured(this.window, k)) return;
    const { classOf, hostOf } = this.population;
    const { sums, lastEnd } = this;
    const c = classOf[vm];
    sums.bytesByClass[c] += bytes;
    sums.bytesByHost[hostOf[vm]] += bytes;
    const place = k - this.window.first - 1;
    lastEnd[place] = Math.max(lastEnd[place], at);
    if (image) this.countCheckpoint(vm, completeAt - begunAt);
  }

  private countCheckpoint(vm: number, time: Seconds): void {
    const c = this.population.classOf[vm];
    this.sums.checkpoints[c]++;
    this.sums.completion[c] += time;
  }

  /** When all writes of the window have ended. */
  close(): void {
    const { sums, window, lastEnd, fullest, baseInterval, hyperperiod } = this;
    for (let k = window.first + 1; k <= window.last; k++) {
      const place = k - window.first - 1;
      sums.indices[k % hyperperiod]++;
      sums.diskPeak[k % hyperperiod] += fullest[place];
      if (lastEnd[place] > 0) sums.drain[k % hyperperiod] += lastEnd[place] - k * baseInterval;
    }
  }
}
