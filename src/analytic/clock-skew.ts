import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import {
  bisect,
  type Channel,
  type Contagion,
  type Course,
  contagionMesh,
  courseAlong,
} from "./contagion.js";
import type { Figure } from "./figure.js";
import { flows } from "./flows.js";
import { lawAtom, lawMean, lawSurvival, lawVariance } from "./numerics/distribution-laws.js";
import { weightedMean } from "./numerics/weighted-mean.js";
import { sameHostProbability } from "./placement.js";

/** When VMs of one class advance to an index, after its base boundary. */
export interface AdvanceLaw {
  /** `e_c`: share of advances that a message from a later index brings forward. */
  readonly early: number;
  /** `a_c`. */
  readonly mean: Seconds;
  /** Variance over VMs and indices, in s². */
  readonly variance: number;
  /** What is left of the variance from one index to the next: all of it, unless each VM keeps its clock error. */
  readonly redrawnVariance: number;
  /** `C_c`: covariance of an advance's being early and its time, in s. */
  readonly earlyCovariance: Seconds;
  /**
   * `κ_c`: how many messages fewer than on average a VM receives in an interval for the message that would have ended
   * it, times how long they are missing before it does end, in message-seconds.
   */
  readonly missing: Seconds;
  /** `x_c(t)`. */
  reached(t: Seconds): number;
  /** `1 − x_c(t)`, with full precision in the tail. */
  notReached(t: Seconds): number;
}

/** VMs that advance by one law. */
export interface AdvanceCell {
  readonly classIndex: number;
  readonly count: number;
  readonly law: AdvanceLaw;
}

/** The mean field behind the advance laws; `undefined` fields where all clocks have the same, certain error. */
export interface AdvanceField {
  /** By class. */
  readonly laws: readonly AdvanceLaw[];
  /** As the mean field tells VMs apart; the places in `contagion` and `course`. */
  readonly cells: readonly AdvanceCell[];
  /** The cell of the VMs of a class on the hosts of one kind (`hostKinds`). */
  cellOf(classIndex: number, kind: number): number;
  readonly contagion: Contagion | undefined;
  readonly course: Course | undefined;
}

/** Change from one mesh to the next, relative, at which the extrapolated figures count as stable. */
const stable = 1e-6;
const leastLevels = 2;
/** Refinement ends here at the latest: points of the mesh, and points times pairs and classes. */
const mostPoints = 8_000;
const mostWork = 1.5e8;
/** What a class takes by itself at a mesh point, in pairs. */
const pairsPerClass = 50;

/**
 * When the VMs of each class advance, class by class in the scenario's order.
 *
 *     1 − x_c(t) = (1 − G(t)) exp(−∫_{−∞}^t h_c),   h_c(t) = Σ_a (F_ac/n_c) E[x_a(t − D)]
 *     e_c = ∫ (1 − G) h_c exp(−∫ h_c) dt
 *
 * With clocks shared by the VMs of a host, a VM whose clock has not struck is reached from other hosts by `x_a`
 * and from its own host by `1 − exp(−∫ h_a)`, the VMs there that a message has advanced before their clock.
 *
 * - Source: E10, R2, R4; the term inside the host of a shared clock is this project's
 * - Assumes: the mean field (what reaches a VM is the average over the sending class); clock errors and advances
 *   of one index do not reach the next, which holds while they stay below `T0`; errors redrawn `once` have the same
 *   law over VMs, and only `redrawnVariance` tells the two apart
 * - Limits: exact as the classes grow, off by O(1/N), and by O(1/H) for clocks shared by few hosts (about 7 % of
 *   `e` at 5 hosts and `e` = 0.24, 2 % at 26); with `once` the figures of one run scatter about it with the
 *   errors that the run has drawn; numerically stable to 1e-6 relative, but for systems of so
 *   many classes and pairs that the refinement is cut short
 */
export function advanceLaws(system: System): readonly AdvanceLaw[] {
  return advanceField(system).laws;
}

/** The parts of a system that its advances follow from: neither multiples nor durations, nor what is written. */
export function partsOfAdvances({ clock, delay, hosts, rates, classes }: System): readonly unknown[] {
  const { from, to, rate, per } = rates;
  return [clock, delay, hosts, from, to, rate, per, classes.map(({ count }) => count)];
}

/** The advance laws with the mesh and the hazards they come from, shared by systems that advance alike. */
export const advanceField = memoPerSystem(solve, partsOfAdvances);

/**
 * Share of checkpoints that a message from a later index brings forward.
 *
 *     e = Σ_c (n_c/i_c) e_c / Σ_c n_c/i_c
 *
 * - Source: E10, R4
 * - Assumes: as `advanceLaws`
 * - Limits: 0 when all clocks agree, or when nothing is sent
 */
