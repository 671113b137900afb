import type { Seconds } from "../../scenario/model/units.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import type { Population } from "../population.js";
import { CoveredLine } from "./covered-line.js";

/** How long it takes to bring back the VMs after a failure of a host. */
interface RecoverySpeed {
  /** Restart and restore, by class; where storage takes time the restart alone. */
  readonly restore: readonly Seconds[];
  /** Where storage takes time: when each VM has read back its images, from the failure on. */
  readonly reads?: Float64Array | undefined;
  readonly replaySpeedup: number;
}

/**
 * What a failure of a host would undo (R10), as an average over every instant of a window at which it might come. All VMs
 * return to the last line that is covered, so that between the covers of two lines nothing changes but the time since.
 */
export class HostRollback implements EngineObserver {
  /** What R10 restores, integrated over the instants of the failure: seconds times seconds, summed over the VMs of each class. */
  readonly sums;
  /** When the line was covered that a failure returns to. */
  private coveredAt: Seconds = 0;
  private readonly vms: Float64Array;
  /** When the VMs of each class passed that line, summed over them. */
  private readonly passedAt: Float64Array;
  /** From their checkpoints on that line until they passed it, summed over them. */
  private readonly distance: Float64Array;
  /** Until the last VM of each class is back; last of all, the last VM of any. */
  private readonly back: Float64Array;
  private readonly line: CoveredLine;

  constructor(
    private readonly population: Population,
    private readonly window: { readonly from: Seconds; readonly until: Seconds },
    private readonly speed: RecoverySpeed,
  ) {
    const { vmCount, classCount, classOf, weight } = population;
    this.vms = new Float64Array(classCount);
    for (let vm = 0; vm < vmCount; vm++) this.vms[classOf[vm]] += weight[vm];
    this.passedAt = new Float64Array(classCount);
    this.distance = new Float64Array(classCount);
    this.back = new Float64Array(classCount + 1);
    this.line = new CoveredLine(population);
    this.sums = {
      /** Time since the VMs' states on the line. */
      lost: new Float64Array(classCount),
      /** Time from the VMs' checkpoints on the line to their states there. */
      distance: new Float64Array(classCount),
      /** Until the last VM of each class is restored and replayed; last of all, until the last VM of any. */
      last: new Float64Array(classCount + 1),
    };
    this.returnToLine();
  }

  advanced(vm: number, k: number, at: Seconds): void {
    this.line.reached(vm, k, at);
  }

  lineCovered(k: number, at: Seconds): void {
    this.sumUntil(at);
    this.line.cover(k);
    this.returnToLine();
  }

  /** Adds what the last line counts for until `at`, as far as that lies in the window. */
  sumUntil(at: Seconds): void {
    const from = Math.max(this.coveredAt, this.window.from);
    const until = Math.min(at, this.window.until);
    this.coveredAt = at;
    if (until <= from) return;
    const { sums, vms, passedAt, distance, back } = this;
    const { classCount } = this.population;
    const middle = (from + until) / 2;
    for (let c = 0; c < classCount; c++) {
      sums.lost[c] += (until - from) * (vms[c] * middle - passedAt[c]);
      sums.distance[c] += (until - from) * distance[c];
    }
    for (let c = 0; c <= classCount; c++) sums.last[c] += (until - from) * back[c];
  }

  /** From now on a failure returns to the line just covered. */
  private returnToLine(): void {
    const { passedAt, distance, back, line } = this;
    const { classCount, firstVm, weight } = this.population;
    const { restore, reads, replaySpeedup } = this.speed;
    back[classCount] = 0;
    for (let c = 0; c < classCount; c++) {
      passedAt[c] = 0;
      distance[c] = 0;
      let longest = 0;
      for (let vm = firstVm[c]; vm < firstVm[c + 1]; vm++) {
        const toReplay = line.at[vm] - line.checkpointAt[vm];
        passedAt[c] += weight[vm] * line.at[vm];
        distance[c] += weight[vm] * toReplay;
        longest = Math.max(longest, (reads?.[vm] ?? 0) + toReplay / replaySpeedup);
      }
      back[c] = restore[c] + longest;
      back[classCount] = Math.max(back[classCount], back[c]);
    }
  }
}
