import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import type { Population } from "../population.js";
import type { StableWrite, StableWrites } from "../storage/stable-writes.js";
import { isMeasured, type MeasuredWindow } from "./log-peaks.js";

/** What the writes of the measured indices come to. */
export interface StorageSums {
  readonly bytesByClass: Float64Array;
  readonly bytesByHost: Float64Array;
  /** Time in which stable storage was written to, in the window. */
  busy: Seconds;
  /** By index of the hyperperiod: from the base boundary until the last write ended, and the fullest disk of a host. */
  readonly drain: Float64Array;
  readonly diskPeak: Float64Array;
  /** Indices behind each of these sums. */
  readonly indices: Float64Array;
  /** By class: checkpoints, and from the start of each until it was complete. */
  readonly checkpoints: Float64Array;
  readonly completion: Float64Array;
}

/** Watches what is written to stable storage (R11). */
export class StorageTallies implements EngineObserver {
  readonly sums: StorageSums;
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
      bytesByClass: new Float64Array(classCount),
      bytesByHost: new Float64Array(hostCount),
      busy: 0,
      drain: new Float64Array(hyperperiod),
      diskPeak: new Float64Array(hyperperiod),
      indices: new Float64Array(hyperperiod),
      checkpoints: new Float64Array(classCount),
      completion: new Float64Array(classCount),
    };
  }

  checkpointRestorable(vm: number, k: number): void {
    if (!isMeasured(this.window, k)) return;
    const host = this.population.hostOf[vm];
    const held: Bytes = this.writes().heldOnDisk(host);
    const place = k - this.window.first - 1;
    if (held > this.fullest[place]) this.fullest[place] = held;
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
    if (!image) return;
    sums.checkpoints[c]++;
    sums.completion[c] += completeAt - begunAt;
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
