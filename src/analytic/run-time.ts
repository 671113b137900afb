import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { countVms, type System } from "../scenario/model/system.js";
import type { PerSecond, Seconds } from "../scenario/model/units.js";
import { runTimeBetween } from "./daly.js";
import { domainWarnings } from "./domain.js";
import { dueSets, intervalsSinceDue } from "./due-sets.js";
import { hostRecoveryLast, lastRecoveryFrom, linesLookedAt } from "./last-recovery.js";
import { coverLags } from "./line-lag.js";
import { sum } from "./numerics/sum.js";
import { atomsOfLaw } from "./numerics/tabulated-law.js";
import { hostRollback, lastRestoreTime, restoreTime, vmRecoveryTime } from "./recovery.js";
import { checkpointDelays } from "./storage-load.js";

/** What lies between the covers of two neighbouring recovery lines. */
export interface LineStep {
  /** `T0 + ℓ'_{k+1} − ℓ'_k`: progress from one to the other. */
  readonly progress: Seconds;
  /** `θ`: rate of the failures of hosts, all together. */
  readonly hostRate: PerSecond;
  /** `R_k`: from the failure of a host until the last VM is back on the first of the lines. */
  readonly recovery: Seconds;
  /**
   * Failures of hosts to be expected on that way, those that strike while the job waits for a VM included, and on the way
   * from the first line's base boundary to its cover: `ψ` times the progress, where `ψ` is the same everywhere.
   */
  readonly ahead: number;
  readonly again: number;
  /** Time for which the job waits for VMs on that way, where no host fails. */
  readonly stalled: Seconds;
}

/**
 * Expected time from the cover of one recovery line to that of the next, failures and their repair included.
 *
 *     A_k = (e^(ψ (T0 + ℓ'_{k+1} − ℓ'_k)) − 1) e^(θ R_k + ψ ℓ'_k) / θ,   ψ = θ + f (1 − φ(θ))
 *
 * - Source: E18, R9, R10
 * - Assumes: Poisson failures of hosts at all times, recoveries included, which then start again; of VMs while the job
 *   makes progress
 * - Limits: progress and waits alone as `θ` tends to 0; infinite where the exponents exceed 700
 *
 * @example
 * const [ahead, again] = [60 / 200, 0];
 * timeToNextCover({ hostRate: 1 / 200, progress: 60, recovery: 120, ahead, again, stalled: 0 })  // => 127.4968…
 */
export function timeToNextCover({ hostRate, progress, recovery, ahead, again, stalled }: LineStep): Seconds {
  if (hostRate === 0) return progress + stalled;
  return (Math.expm1(ahead) * Math.exp(hostRate * recovery + again)) / hostRate;
}

/**
 * What a base interval of a job brings, and how long it takes.
 *
 *     work T0 − max_c pause_c/i_c,   time (1/L) Σ_k A_k
 *
 * Lags are random, and those of lines that were covered before a failure are the short ones: `e^(ψ ℓ'_k)` stands for
 * `1/E[e^(−ψ c_k)]`, `c_k` being the cover of line `k`, which makes the form exact for lags that are independent from line
 * to line. And `f (1 − φ(θ))` is summed up along the way, since a VM's checkpoint is the younger the less has been done
 * since a return to the line.
 *
 * - Source: E18; the transform of the lag and the sum along the way are this project's
 * - Assumes: all VMs proceed together; exponential times between failures; lags below `T0`
 * - Limits: over the first 4,096 lines of a longer hyperperiod; `R_k` and durations in the mean
 */
