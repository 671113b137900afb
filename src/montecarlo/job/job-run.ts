import type { Seconds } from "../../scenario/model/units.js";
import type { FailureTimes } from "./failure-times.js";

/** What a job went through, in seconds and failures; all but `work` and `pauses` of its run time was lost. */
export class JobRecord {
  runTime: Seconds = 0;
  /** Progress that was lost to failures of hosts, and made again. */
  redone: Seconds = 0;
  /** Time in which all VMs were on their way back to the line. */
  hostRecovery: Seconds = 0;
  /** Time for which the job waited for one VM. */
  vmRecovery: Seconds = 0;
  /** Failures of hosts, and those among them that struck while all VMs were still on their way back. */
  hostFailures = 0;
  hostFailuresInRecovery = 0;
  vmFailures = 0;
}

/** What a failure comes to. */
export interface Setback {
  readonly undone: Seconds;
  /** Time until the last VM that has to is restarted, restored and has replayed. */
  readonly recovery: Seconds;
  /** Set where only some VMs have to, so that others which are on their way back go on with it. */
  readonly partial?: boolean;
}

/**
 * How a job gets on where nothing fails, and what becomes of it where something does. Time is progress: base boundary `k` is
 * at `k·T0`, whatever happened before.
 */
export interface JobProgress {
  readonly now: Seconds;
  begin(): void;
  /** Runs until progress `limit`, or until `k` base intervals are done, and for good; says whether they are. */
  runUntil(limit: Seconds, k: number): boolean;
  /** VM `vm` of the system fails, or host `host`, and what that comes to is carried out. */
  failVm(vm: number): Setback;
  failHost(host: number): Setback;
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
 * - Source: R9 and R10, or what another scheme does; VMs fail while the job makes progress, hosts at all times, and one that
 *   fails while VMs are on their way back makes the way begin again
 * - Assumes: VMs proceed together, so that all wait for one
 */
export class JobRun {
  /** Since the job began, and the part of it in which it made progress. */
  private time: Seconds = 0;
  private ran: Seconds = 0;
  private readonly record = new JobRecord();

  constructor(
    private readonly progress: JobProgress,
    private readonly failures: StrikingFailures,
    /** Failures after which the job is given up. */
    private readonly mostFailures = Number.POSITIVE_INFINITY,
  ) {}

  get givenUp(): boolean {
    return this.record.hostFailures + this.record.vmFailures >= this.mostFailures;
  }

  /** Runs a job of that many base intervals; of one that is not whole its share counts. */
  run(intervals: number): JobRecord {
    this.progress.begin();
    const whole = Math.floor(intervals);
    this.runUntilDone(whole);
    const before = { ...this.record, runTime: this.time };
    const share = intervals - whole;
    if (share === 0) return before;
    this.runUntilDone(whole + 1);
    const after = { ...this.record, runTime: this.time };
    for (const key of Object.keys(before) as (keyof JobRecord)[]) {
      before[key] += share * (after[key] - before[key]);
    }
    return before;
  }

  private runUntilDone(k: number): void {
    const { progress, failures } = this;
    const { hosts, vms } = failures;
    while (!this.givenUp) {
      const untilHost = hosts.nextTime - this.time;
      const untilVm = this.untilVm();
      const from = progress.now;
      const done = progress.runUntil(from + Math.min(untilHost, untilVm), k);
      const step = progress.now - from;
      this.time += step;
      this.ran += step;
      if (done) return;
      if (untilHost <= untilVm) this.recover(this.strikeHost(), "hostRecovery");
      else {
        const vm = vms.next;
        vms.advance();
        this.record.vmFailures++;
        this.recover(progress.failVm(vm), "vmRecovery");
      }
    }
  }

  private untilVm(): Seconds {
    const { vms, vmsBy } = this.failures;
    if (vmsBy === "progress") return vms.nextTime - this.ran;
    // What fails while it is brought back anyway fails no more than that.
    while (vms.nextTime < this.time) vms.advance();
    return vms.nextTime - this.time;
  }

  private strikeHost(): Setback {
    const { hosts } = this.failures;
    const host = hosts.next;
    this.time = hosts.nextTime;
    hosts.advance();
    this.record.hostFailures++;
    return this.progress.failHost(host);
  }

  /** All wait for VMs on their way back. Hosts may fail meanwhile, as often as they will. */
  private recover(setback: Setback, cause: "hostRecovery" | "vmRecovery"): void {
    const { record, failures } = this;
    const { hosts } = failures;
    let [now, why, recovery] = [setback, cause, setback.recovery];
    record.redone += now.undone;
    while (hosts.nextTime < this.time + recovery && !this.givenUp) {
      const passed = hosts.nextTime - this.time;
      record[why] += passed;
      if (why === "hostRecovery") record.hostFailuresInRecovery++;
      now = this.strikeHost();
      record.redone += now.undone;
      why = "hostRecovery";
      recovery = now.partial ? Math.max(now.recovery, recovery - passed) : now.recovery;
    }
    record[why] += recovery;
    this.time += recovery;
  }
}
