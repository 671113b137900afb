import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { readTimes } from "../storage/read-times.js";
import type { FailureTimes } from "./failure-times.js";

/** What a job went through, in seconds and failures; all but `work` and `pauses` of its run time was lost. */
export interface JobRecord {
  runTime: Seconds;
  /** Failures of hosts, and those among them that struck while all VMs were still on their way back. */
  hostFailures: number;
  hostFailuresInRecovery: number;
  vmFailures: number;
  /** Progress that was lost to failures of hosts, and made again. */
  redone: Seconds;
  /** Time in which all VMs were on their way back to the line. */
  hostRecovery: Seconds;
  /** Time for which the job waited for one VM. */
  vmRecovery: Seconds;
}

/**
 * How a job gets on where nothing fails, and what it returns to where something does. Time is progress: base boundary `k` is
 * at `k·T0`, whatever happened before.
 */
export interface JobProgress {
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
  /** Runs until progress `limit`, or until line `lastLine` is covered. */
  runUntil(limit: Seconds, lastLine: number): void;
  /** R9: VM `vm` fails. Gives the time since it began its last complete checkpoint. */
  checkpointAge(vm: number): Seconds;
  /** Where images are staged: whether that checkpoint is on the disk of the VM's own host alone. */
  onOwnDisk?(vm: number): boolean;
  /** R10: host `host` fails, and every VM returns to the covered line, whose base boundary is where the job goes on. */
  returnToLine(host: number): void;
}

/** Failures as they strike a job. */
export interface StrikingFailures {
  /** Of hosts, by the time since the job began. */
  readonly hosts: FailureTimes;
  /** Of VMs, by the time in which the job has made progress, or by the time since it began. */
  readonly vms: FailureTimes;
  readonly vmsBy: "progress" | "time";
}

/**
 * One job under failures that happen: what a failure stops is stopped, restored and replayed, and what was lost is done
 * again.
 *
 * - Source: R9: the job waits for the VM that has failed, and nothing is lost. R10: everybody returns to the latest covered
 *   line, as often as a host fails meanwhile, and goes on when the last VM is back
 * - Assumes: VMs proceed together, so that all wait for one
 */
export class JobRun {
  /** Reading back the image of a VM alone, by class, and of all VMs together, by VM. */
  private readonly alone: readonly Seconds[];
  private readonly together: Float64Array | undefined;
  private readonly local: readonly Seconds[] | undefined;
  /** Since the job began, and the part of it in which it made progress. */
  private time: Seconds = 0;
  private ran: Seconds = 0;
  private readonly record: JobRecord = {
    runTime: 0,
    hostFailures: 0,
    hostFailuresInRecovery: 0,
    vmFailures: 0,
    redone: 0,
    hostRecovery: 0,
    vmRecovery: 0,
  };

  constructor(
    private readonly system: System,
    private readonly progress: JobProgress,
    private readonly failures: StrikingFailures,
  ) {
    const reads = readTimes(system, progress.population);
    this.alone = reads?.alone ?? system.classes.map((one) => wholeImage(one) / system.recovery.bandwidth);
    this.together = reads?.together;
    this.local = reads?.local;
  }

  /** Runs a job of that many base intervals; of one that is not whole its share counts. */
  run(intervals: number): JobRecord {
    this.progress.begin();
    const whole = Math.floor(intervals);
    this.runUntilLine(whole);
    const before = { ...this.record, runTime: this.time };
    const share = intervals - whole;
    if (share === 0) return before;
    this.runUntilLine(whole + 1);
    const after = { ...this.record, runTime: this.time };
    for (const key of Object.keys(before) as (keyof JobRecord)[]) {
      before[key] += share * (after[key] - before[key]);
    }
    return before;
  }

  private runUntilLine(line: number): void {
    const { progress, failures } = this;
    const { hosts, vms } = failures;
    while (progress.covered < line) {
      const untilHost = hosts.nextTime - this.time;
      const untilVm = this.untilVm();
      const from = progress.now;
      progress.runUntil(from + Math.min(untilHost, untilVm), line);
      const step = progress.now - from;
      this.time += step;
      this.ran += step;
      if (progress.covered >= line) return;
      if (untilHost <= untilVm) this.failHost();
      else this.failVm(progress.numberOf[vms.next]);
    }
  }

  private untilVm(): Seconds {
    const { vms, vmsBy } = this.failures;
    if (vmsBy === "progress") return vms.nextTime - this.ran;
    // What fails while it is brought back anyway fails no more than that.
    while (vms.nextTime < this.time) vms.advance();
    return vms.nextTime - this.time;
  }

  /** R9. A host may fail meanwhile. */
  private failVm(vm: number): void {
    const { progress, failures, record } = this;
    const { restart, replaySpeedup } = this.system.recovery;
    failures.vms.advance();
    record.vmFailures++;
    const c = progress.population.classOf[vm];
    const age = progress.checkpointAge(vm);
    const restore = this.local !== undefined && progress.onOwnDisk?.(vm) ? this.local[c] : this.alone[c];
    const stall = restart + restore + age / replaySpeedup;
    const end = this.time + stall;
    const disturbed = failures.hosts.nextTime < end;
    record.vmRecovery += (disturbed ? failures.hosts.nextTime : end) - this.time;
    this.time = end;
    if (disturbed) this.failHost();
  }

  /** R10. Hosts may fail while everybody is on the way back. */
  private failHost(): void {
    const { progress, failures, record } = this;
    const { hosts } = failures;
    const host = hosts.next;
    this.time = hosts.nextTime;
    hosts.advance();
    record.hostFailures++;
    record.redone += progress.now - progress.covered * progress.baseInterval;
    const recovery = this.recoveryTime();
    progress.returnToLine(host);
    while (hosts.nextTime < this.time + recovery) {
      record.hostRecovery += hosts.nextTime - this.time;
      record.hostFailures++;
      record.hostFailuresInRecovery++;
      this.time = hosts.nextTime;
      hosts.advance();
    }
    record.hostRecovery += recovery;
    this.time += recovery;
  }

  /** Until the last VM is restarted, restored and has replayed up to the line. */
  private recoveryTime(): Seconds {
    const { restart, replaySpeedup } = this.system.recovery;
    const { lineAt, lineCheckpointAt, population } = this.progress;
    let last = 0;
    for (let vm = 0; vm < lineAt.length; vm++) {
      const replay = (lineAt[vm] - lineCheckpointAt[vm]) / replaySpeedup;
      last = Math.max(last, (this.together?.[vm] ?? this.alone[population.classOf[vm]]) + replay);
    }
    return restart + last;
  }
}