export const jobPace = memoPerSystem((system) => {
  const { baseInterval, classes } = system;
  const { groups, setAt } = dueSets(system);
  const waits = vmWaits(system);
  const recoveryFrom = lastRecoveryFrom(system);
  const lagOf = effectiveLags(system, waits.strikingRate);
  const lines = linesLookedAt(system);
  const step = (since: readonly number[], lag: Seconds, next: number) => {
    const end = baseInterval + lagOf(next, setAt[next]);
    const due = classes.map((one) => intervalsSinceDue(one, next) === 0);
    const { hostRate } = waits;
    return timeToNextCover({
      hostRate,
      progress: end - lag,
      recovery: hostRate > 0 ? recoveryFrom(groups.map((group) => since[group.classes[0].index])) : 0,
      ahead: hostRate * (end - lag) + waits.disturbed(since, due, lag, end),
      again: hostRate * lag + waits.disturbed(since, due, 0, lag),
      stalled: waits.stalled(since, due, lag, end),
    });
  };
  const times = Float64Array.from({ length: lines }, (_, k) => {
    const since = classes.map((one) => intervalsSinceDue(one, k));
    return step(since, lagOf(k, setAt[k]), k + 1 === lines ? 0 : k + 1);
  });
  const firstDue = Math.max(1, ...classes.map(({ phase }) => phase));
  const start = Float64Array.from({ length: Math.min(firstDue, lines) }, (_, k) => {
    const since = classes.map((one) => Math.min(k, intervalsSinceDue(one, k)));
    return step(since, k === 0 ? 0 : lagOf(k, setAt[k]), k + 1) - times[k];
  });
  const pause = Math.max(...classes.map((one) => one.pause / one.multiple));
  return {
    /** Work of the slowest class in one base interval: `T0` less its pauses. */
    workPerInterval: baseInterval - pause,
    /** Expected time that it takes, failures and their repair included, in the mean over a hyperperiod. */
    timePerInterval: sum(times) / lines,
    /** `A_k` for the lines `k` of a hyperperiod, from 0 on. */
    times,
    /** By how much the first lines differ from those, since all VMs stand on their first checkpoints. */
    start,
  };
});

/**
 * Failures of VMs on the way from a line, `since` so many base intervals after the classes took their checkpoints. The
 * age of a VM's last complete checkpoint grows with progress, until that of the next line is complete.
 */
function vmWaits(system: System) {
  const { failures, hosts, classes, baseInterval, recovery } = system;
  const hostRate = hosts.count * failures.host;
  const vmRate = countVms(system) * failures.vm;
  const rho = recovery.replaySpeedup;
  const restored = classes.map((one) => restoreTime(system, one));
  const complete = checkpointDelays(system).restorable.map((delay) => baseInterval + delay);
  const along =
    (integral: (restore: Seconds, age: Seconds, progress: Seconds) => number) =>
    (since: readonly number[], due: readonly boolean[], from: Seconds, to: Seconds): number => {
      if (failures.vm === 0) return 0;
      return classes.reduce((sum, { index: c, count }) => {
        const change = due[c] ? Math.min(to, Math.max(from, complete[c])) : to;
        const old = integral(restored[c], since[c] * baseInterval + from, change - from);
        const young = change < to ? integral(restored[c], change - baseInterval, to - change) : 0;
        return sum + count * failures.vm * (old + young);
      }, 0);
    };
  /** `f ∫ (1 − φ(θ))`: how often a host fails while the job waits for a VM, progress going from one place to another. */
  const disturbed = along((restore, age, progress) => {
    const rate = hostRate / rho;
    const undisturbed = Math.exp(-hostRate * (restore + age / rho));
    return rate === 0 ? 0 : progress + (undisturbed * Math.expm1(-rate * progress)) / rate;
  });
  /** `f ∫ E[R_vm]`. */
  const stalled = along((restore, age, progress) => progress * (restore + (age + progress / 2) / rho));
  /** `ψ`, in the mean over all lines. */
  const strikingRate = hostRate - vmRate * Math.expm1(-hostRate * vmRecoveryTime(system).value);
  return { hostRate, strikingRate, disturbed, stalled };
}

/** The lag that has the same effect as the random one: `−ln E[e^(−ψ c_k)]/ψ`. */
function effectiveLags(system: System, rate: PerSecond): (line: number, place: number) => Seconds {
  const lags = coverLags(system);
  const known: Seconds[] = [];
  const effectiveLag = (line: number) => {
    const mean = lags.at(line);
    if (rate === 0) return mean;
    const { values, weights } = atomsOfLaw(lags.law(line));
    // About the mean, so that a lag without spread comes out as it is.
    const transform = sum(values.map((value, atom) => weights[atom] * Math.expm1(-rate * (value - mean))));
    return mean - Math.log1p(transform) / rate;
  };
  return (line, place) => {
    known[place] ??= effectiveLag(line);
    return known[place];
  };
}