export function earlyCheckpointRatio(system: System): Figure {
  const byClass = advanceLaws(system).map((law) => law.early);
  return {
    value: weightedMean(
      byClass,
      system.classes.map((c) => c.count / c.multiple),
    ),
    byClass,
  };
}

/**
 * Mean time after a base boundary at which a VM advances to its index, over all VMs.
 *
 *     a = Σ_c n_c a_c / N
 *
 * - Source: E10, R2, R4
 * - Assumes: as `advanceLaws`
 * - Limits: the mean clock error when nothing is sent; the earliest clock error as traffic grows
 */
export function advanceTime(system: System): Figure {
  const byClass = advanceLaws(system).map((law) => law.mean);
  return {
    value: weightedMean(
      byClass,
      system.classes.map((c) => c.count),
    ),
    byClass,
  };
}

function solve(system: System): AdvanceField {
  const { error } = system.clock;
  const atom = lawAtom(error);
  if (atom !== undefined) {
    const law: AdvanceLaw = {
      early: 0,
      mean: atom,
      variance: 0,
      redrawnVariance: 0,
      earlyCovariance: 0,
      missing: 0,
      reached: (t) => (t >= atom ? 1 : 0),
      notReached: (t) => (t >= atom ? 0 : 1),
    };
    return byClass(
      system,
      system.classes.map(() => law),
      undefined,
      undefined,
    );
  }
  const contagion = contagionOf(system);
  let course = courseAlong(contagion, contagionMesh(contagion));
  let tableau: (readonly Moments[])[] = [momentsAlong(contagion, course)];
  const work = contagion.channels.length * contagion.from.length + pairsPerClass * contagion.classes;
  for (let level = 1; ; level++) {
    const finer = bisect(course.times);
    if (level > leastLevels && (finer.length > mostPoints || finer.length * work > mostWork)) break;
    course = courseAlong(contagion, finer);
    const before = tableau;
    tableau = romberg(momentsAlong(contagion, course), before);
    if (level >= leastLevels && largestChange(last(tableau), last(before)) < stable) break;
  }
  const best = last(tableau);
  return byClass(
    system,
    best.map((moments, c) => advanceLaw(system, moments, course, c)),
    contagion,
    course,
  );
}

function byClass(
  system: System,
  laws: readonly AdvanceLaw[],
  contagion: Contagion | undefined,
  course: Course | undefined,
): AdvanceField {
  return {
    laws,
    cells: system.classes.map(({ index, count }) => ({ classIndex: index, count, law: laws[index] })),
    cellOf: (classIndex) => classIndex,
    contagion,
    course,
  };
}

/** Traffic split by delay law and by whether sender and receiver share a clock. */
function contagionOf(system: System): Contagion {
  const { from, to, flow } = flows(system);
  const sharedClock = system.clock.scope === "host";
  const within = new Float64Array(flow.length);
  const across = new Float64Array(flow.length);
  for (let pair = 0; pair < flow.length; pair++) {
    const perVm = flow[pair] / system.classes[to[pair]].count;
    const share = sameHostProbability(system, from[pair], to[pair]);
    within[pair] = perVm * share;
    across[pair] = perVm * (1 - share);
  }
  const { delay } = system;
  const oneKind = !sharedClock && JSON.stringify(delay.within) === JSON.stringify(delay.across);
  const channels: Channel[] = oneKind
    ? [{ delay: delay.across, rate: across.map((rate, pair) => rate + within[pair]), sharedClock: false }]
    : [
        { delay: delay.across, rate: across, sharedClock: false },
        { delay: delay.within, rate: within, sharedClock },
      ];
  return {
    error: system.clock.error,
    classes: system.classes.length,
    from,
    to,
    channels: channels.filter(({ rate }) => rate.some((value) => value > 0)),
  };
}

/** Integrals of one class along the mesh; each tends to its value with the square of the mesh. */
interface Moments {
  readonly early: number;
  /** By how much messages bring the mean advance forward. */
  readonly gain: Seconds;
  /** `∫ (t − mean error) (1 − G) (1 − exp(−∫h)) dt`: half of what messages take off the mean square of an advance. */
  readonly squareGain: number;
  /** `∫ (1 − G) exp(−∫h) ∫_{−∞}^t (1 − exp(−∫h)) dt`. */
  readonly redrawn: number;
  /** `∫ (t − mean error) (1 − G) h exp(−∫h) dt`. */
  readonly earlyTime: Seconds;
  /** `∫ (1 − G) exp(−∫h) (∫h) dt`. */
  readonly missing: Seconds;
}

