import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { RecoveryLines } from "../fast-engine/recovery-lines.js";
import { CompleteCheckpoints } from "../observers/complete-checkpoints.js";
import { CoveredLine } from "../observers/covered-line.js";
import { isDue, lockstep, type Population, populate } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { meanOf, type Sampler, sampler, samplerRange } from "../random/sampler.js";
import { type ClockErrors, clockErrorsInTurn } from "../sources/clock-errors.js";
import { pairIntensities } from "../sources/poisson-traffic.js";
import { Timers } from "../sources/timers.js";
import { type ReadTimes, readTimes } from "../storage/read-times.js";
import { type StableWrite, StableWrites, type WriteListener } from "../storage/stable-writes.js";
import type { JobProgress, Setback } from "./job-run.js";
import { SkewedTraffic } from "./skewed-traffic.js";

/**
 * A job by the rules of VM_QSC as far as its progress depends on them: when VMs advance (R2, R4), how long their checkpoints
 * take (R6), when lines are established and covered (R7), and what failures come to (R9, R10). Base intervals in which
 * nothing fails are skipped, since what a failure finds of a line depends on the last few of them alone.
 *
 * - Source: R9: the job waits for the VM that has failed, and nothing is lost. R10: everybody returns to the latest covered
 *   line, as often as a host fails meanwhile, and goes on when the last VM is back
 */
export class LineProgress implements JobProgress, WriteListener {
  now: Seconds = 0;
  readonly line: CoveredLine;
  private readonly population: Population;
  /** For each VM of the system the number in `population` that stands for it. */
  private readonly numberOf: Int32Array;
  private readonly index: Int32Array;
  private highest = 0;
  private lines: RecoveryLines;
  private timers: Timers;
  private clock: ClockErrors;
  private readonly drawClock: () => ClockErrors;
  private readonly durations: readonly Sampler[];
  private readonly traffic: SkewedTraffic | undefined;
  private readonly complete: CompleteCheckpoints;
  /** Reading back the image of a VM alone, by class, and of all VMs together, by VM. */
  private readonly reads: ReadTimes;
  /** Where storage takes time: what is being written, and what a flush writes. */
  private writes: StableWrites | undefined;
  private readonly flushBytes: Float64Array;
  /** When each VM began the newest of its checkpoints whose image is on stable storage. */
  private readonly storedBegunAt: Float64Array;
  /** Base intervals after which nothing depends on what was before. */
  private readonly settling: number;

  constructor(
    private readonly system: System,
    streams: StreamsByPurpose,
    private readonly skips = true,
  ) {
    const { classes, clock, baseInterval, storage } = system;
    const { population, numberOf } = populationOf(system);
    const { vmCount } = population;
    this.population = population;
    this.numberOf = numberOf;
    this.line = new CoveredLine(population);
    this.durations = classes.map(({ duration }, c) => sampler(duration, streams(`durations/${c}`)));
    this.drawClock = clockErrorsInTurn(clock, population, streams);
    this.clock = this.drawClock();
    this.reads = readTimes(system, population);
    const { low, high } = samplerRange(clock.error);
    this.index = new Int32Array(vmCount);
    this.complete = new CompleteCheckpoints(vmCount);
    if (high > low) this.traffic = new SkewedTraffic(system, population, streams, this.index);
    const longest = Math.max(
      ...classes.map(({ duration }) => Math.min(samplerRange(duration).high, 3 * meanOf(duration))),
    );
    const multiples = Math.max(...classes.map(({ multiple }) => multiple));
    const images = classes.reduce((sum, { count, image }) => sum + count * image, 0);
    const writing = storage === undefined ? 0 : 1 + Math.ceil(images / storage.write / baseInterval);
    this.settling = multiples + 1 + writing + Math.ceil(longest / baseInterval);
    this.storedBegunAt = new Float64Array(vmCount);
    this.flushBytes = meanFlushes(system);
    this.writes = storage && new StableWrites(storage, population, this);
    this.lines = new RecoveryLines(population, baseInterval);
    this.timers = new Timers(baseInterval, vmCount, this.clock);
  }

