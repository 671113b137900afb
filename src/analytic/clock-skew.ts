import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceCell, advanceCells, hostsMatter } from "./advance-cells.js";
import {
  type Contagion,
  contagionPanels,
  type FieldPanel,
  hazardsByChannel,
  type TrafficByDelay,
} from "./contagion.js";
import type { Figure } from "./figure.js";
import { MeanField } from "./mean-field.js";
import { lawAtom, lawMean, lawSurvival, lawVariance } from "./numerics/distribution-laws.js";
import { integralsToNodes, nodesPerPanel, panelWeights } from "./numerics/panel.js";
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

/** The advance laws, and what they come from. */
export interface AdvanceField {
  /** By class. */
  readonly laws: readonly AdvanceLaw[];
  /** By cell of the mean field ({@link advanceCells}). */
  readonly cells: readonly CellLaw[];
  /** Absent where all clocks have the same, certain error. */
  readonly field: MeanField | undefined;
}

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
 *   errors that the run has drawn; relative errors of its numerics about 1e-8
 */
export function advanceLaws(system: System): readonly AdvanceLaw[] {
  return advanceField(system).laws;
}

/** The parts of a system that its advances follow from: neither multiples nor durations, nor what is written. */
export function partsOfAdvances({ clock, delay, hosts, rates, classes }: System): readonly unknown[] {
  const { from, to, rate, per } = rates;
  return [clock, delay, hosts, from, to, rate, per, classes.map(({ count }) => count)];
}

/** The advance laws with the mean field that they come from, shared by systems that advance alike. */
export const advanceField = memoPerSystem(solve, partsOfAdvances);

/** When a VM advances by a law of the field, in so many points at most. */
export function advanceTable({ field }: AdvanceField, law: AdvanceLaw, most: number): TabulatedLaw {
  if (!field || most === 1) return certain(law.mean);
  const stride = Math.ceil(field.times.length / most);
  const points = field.times.filter((_, n) => n % stride === 0 || n === field.times.length - 1);
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
      field: undefined,
    };
  }
  const contagion = contagionOf(system);
  const panels = contagionPanels(contagion);
  const field = new MeanField(panels, contagion.cells);
  const { moments, causedByFirst } = momentsOf(contagion, panels);
  const crossing = hostsMatter(system) ? undefined : crossingShare(system);
  const cells = moments.map((ofCell, cell) => ({
    ...advanceCells(system).cells[cell],
    law: advanceLaw(system, ofCell, field, cell),
    earlyFromOtherHosts: crossing?.[cell] ?? (ofCell.early > 0 ? causedByFirst[cell] / ofCell.early : 0),
  }));
  return { laws: lawsByClass(system, cells), cells, field };
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

/** Integrals of one cell over all times. */
interface Moments {
  early: number;
  /** By how much messages bring the mean advance forward. */
  gain: Seconds;
  /** `∫ (t − mean error) (1 − G) (1 − exp(−∫h)) dt`: half of what messages take off the mean square of an advance. */
  squareGain: number;
  /** `∫ (1 − G) exp(−∫h) ∫_{−∞}^t (1 − exp(−∫h)) dt`. */
  redrawn: number;
  /** `∫ (t − mean error) (1 − G) h exp(−∫h) dt`. */
  earlyTime: Seconds;
  /** `∫ (1 − G) exp(−∫h) (∫h) dt`. */
  missing: Seconds;
}

/** The integrals of each cell, and the share of its VMs that messages of the first channel bring forward. */
function momentsOf(contagion: Contagion, panels: readonly FieldPanel[]) {
  const { error, cells } = contagion;
  const origin = lawMean(error);
  const moments = Array.from(
    { length: cells },
    (): Moments => ({ early: 0, gain: 0, squareGain: 0, redrawn: 0, earlyTime: 0, missing: 0 }),
  );
  const causedByFirst = new Float64Array(cells);
  /** `∫_{−∞}^t (1 − exp(−∫h))` up to the panel. */
  const forward = new Float64Array(cells);
  const moved = new Float64Array(nodesPerPanel);
  for (const panel of panels) {
    const { from, to, times, clockSurvival, hazard } = panel;
    const half = (to - from) / 2;
    const [first, ...others] = hazardsByChannel(contagion, panel);
    for (let c = 0; c < cells; c++) {
      const sums = moments[c];
      for (let i = 0; i < nodesPerPanel; i++) moved[i] = -Math.expm1(-hazard[i * cells + c]);
      for (let i = 0; i < nodesPerPanel; i++) {
        const at = i * cells + c;
        const weight = half * panelWeights[i] * clockSurvival[i];
        const left = weight * (1 - moved[i]);
        const early = left * others.reduce((sum, rates) => sum + rates[at], first[at]);
        const since = times[i] - origin;
        let forwardHere = 0;
        for (let j = 0; j < nodesPerPanel; j++) forwardHere += integralsToNodes[i][j] * moved[j];
        sums.early += early;
        sums.earlyTime += early * since;
        sums.gain += weight * moved[i];
        sums.squareGain += weight * moved[i] * since;
        sums.redrawn += left * (forward[c] + half * forwardHere);
        sums.missing += left * hazard[at];
        causedByFirst[c] += left * first[at];
      }
      for (let i = 0; i < nodesPerPanel; i++) forward[c] += half * panelWeights[i] * moved[i];
    }
  }
  return { moments, causedByFirst };
}

function advanceLaw(system: System, moments: Moments, field: MeanField, cell: number): AdvanceLaw {
  const { error, redraw } = system.clock;
  const { early, gain, squareGain, earlyTime, missing } = moments;
  const variance = lawVariance(error) - 2 * squareGain - gain ** 2;
  const notReached = (t: Seconds) => lawSurvival(error, t) * Math.exp(-field.hazard(cell, t));
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
