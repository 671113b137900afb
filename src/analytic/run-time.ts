import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { countVms, type System, type VmClass } from "../scenario/model/system.js";
import type { PerSecond, Seconds } from "../scenario/model/units.js";
import { advanceLaws } from "./clock-skew.js";
import { dalyRunTime } from "./daly.js";
import { domainWarnings } from "./domain.js";
import { dueSets, intervalsSinceDue } from "./due-sets.js";
import { lastRecoveryFrom } from "./last-recovery.js";
import { coverLags } from "./line-cover.js";
import { lawTransform } from "./numerics/law-transform.js";
import { atomsOfLaw } from "./numerics/tabulated-law.js";
import { restoreTime, vmRecoveryTime } from "./recovery.js";

/** What strikes a job, and how often. */
export interface JobFailures {
  /** `θ`: failures of hosts, all together; they strike at all times. */
  readonly hostRate: PerSecond;
  /** `f`: failures of VMs, all together, per second of progress. */
  readonly vmRate: PerSecond;
  /** `E[R_vm]`: for how long one stalls the job. */
  readonly stall: Seconds;
  /** `φ(θ) = E[e^(−θ R_vm)]`: chance that no host fails meanwhile. */
  readonly undisturbed: number;
}

/** Two neighbouring recovery lines. */
export interface LineStep {
  readonly baseInterval: Seconds;
  /** `ℓ'_k` and `ℓ'_{k+1}`: how long after its base boundary each is covered. */
  readonly lag: Seconds;
  readonly nextLag: Seconds;
  /** `R_k`: from the failure of a host until the last VM is back on line `k`. */
  readonly recovery: Seconds;
}

/**
 * Expected time from the cover of one recovery line to that of the next, failures and their repair included.
 *
 *     A_k = (e^(ψ (T0 + ℓ'_{k+1} − ℓ'_k)) − 1) e^(θ R_k + ψ ℓ'_k) / θ,   ψ = θ + f (1 − φ(θ))
 *
 * - Source: E18, R9, R10
 * - Assumes: Poisson failures of hosts at all times, recoveries included, which then start again; of VMs while the job
 *   makes progress
 * - Limits: `(1 + f E[R_vm]) (T0 + ℓ'_{k+1} − ℓ'_k)` as `θ` tends to 0; infinite where `θ R_k` or `ψ T0` exceed 700
 *
 * @example
 * const failures = { hostRate: 1 / 200, vmRate: 0, stall: 0, undisturbed: 1 };
 * timeToNextCover(failures, { baseInterval: 60, lag: 0, nextLag: 0, recovery: 120 })  // => 127.4968…
 */
export function timeToNextCover(failures: JobFailures, step: LineStep): Seconds {
  const { hostRate, vmRate, stall } = failures;
  const { baseInterval, lag, nextLag, recovery } = step;
  const progress = baseInterval + nextLag - lag;
  if (hostRate === 0) return (1 + vmRate * stall) * progress;
  const rate = strikingRate(failures);
  return (Math.expm1(rate * progress) * Math.exp(hostRate * recovery + rate * lag)) / hostRate;
}

/** `ψ`: rate per second of progress at which a host fails, be it while a VM's failure stalls the job. */
function strikingRate({ hostRate, vmRate, undisturbed }: JobFailures): PerSecond {
  return hostRate + vmRate * (1 - undisturbed);
}

/** How a job gets on. */
export interface JobPace {
  /** Work of the slowest class in one base interval: `T0` less its pauses. */
  readonly workPerInterval: Seconds;
  /** Expected time that a base interval takes, failures and their repair included, in the mean over a hyperperiod. */
  readonly timePerInterval: Seconds;
  /** `A_k` for the lines `k` of a hyperperiod, from 0 on. */
  readonly times: Float64Array;
  /** By how much the first lines differ from those, since all VMs stand on their first checkpoints. */
  readonly start: readonly Seconds[];
  readonly failures: JobFailures;
}

/** Lines that are looked at, at most, and times classes. */
const mostLines = 4096;
const mostSteps = 4_000_000;

/**
 * What a base interval of a job brings, and how long it takes.
 *
 *     work T0 − max_c pause_c/i_c,   time (1/L) Σ_k A_k
 *
 * Lags are random, and those of lines that were covered before a failure are the short ones: `e^(ψ ℓ'_k)` stands for
 * `1/E[e^(−ψ c_k)]`, `c_k` being the cover of line `k`, which makes the form exact for lags that are independent from line to line.
 *
 * - Source: E18; the transform of the lag is this project's
 * - Assumes: all VMs proceed together; exponential times between failures; lags below `T0`
 * - Limits: over the first 4,096 lines of a longer hyperperiod; the age of a VM's checkpoint as without failures of
 *   hosts; `R_k` in the mean
 */
export const jobPace = memoPerSystem((system): JobPace => {
  const { baseInterval, classes } = system;
  const { setAt, indices } = dueSets(system);
  const failures = jobFailures(system);
  const recoveryFrom = lastRecoveryFrom(system);
  const lagOf = effectiveLags(system, strikingRate(failures));
  const lines = Math.max(1, Math.min(indices, mostLines, Math.ceil(mostSteps / classes.length)));
  const step = (since: readonly number[], lag: Seconds, next: number) =>
    timeToNextCover(failures, {
      baseInterval,
      lag,
      nextLag: lagOf(next, setAt[next]),
      recovery: failures.hostRate > 0 ? recoveryFrom(since) : 0,
    });
  const times = Float64Array.from({ length: lines }, (_, k) => {
    const since = classes.map((one) => intervalsSinceDue(one, k));
    const next = k + 1 === lines ? 0 : k + 1;
    return step(since, lagOf(k, setAt[k]), next);
  });
  const firstDue = Math.max(1, ...classes.map(({ phase }) => phase));
  const start = Array.from({ length: Math.min(firstDue, lines) }, (_, k) => {
    const since = classes.map((one) => Math.min(k, intervalsSinceDue(one, k)));
    return step(since, k === 0 ? 0 : lagOf(k, setAt[k]), k + 1) - times[k];
  });
  const pause = Math.max(...classes.map((one) => one.pause / one.multiple));
  return {
    workPerInterval: baseInterval - pause,
    timePerInterval: sumOver(times) / lines,
    times,
    start,
    failures,
  };
});