  begin(): void {
    this.clock = this.drawClock();
    this.line.at.fill(0);
    this.line.checkpointAt.fill(0);
    this.standOn(0);
  }

  /** A VM of the system fails: all wait until it is restored from its last complete checkpoint and has replayed. */
  failVm(failed: number): Setback {
    const { reads, population, system, complete } = this;
    const vm = this.numberOf[failed];
    complete.noteComplete(this.now);
    const begunAt = complete.begunAt[vm];
    const onOwnDisk = begunAt > this.storedBegunAt[vm];
    const restore = ((onOwnDisk && reads.local) || reads.alone)[population.classOf[vm]];
    const { restart, replaySpeedup } = system.recovery;
    const age = Math.max(0, this.now - begunAt);
    return { undone: 0, recovery: restart + restore + age / replaySpeedup };
  }

  /** Every VM returns to the covered line. The job goes on at its base boundary, or now if that is still to come. */
  failHost(): Setback {
    const { covered } = this.lines;
    // Early clocks may have covered the line before its base boundary.
    const sinceLine = this.now - covered * this.system.baseInterval;
    const recovery = this.recoveryTime();
    // While all are on their way back there is nothing to undo.
    if (sinceLine !== 0) this.standOn(covered, this.now);
    return { undone: Math.max(0, sinceLine), recovery };
  }

  /** Until the last VM is restarted, restored and has replayed up to the line. */
  private recoveryTime(): Seconds {
    const { line, reads } = this;
    const { restart, replaySpeedup } = this.system.recovery;
    let last = 0;
    for (let vm = 0; vm < line.at.length; vm++) {
      const replay = (line.at[vm] - line.checkpointAt[vm]) / replaySpeedup;
      last = Math.max(last, reads.together[vm] + replay);
    }
    return restart + last;
  }

  runUntil(limit: Seconds, k: number): boolean {
    this.skipTo(Math.min(Math.floor(limit / this.system.baseInterval), k) - this.settling);
    this.playUntil(limit, k);
    return this.lines.covered >= k && this.now >= k * this.system.baseInterval;
  }

  /** Runs until progress `limit`, or until line `lastLine` is covered and its base boundary reached. */
  private playUntil(limit: Seconds, lastLine: number): void {
    const { lines, timers, traffic } = this;
    for (;;) {
      const until = lines.covered < lastLine ? limit : Math.min(limit, lastLine * this.system.baseInterval);
      if (this.now >= until) return;
      const write = this.writes?.nextTime ?? Number.POSITIVE_INFINITY;
      const planned = Math.min(timers.nextTime, lines.nextTime, write);
      const message = traffic?.nextTime ?? Number.POSITIVE_INFINITY;
      const next = Math.min(planned, message);
      if (next >= until) {
        this.now = until;
        return;
      }
      this.now = next;
      if (message < planned) {
        traffic?.happen((vm, index, at) => this.advance(vm, index, at));
      } else if (timers.nextTime === planned) {
        const { nextVm, nextIndex } = timers;
        timers.advance();
        if (this.index[nextVm] < nextIndex) this.advance(nextVm, nextIndex, planned);
      } else if (write === planned) {
        this.writes?.happen();
      } else {
        lines.establish(planned);
        this.coverLines();
      }
    }
  }

  /** Goes on from line `k`, as if all VMs had come to every line before it at its base boundary, where that is further. */
  private skipTo(k: number): void {
    if (!this.skips || k <= this.highest + 1) return;
    const { classOf, multiple, phase, vmCount } = this.population;
    for (let vm = 0; vm < vmCount; vm++) {
      const c = classOf[vm];
      const since = ((k % multiple[c]) - phase[c] + multiple[c]) % multiple[c];
      this.line.at[vm] = k * this.system.baseInterval;
      this.line.checkpointAt[vm] = Math.max(0, k - since) * this.system.baseInterval;
    }
    this.standOn(k);
  }