/**
 * Expected run time of a job of so much work, failures and their repair included.
 *
 *     Σ_{k=0}^{K−1} A_k + E[(−c_K)⁺],   K = work/(T0 − max_c pause_c/i_c)
 *
 * The job begins on the first checkpoints of all VMs, which are line 0, and ends as its work is done and line `K` is covered, on
 * which its last work stands: clocks that are early may cover it before that. A base interval that is not whole counts by
 * its share.
 *
 * - Source: E18, whose job ends as line `K` is covered; with one class SI, no lag and no failures of VMs Daly's run time (E17)
 * - Assumes: as {@link jobPace}; `ℓ'_0 = 0`; nothing fails between an early cover and the end
 * - Limits: without failures the work, the pauses, and the lag of line `K`
 *
 * @example
 * runTime(paper, 3600)  // => 3600
 */
export function runTime(system: System, work: Seconds): Seconds {
  const { workPerInterval, times, start } = jobPace(system);
  if (!(workPerInterval > 0)) return Number.POSITIVE_INFINITY;
  const intervals = work / workPerInterval;
  const over = (lines: Float64Array, count: number) =>
    sum(lines.subarray(0, Math.floor(count))) + (count % 1) * (lines[Math.floor(count)] ?? 0);
  const hyperperiods = Math.floor(intervals / times.length);
  const rest = intervals - hyperperiods * times.length;
  const untilCovered =
    hyperperiods * sum(times) + over(times, rest) + over(start, Math.min(intervals, start.length));
  const [k, share] = [Math.floor(intervals), intervals % 1];
  const left = (line: number) => (share === 0 && line > k ? 0 : leftAtCover(system, line));
  return untilCovered + (1 - share) * left(k) + share * left(k + 1);
}

/** `E[(−c_k)⁺]`: what is still to be done of the work before line `k` as that line is covered. */
function leftAtCover(system: System, k: number): Seconds {
  const { indices } = dueSets(system);
  const { values, weights } = atomsOfLaw(coverLags(system).law(k % indices));
  return sum(values.map((value, atom) => weights[atom] * Math.max(0, -value)));
}

/**
 * Daly's run time for the same job, where there is one checkpoint period and no VM fails alone.
 *
 * - Source: E17 with `τ + δ = T0`
 * - Assumes: every checkpoint complete at once, which E18 does not
 */
export function dalyForm(system: System, work: Seconds): Seconds | undefined {
  const { classes, baseInterval } = system;
  const { workPerInterval } = jobPace(system);
  const hostRate = system.hosts.count * system.failures.host;
  const onePeriod = classes.every(({ multiple }) => multiple === 1);
  if (!onePeriod || system.failures.vm > 0 || hostRate === 0 || !(workPerInterval > 0)) return undefined;
  return runTimeBetween(
    {
      checkpointCost: baseInterval - workPerInterval,
      restart: Math.max(...classes.map((one) => lastRestoreTime(system, one))),
      mtbf: 1 / hostRate,
      work,
    },
    workPerInterval,
  );
}

/**
 * Run time of a job if what failures cost were simply added up, as if each were the only one.
 *
 *     work/(1 − W),   W = max_c pause_c/(i_c T0) + f R_vm + θ (T0/2 + ℓ' − a + γ/T0 + R_last)
 *
 * - Source: E15, for a job that waits for each of its VMs, and after the failure of a host until the last VM is back
 * - Assumes: failures at Poisson times, as probes: one does not fall into the recovery of another
 * - Limits: first order in the failure rates; infinite where `W` is 1 and more
 */
export function firstOrderRunTime(system: System, work: Seconds): Seconds {
  const { failures, hosts, baseInterval } = system;
  const pauses = 1 - jobPace(system).workPerInterval / baseInterval;
  const waits = countVms(system) * failures.vm * vmRecoveryTime(system).value;
  const setBack = hostRollback(system).value + hostRecoveryLast(system).value;
  const lost = pauses + waits + hosts.count * failures.host * setBack;
  return lost < 1 ? work / (1 - lost) : Number.POSITIVE_INFINITY;
}

/** Why E18 need not hold for a system; nothing where it does. One sentence each, no full stop. */
export function outsideRunTime(system: System): readonly string[] {
  return domainWarnings(system)
    .filter(({ measures }) => measures.includes("runTime"))
    .map(({ reason }) => reason);
}