/** The lag that has the same effect as the random one: `−ln E[e^(−ψ c_k)]/ψ`. */
function effectiveLags(system: System, rate: PerSecond): (line: number, place: number) => Seconds {
  const lags = coverLags(system);
  const known = new Map<number, Seconds>();
  return (line, place) => {
    const found = known.get(place) ?? effectiveLag(line);
    known.set(place, found);
    return found;
  };

  function effectiveLag(line: number): Seconds {
    const mean = lags.at(line);
    if (rate === 0) return mean;
    const { values, weights } = atomsOfLaw(lags.law(line));
    // About the mean, so that a lag without spread comes out as it is.
    let transform = 0;
    values.forEach((value, atom) => {
      transform += weights[atom] * Math.expm1(-rate * (value - mean));
    });
    return mean - Math.log1p(transform) / rate;
  }
}

function jobFailures(system: System): JobFailures {
  const { failures, hosts, classes } = system;
  const hostRate = hosts.count * failures.host;
  const vms = countVms(system);
  const undisturbed = classes.reduce(
    (sum, one) => sum + (one.count / vms) * undisturbedRecovery(system, one, hostRate),
    0,
  );
  return { hostRate, vmRate: vms * failures.vm, stall: vmRecoveryTime(system).value, undisturbed };
}

/**
 * Chance that no host fails while a VM of a class is restarted, restored and replays.
 *
 *     e^(−θ (restart + restore)) E[e^(−θ d_c/ρ)] (1 − e^(−x + θ² V_c/ρ²))/x,   x = θ i_c T0/ρ
 *
 * The age of the last complete checkpoint is `d_c` and a time uniform over a period, whose variance widens it.
 */
function undisturbedRecovery(system: System, one: VmClass, hostRate: PerSecond): number {
  if (hostRate === 0) return 1;
  const rate = hostRate / system.recovery.replaySpeedup;
  const x = rate * one.multiple * system.baseInterval;
  const scatter = rate ** 2 * advanceLaws(system)[one.index].redrawnVariance;
  const uniform = -Math.expm1(-x + scatter) / x;
  return Math.exp(-hostRate * restoreTime(system, one)) * lawTransform(one.duration, rate) * uniform;
}

/**
 * Expected run time of a job of so much work, failures and their repair included.
 *
 *     Σ_{k=0}^{K−1} A_k,   K = work/(T0 − max_c pause_c/i_c)
 *
 * The job begins on the first checkpoints of all VMs, which are line 0, and ends as line `K` is covered, on which its last
 * work stands. A base interval that is not whole counts by its share.
 *
 * - Source: E18; with one class SI, no lag and no failures of VMs Daly's run time (E17)
 * - Assumes: as {@link jobPace}; `ℓ'_0 = 0`
 * - Limits: without failures the work, the pauses, and the lag of line `K`
 *
 * @example
 * runTime(paper, 3600)  // => 3600
 */
export function runTime(system: System, work: Seconds): Seconds {
  const { workPerInterval, times, start } = jobPace(system);
  if (!(workPerInterval > 0)) return Number.POSITIVE_INFINITY;
  const intervals = work / workPerInterval;
  const over = (lines: ArrayLike<Seconds>, count: number) =>
    sumOver(lines, Math.floor(count)) + (count % 1) * (lines[Math.floor(count)] ?? 0);
  const hyperperiods = Math.floor(intervals / times.length);
  const rest = intervals - hyperperiods * times.length;
  return hyperperiods * sumOver(times) + over(times, rest) + over(start, Math.min(intervals, start.length));
}

function sumOver(values: ArrayLike<number>, count = values.length): number {
  let sum = 0;
  for (let place = 0; place < count; place++) sum += values[place];
  return sum;
}

/**
 * Daly's run time for the same job, where there is one checkpoint period and no VM fails alone.
 *
 * - Source: E17 with `τ + δ = T0`
 * - Assumes: every checkpoint complete at once, which E18 does not
 */
export function dalyForm(system: System, work: Seconds): Seconds | undefined {
  const { classes, baseInterval } = system;
  const { workPerInterval, failures } = jobPace(system);
  const onePeriod = classes.every(({ multiple }) => multiple === 1);
  if (!onePeriod || failures.vmRate > 0 || failures.hostRate === 0 || !(workPerInterval > 0))
    return undefined;
  return dalyRunTime(
    {
      checkpointCost: baseInterval - workPerInterval,
      restart: Math.max(...classes.map((one) => restoreTime(system, one))),
      mtbf: 1 / failures.hostRate,
      work,
    },
    workPerInterval,
  );
}

/** Why E18 need not hold for a system; nothing where it does. One sentence each, no full stop. */
export function outsideRunTime(system: System): readonly string[] {
  const concerned = ["lineLag", "hostRollback", "hostRecoveryLast", "vmRecoveryTime"];
  return domainWarnings(system)
    .filter(({ measures }) => measures.some((key) => concerned.includes(key)))
    .map(({ reason }) => reason);
}
