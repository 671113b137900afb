import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { type ReadTimes, readTimes } from "../storage/read-times.js";
import type { JobProgress, Setback } from "./job-run.js";

/** How a job stands with the recovery lines of VM_QSC. Time is progress. */
export interface JobLines {
  readonly baseInterval: Seconds;
  readonly population: Population;
  /** The number in `population` that stands for each VM of the system. */
  readonly numberOf: Int32Array;
  /** How far the job is. */
  readonly now: Seconds;
  /** The newest line that is covered; when each VM came to it, and when it took its checkpoint on it. */
  readonly covered: number;
  readonly lineAt: Float64Array;
  readonly lineCheckpointAt: Float64Array;
  /** All VMs stand on their first checkpoints, and nothing has been done. */
  begin(): void;
  /** Runs until progress `limit`, or until line `lastLine` is covered and its base boundary reached. */
  runUntil(limit: Seconds, lastLine: number): void;
  /** R9: VM `vm` fails. Gives the time since it began its last complete checkpoint. */
  checkpointAge(vm: number): Seconds;
  /** Where images are staged: whether that checkpoint is on the disk of the VM's own host alone. */
  onOwnDisk?(vm: number): boolean;
  /** R10: host `host` fails, and every VM returns to the covered line. The job goes on at its base boundary, or now if that is still to come. */
  returnToLine(host: number): void;
}

/**
 * A job by VM_QSC: what failures come to, by R9 and R10.
 *
 * - Source: R9: the job waits for the VM that has failed, and nothing is lost. R10: everybody returns to the latest covered
 *   line, as often as a host fails meanwhile, and goes on when the last VM is back
 */
export class VmQscProgress implements JobProgress {
  /** Reading back the image of a VM alone, by class, and of all VMs together, by VM. */
  private readonly reads: Partial<ReadTimes> & Pick<ReadTimes, "alone">;

  constructor(
    private readonly system: System,
    private readonly lines: JobLines,
  ) {
    const alone = system.classes.map((one) => wholeImage(one) / system.recovery.bandwidth);
    this.reads = readTimes(system, lines.population) ?? { alone };
  }

  get now(): Seconds {
    return this.lines.now;
  }

  begin(): void {
    this.lines.begin();
  }

  runUntil(limit: Seconds, k: number): boolean {
    this.lines.runUntil(limit, k);
    return this.lines.covered >= k && this.now >= k * this.lines.baseInterval;
  }

  failVm(failed: number): Setback {
    const { lines, reads, system } = this;
    const { restart, replaySpeedup } = system.recovery;
    const vm = lines.numberOf[failed];
    const c = lines.population.classOf[vm];
    const age = lines.checkpointAge(vm);
    const restore = reads.local !== undefined && lines.onOwnDisk?.(vm) ? reads.local[c] : reads.alone[c];
    return { undone: 0, recovery: restart + restore + age / replaySpeedup };
  }

  failHost(host: number): Setback {
    const { lines } = this;
    // Early clocks may have covered the line before its base boundary.
    const sinceLine = lines.now - lines.covered * lines.baseInterval;
    const recovery = this.recoveryTime();
    // While all are on their way back there is nothing to undo.
    if (sinceLine !== 0) lines.returnToLine(host);
    return { undone: Math.max(0, sinceLine), recovery };
  }

  /** Until the last VM is restarted, restored and has replayed up to the line. */
  private recoveryTime(): Seconds {
    const { reads, lines, system } = this;
    const { restart, replaySpeedup } = system.recovery;
    const { lineAt, lineCheckpointAt, population } = lines;
    let last = 0;
    for (let vm = 0; vm < lineAt.length; vm++) {
      const replay = (lineAt[vm] - lineCheckpointAt[vm]) / replaySpeedup;
      last = Math.max(last, (reads.together?.[vm] ?? reads.alone[population.classOf[vm]]) + replay);
    }
    return restart + last;
  }
}
