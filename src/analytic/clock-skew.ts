import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceCell, advanceCells, hostsMatter } from "./advance-cells.js";
import {
  bisect,
  type Contagion,
  contagionMesh,
  type HazardTable,
  hazardsAlong,
  shareOfFirstChannel,
  type TrafficByDelay,
} from "./contagion.js";
import type { Figure } from "./figure.js";
import { lawAtom, lawMean, lawSurvival, lawVariance } from "./numerics/distribution-laws.js";
import { certain, type TabulatedLaw } from "./numerics/tabulated-law.js";
import { weightedMean } from "./numerics/weighted-mean.js";

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
export interface CellLaw extends AdvanceCell {
  readonly law: AdvanceLaw;
  /** Share of the early advances that a message from another host causes. */
  readonly earlyFromOtherHosts: number;
}

/** The mean field behind the advance laws; `undefined` fields where all clocks have the same, certain error. */
export interface AdvanceField {
  /** By class. */
  readonly laws: readonly AdvanceLaw[];
  /** By cell of the mean field ({@link advanceCells}); the places in `contagion` and `hazards`. */
  readonly cells: readonly CellLaw[];
  readonly contagion: Contagion | undefined;
  readonly hazards: HazardTable | undefined;
}

/** Change from one mesh to the next, relative, at which the extrapolated figures count as stable. */
const stable = 1e-6;
const leastLevels = 2;
/** Refinement ends here at the latest: points of the mesh, and points times pairs and classes. */
const mostPoints = 8_000;
const mostWork = 1.5e8;
/** What a cell takes by itself at a mesh point, in pairs. */
const pairsPerCell = 50;

/**
 * When the VMs of each class advance, class by class in the scenario's order.
 *
 *     1 − x_c(t) = (1 − G(t)) exp(−∫_{−∞}^t h_c),   h_c(t) = Σ_a (F_ac/n_c) E[x_a(t − D)]
 *     e_c = ∫ (1 − G) h_c exp(−∫ h_c) dt
 *
 * Where hosts are unlike and matter, this is by class and kind of host ({@link advanceCells}), and a class has the mean
 * over its VMs.
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

/** When a VM advances by a law of the field, in so many points at most. */
export function advanceTable({ hazards }: AdvanceField, law: AdvanceLaw, most: number): TabulatedLaw {
  if (!hazards || most === 1) return certain(law.mean);
  const stride = Math.ceil(hazards.times.length / most);
  const points = hazards.times.filter((_, n) => n % stride === 0 || n === hazards.times.length - 1);
  return { points, chances: points.map((t) => law.reached(t)) };
}

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
    return {
      laws: system.classes.map(() => law),
      cells: advanceCells(system).cells.map((cell) => ({ ...cell, law, earlyFromOtherHosts: 0 })),
      contagion: undefined,
      hazards: undefined,
    };
  }
  const contagion = contagionOf(system);
  let hazards = hazardsAlong(contagion, contagionMesh(contagion));
  let tableau: (readonly Moments[])[] = [momentsAlong(contagion, hazards)];
  const work = contagion.channels.length * contagion.from.length + pairsPerCell * contagion.cells;
  for (let level = 1; ; level++) {
    const finer = bisect(hazards.times);
    if (level > leastLevels && (finer.length > mostPoints || finer.length * work > mostWork)) break;
    hazards = hazardsAlong(contagion, finer);
    const before = tableau;
    tableau = romberg(momentsAlong(contagion, hazards), before);
    if (level >= leastLevels && largestChange(last(tableau), last(before)) < stable) break;
  }
  const fromOtherHosts = hostsMatter(system)
    ? shareOfFirstChannel(contagion, hazards)
    : crossingShare(system);
  const cells = last(tableau).map((moments, cell) => ({
    ...advanceCells(system).cells[cell],
    law: advanceLaw(system, moments, hazards, cell),
    earlyFromOtherHosts: fromOtherHosts[cell],
  }));
  return { laws: lawsByClass(system, cells), cells, contagion, hazards };
}

/** Share of what each cell receives that comes from other hosts. */
function crossingShare(system: System): Float64Array {
  const { cells, to, within, across } = advanceCells(system);
  const all = new Float64Array(cells.length);
  const crossing = new Float64Array(cells.length);
  for (let entry = 0; entry < to.length; entry++) {
    all[to[entry]] += within[entry] + across[entry];
    crossing[to[entry]] += across[entry];
  }
  return crossing.map((rate, cell) => (rate > 0 ? rate / all[cell] : 0));
}

/** The law of a VM of each class, whichever cell it is in. */
function lawsByClass({ classes }: System, cells: readonly CellLaw[]): AdvanceLaw[] {
  return classes.map(({ index, count }) => {
    const own = cells.filter(({ classIndex }) => classIndex === index);
    if (own.length === 1) return own[0].law;
    const over = (value: (law: AdvanceLaw) => number) =>
      own.reduce((sum, cell) => sum + (cell.count / count) * value(cell.law), 0);
    const mean = over((law) => law.mean);
    return {
      early: over((law) => law.early),
      mean,
      variance: over((law) => law.variance + (law.mean - mean) ** 2),
      redrawnVariance: over((law) => law.redrawnVariance),
      earlyCovariance: over((law) => law.earlyCovariance),
      missing: over((law) => law.missing),
      reached: (t) => over((law) => law.reached(t)),
      notReached: (t) => over((law) => law.notReached(t)),
    };
  });
}

/** Traffic split by delay law and by whether sender and receiver share a clock. */
function contagionOf(system: System): Contagion {
  const { cells, from, to, within, across } = advanceCells(system);
  const { delay, clock } = system;
  const sharedClock = clock.scope === "host";
  const channels: TrafficByDelay[] = hostsMatter(system)
    ? [
        { delay: delay.across, rate: across, sharedClock: false },
        { delay: delay.within, rate: within, sharedClock },
      ]
    : [{ delay: delay.across, rate: across.map((rate, entry) => rate + within[entry]), sharedClock: false }];
  return { error: clock.error, cells: cells.length, from, to, channels };
}

/** Integrals of one cell along the mesh; each tends to its value with the square of the mesh. */
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
  { error, cells }: Contagion,
  { times, clockSurvival, cumulativeHazard }: HazardTable,
): Moments[] {
  const origin = lawMean(error);
  return Array.from({ length: cells }, (_, c) => {
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
      const hazard = cumulativeHazard[j * cells + c];
      const hazardBefore = cumulativeHazard[(j - 1) * cells + c];
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

function advanceLaw(system: System, moments: Moments, hazards: HazardTable, cell: number): AdvanceLaw {
  const { error, redraw } = system.clock;
  const { early, gain, squareGain, earlyTime, missing } = moments;
  const variance = lawVariance(error) - 2 * squareGain - gain ** 2;
  const cells = hazards.cumulativeHazard.length / hazards.times.length;
  const notReached = (t: Seconds) => lawSurvival(error, t) * Math.exp(-hazardAt(hazards, cells, cell, t));
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

function hazardAt({ times, cumulativeHazard }: HazardTable, cells: number, cell: number, t: Seconds): number {
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
  const before = cumulativeHazard[low * cells + cell];
  return before + share * (cumulativeHazard[high * cells + cell] - before);
}