  /** All VMs stand on line `k`, at its base boundary; at `now` where that is still to come. */
  private standOn(k: number, now = Number.POSITIVE_INFINITY): void {
    const { population, system } = this;
    const { baseInterval, storage } = system;
    this.now = Math.min(now, k * baseInterval);
    this.index.fill(k);
    this.highest = k;
    this.lines = new RecoveryLines(population, baseInterval, k);
    this.timers = new Timers(baseInterval, population.vmCount, this.clock, k);
    this.traffic?.end();
    this.line.goBack();
    this.complete.goBack(this.line.checkpointAt);
    // What was being written is of no use any more; the images on the line are on stable storage.
    this.writes = storage && new StableWrites(storage, population, this);
    this.storedBegunAt.set(this.line.checkpointAt);
  }

  /** R11: a VM can be restored from its host's own disk. */
  staged({ vm, k, takenAt }: StableWrite, at: Seconds): void {
    this.complete.complete(vm, k, Math.max(at, takenAt!));
  }

  /** R6, R11: a checkpoint is complete when it is written and its duration has passed. */
  stored({ vm, k, begunAt, image, takenAt }: StableWrite, at: Seconds): void {
    if (image) {
      const completion = Math.max(at, takenAt!);
      this.complete.complete(vm, k, completion);
      this.storedBegunAt[vm] = Math.max(this.storedBegunAt[vm], begunAt);
      this.lines.checkpoint(k, completion);
    } else {
      this.lines.flush(k, -1);
    }
    this.coverLines();
  }

  /** R3, one index at a time. */
  private advance(vm: number, target: number, at: Seconds): void {
    const { index, lines, population, traffic } = this;
    const c = population.classOf[vm];
    while (index[vm] < target) {
      const k = index[vm] + 1;
      if (isDue(population, c, k)) {
        this.beginCheckpoint(vm, k, at);
      } else if (this.writes !== undefined && this.flushBytes[c] > 0) {
        lines.flush(k, 1);
        this.writes.begin({ vm, k, image: false, begunAt: at, bytes: this.flushBytes[c] });
      }
      index[vm] = k;
      lines.reach(k);
      this.line.reached(vm, k, at);
    }
    if (target > this.highest) this.highest = target;
    if (lines.reachedByAll(this.highest)) traffic?.end();
    else traffic?.begin(at);
    this.coverLines();
  }

  private beginCheckpoint(vm: number, k: number, at: Seconds): void {
    const c = this.population.classOf[vm];
    const { image } = this.system.classes[c];
    const duration = this.durations[c]();
    if (this.writes !== undefined && image > 0) {
      this.complete.begin(vm, k, at, Number.POSITIVE_INFINITY, 0);
      this.writes.begin({ vm, k, image: true, begunAt: at, bytes: image, takenAt: at + duration });
      return;
    }
    this.complete.begin(vm, k, at, at + duration, 0);
    this.lines.checkpoint(k, at + duration);
  }

  private coverLines(): void {
    const { lines, line, complete, now } = this;
    while (lines.coverable()) {
      const k = lines.covered + 1;
      line.cover(k);
      complete.cover(k, now);
      lines.cover();
    }
  }
}

/** The VMs of a system; one for each class where clocks and durations leave all of its VMs alike. */
function populationOf(system: System): { population: Population; numberOf: Int32Array } {
  const { clock, classes, storage } = system;
  const alike = [clock.error, ...classes.map(({ duration }) => duration)];
  if (storage !== undefined || !alike.every(({ kind }) => kind === "constant")) {
    const population = populate(system);
    return { population, numberOf: Int32Array.from(population.classOf, (_, vm) => vm) };
  }
  const hosts = { count: 1, names: ["all"], placement: { kind: "spread" } } as const;
  const whole = populate({ ...system, hosts });
  return { population: lockstep(whole), numberOf: whole.cellOf };
}

/** What a VM of each class flushes at an index: what it receives in a base interval, in the mean. */
function meanFlushes(system: System): Float64Array {
  const { classes, rates, baseInterval } = system;
  const bytes = new Float64Array(classes.length);
  for (const [pair, intensity] of pairIntensities(system).entries()) {
    const to = rates.to[pair];
    bytes[to] += (intensity * rates.size[pair] * baseInterval) / classes[to].count;
  }
  return bytes;
}
