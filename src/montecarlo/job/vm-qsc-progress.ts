import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { CoveredLine } from "../observers/covered-line.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { type Sampler, sampler } from "../random/sampler.js";
import { type ClockErrors, clockErrorsInTurn } from "../sources/clock-errors.js";
import { type ReadTimes, readTimes } from "../storage/read-times.js";
import type { JobProgress, Setback } from "./job-run.js";

/**
 * A job by VM_QSC: what failures come to, by R9 and R10. Where its lines come from, an engine says that extends it.
 *
 * - Source: R9: the job waits for the VM that has failed, and nothing is lost. R10: everybody returns to the latest covered
 *   line, as often as a host fails meanwhile, and goes on when the last VM is back
 */
export abstract class VmQscProgress implements JobProgress {
  now: Seconds = 0;
  readonly line: CoveredLine;
  protected clock: ClockErrors;
  protected readonly durations: readonly Sampler[];
  private readonly drawClock: () => ClockErrors;
  /** Reading back the image of a VM alone, by class, and of all VMs together, by VM. */
  private readonly reads: Pick<ReadTimes, "alone"> & Partial<ReadTimes>;

  /** @param numberOf the number in `population` that stands for each VM of the system */
  constructor(
    protected readonly system: System,
    protected readonly population: Population,
    private readonly numberOf: Int32Array,
    streams: StreamsByPurpose,
  ) {
    this.line = new CoveredLine(population);
    this.durations = system.classes.map(({ duration }, c) => sampler(duration, streams(`durations/${c}`)));
    this.drawClock = clockErrorsInTurn(system.clock, population, streams);
    this.clock = this.drawClock();
    const alone = system.classes.map((one) => wholeImage(one) / system.recovery.bandwidth);
    this.reads = readTimes(system, population) ?? { alone };
  }

  abstract get covered(): number;
  /** All VMs stand on their first checkpoints. */
  protected abstract standOnStart(): void;
  /** Runs until progress `limit`, or until line `lastLine` is covered and its base boundary reached. */
  protected abstract playUntil(limit: Seconds, lastLine: number): void;
  /** When a VM began its last complete checkpoint, and whether that is on the disk of its own host alone. */
  protected abstract lastComplete(vm: number): { readonly at: Seconds; readonly onOwnDisk: boolean };
  /** Every VM returns to the covered line. The job goes on at its base boundary, or now if that is still to come. */
  protected abstract returnToLine(failedHost: number): void;

  begin(): void {
    this.clock = this.drawClock();
    this.line.at.fill(0);
    this.line.checkpointAt.fill(0);
    this.standOnStart();
  }

  runUntil(limit: Seconds, k: number): boolean {
    this.playUntil(limit, k);
    return this.covered >= k && this.now >= k * this.system.baseInterval;
  }

  failVm(failed: number): Setback {
    const { restart, replaySpeedup } = this.system.recovery;
    const vm = this.numberOf[failed];
    const { at, onOwnDisk } = this.lastComplete(vm);
    const age = Math.max(0, this.now - at);
    const { alone, local } = this.reads;
    const restore = (onOwnDisk && local ? local : alone)[this.population.classOf[vm]];
    return { undone: 0, recovery: restart + restore + age / replaySpeedup };
  }

  failHost(host: number): Setback {
    // Early clocks may have covered the line before its base boundary.
    const sinceLine = this.now - this.covered * this.system.baseInterval;
    const recovery = this.recoveryTime();
    // While all are on their way back there is nothing to undo.
    if (sinceLine !== 0) this.returnToLine(host);
    return { undone: Math.max(0, sinceLine), recovery };
  }

  /** Until the last VM is restarted, restored and has replayed up to the line. */
  private recoveryTime(): Seconds {
    const { line, population, reads } = this;
    const { restart, replaySpeedup } = this.system.recovery;
    let last = 0;
    for (let vm = 0; vm < line.at.length; vm++) {
      const replay = (line.at[vm] - line.checkpointAt[vm]) / replaySpeedup;
      last = Math.max(last, (reads.together?.[vm] ?? reads.alone[population.classOf[vm]]) + replay);
    }
    return restart + last;
  }
}
