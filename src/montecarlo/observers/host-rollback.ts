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
  readonly line: CoveredLine;
  /** Until when the failures have been summed. */
  private summedUntil: Seconds = 0;

  constructor(
    private readonly population: Population,
    private readonly window: { readonly from: Seconds; readonly until: Seconds },
    private readonly speed: RecoverySpeed,
  ) {
    const { classCount } = population;
    this.line = new CoveredLine(population);
    this.sums = {
      /** Time since the VMs' states on the line. */
      lost: new Float64Array(classCount),
      /** Time from the VMs' checkpoints on the line to their states there. */
      distance: new Float64Array(classCount),
      /** Until the last VM of each class is restored and replayed; last of all, until the last VM of any. */
      last: new Float64Array(classCount + 1),
    };
  }

  advanced(vm: number, k: number, at: Seconds): void {
    this.line.reached(vm, k, at);
  }

  lineCovered(k: number, at: Seconds): void {
    this.sumUntil(at);
    this.line.cover(k);
  }

  /** Adds what the line counts for until `at`, as far as that lies in the window. */
  sumUntil(at: Seconds): void {
    const from = Math.max(this.summedUntil, this.window.from);
    const until = Math.min(at, this.window.until);
    this.summedUntil = at;
    if (until <= from) return;
    const { sums, line } = this;
    const { classCount, firstVm, weight } = this.population;
    const { restore, reads, replaySpeedup } = this.speed;
    const middle = (from + until) / 2;
    let lastBack = 0;
    for (let c = 0; c < classCount; c++) {
      let [vms, passedAt, distance, longest] = [0, 0, 0, 0];
      for (let vm = firstVm[c]; vm < firstVm[c + 1]; vm++) {
        const toReplay = line.at[vm] - line.checkpointAt[vm];
        vms += weight[vm];
        passedAt += weight[vm] * line.at[vm];
        distance += weight[vm] * toReplay;
        longest = Math.max(longest, (reads?.[vm] ?? 0) + toReplay / replaySpeedup);
      }
      const back = restore[c] + longest;
      lastBack = Math.max(lastBack, back);
      sums.lost[c] += (until - from) * (vms * middle - passedAt);
      sums.distance[c] += (until - from) * distance;
      sums.last[c] += (until - from) * back;
    }
    sums.last[classCount] += (until - from) * lastBack;
  }
}