function momentsAlong(
  { error, classes }: Contagion,
  { times, clockSurvival, cumulativeHazard }: Course,
): Moments[] {
  const origin = lawMean(error);
  return Array.from({ length: classes }, (_, c) => {
    let early = 0;
    let gain = 0;
    let squareGain = 0;
    let redrawn = 0;
    let earlyTime = 0;
    let missing = 0;
    let forward = 0;
    let gainBefore = 0;
    let squareGainBefore = 0;
    let redrawnBefore = 0;
    let missingBefore = 0;
    let movedBefore = 0;
    for (let j = 1; j < times.length; j++) {
      const step = times[j] - times[j - 1];
      const clock = clockSurvival[j];
      const hazard = cumulativeHazard[j * classes + c];
      const hazardBefore = cumulativeHazard[(j - 1) * classes + c];
      const moved = -Math.expm1(-hazard);
      const earlyNow =
        ((clock + clockSurvival[j - 1]) / 2) * Math.exp(-hazardBefore) * -Math.expm1(hazardBefore - hazard);
      early += earlyNow;
      earlyTime += earlyNow * ((times[j] + times[j - 1]) / 2 - origin);
      forward += (step * (moved + movedBefore)) / 2;
      const gainNow = clock * moved;
      const squareGainNow = gainNow * (times[j] - origin);
      const redrawnNow = clock * (1 - moved) * forward;
      const missingNow = clock * (1 - moved) * hazard;
      gain += (step * (gainNow + gainBefore)) / 2;
      squareGain += (step * (squareGainNow + squareGainBefore)) / 2;
      redrawn += (step * (redrawnNow + redrawnBefore)) / 2;
      missing += (step * (missingNow + missingBefore)) / 2;
      gainBefore = gainNow;
      squareGainBefore = squareGainNow;
      redrawnBefore = redrawnNow;
      missingBefore = missingNow;
      movedBefore = moved;
    }
    return { early, gain, squareGain, redrawn, earlyTime, missing };
  });
}

/** One more line of Romberg's tableau: `fine`, then what the errors in the 2nd and 4th power of the mesh leave. */
function romberg(fine: readonly Moments[], before: readonly (readonly Moments[])[]): (readonly Moments[])[] {
  const line = [fine];
  before.slice(0, 2).forEach((coarse, order) => {
    const share = 1 / (4 ** (order + 1) - 1);
    line.push(line[order].map((moments, c) => extrapolate(moments, coarse[c], share)));
  });
  return line;
}

function extrapolate(fine: Moments, coarse: Moments, share: number): Moments {
  const limit = (key: keyof Moments) => fine[key] + (fine[key] - coarse[key]) * share;
  return {
    early: limit("early"),
    gain: limit("gain"),
    squareGain: limit("squareGain"),
    redrawn: limit("redrawn"),
    earlyTime: limit("earlyTime"),
    missing: limit("missing"),
  };
}

function last<T>(values: readonly T[]): T {
  return values[values.length - 1];
}

function largestChange(now: readonly Moments[], before: readonly Moments[]): number {
  let largest = 0;
  now.forEach((moments, c) => {
    for (const key of ["early", "gain"] as const) {
      const value = moments[key];
      if (value > 1e-12) largest = Math.max(largest, Math.abs(value - before[c][key]) / value);
    }
  });
  return largest;
}

function advanceLaw(system: System, moments: Moments, course: Course, c: number): AdvanceLaw {
  const { error, redraw } = system.clock;
  const { early, gain, squareGain, earlyTime, missing } = moments;
  const variance = lawVariance(error) - 2 * squareGain - gain ** 2;
  const classes = system.classes.length;
  const notReached = (t: Seconds) => lawSurvival(error, t) * Math.exp(-hazardAt(course, classes, c, t));
  return {
    early,
    mean: lawMean(error) - gain,
    variance,
    redrawnVariance: redraw === "once" ? 2 * moments.redrawn : variance,
    earlyCovariance: earlyTime + early * gain,
    missing,
    reached: (t) => 1 - notReached(t),
    notReached,
  };
}

function hazardAt({ times, cumulativeHazard }: Course, classes: number, c: number, t: Seconds): number {
  const end = times.length - 1;
  if (t <= times[0]) return 0;
  // The mesh ends with the clock's law: past it everyone has advanced.
  if (t > times[end]) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = end;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle;
    else high = middle;
  }
  const share = (t - times[low]) / (times[high] - times[low]);
  const before = cumulativeHazard[low * classes + c];
  return before + share * (cumulativeHazard[high * classes + c] - before);
}
