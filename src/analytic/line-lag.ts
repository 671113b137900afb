import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type DueSet, dueAt, dueGroups, dueShares } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { lineLaws } from "./line-laws.js";
import { certain, type TabulatedLaw } from "./numerics/tabulated-law.js";

/** How long after its base boundary each recovery line stands, in the mean over its randomness. */
export interface LineLags {
  /** `ℓ`: over all indices. */
  readonly mean: Seconds;
  /** `ℓ_c`: over the indices at which a class is due. */
  readonly meanWhenDue: readonly Seconds[];
  /** `ℓ_k`, and that of any line with the same due set. */
  at(index: number): Seconds;
  of(due: DueSet): Seconds;
}

/**
 * How long after its base boundary each recovery line is established.
 *
 *     ℓ_k = E[max over due VMs of (advance + duration)]
 *         = ∫ (1 − Π_{c due at k} P(advance_c + duration_c ≤ t)^{n_c}) dt
 *
 * - Source: E11, R6, R7
 * - Assumes: as {@link lineLaws}; at an index at which no VM is due the line stands at the boundary itself
 * - Limits: `mean · H_n` for exponential durations and perfect clocks; stable to 1e-6 relative; means over indices are
 *   as exact as {@link dueShares}
 */
export const lineLags = memoPerSystem((system): LineLags => {
  return lagsOver(system, lineLaws(system).meanEstablished);
});

/**
 * Mean time from a base boundary until its recovery line is established.
 *
 *     ℓ = (1/L) Σ_{k=1}^{L} ℓ_k
 *
 * - Source: E11, R7
 * - Assumes: as `lineLags`
 * - Limits: 0 with perfect clocks and no duration; by class, the mean over the lines at which the class is due
 */
export function lineLag(system: System): Figure {
  const { mean, meanWhenDue } = lineLags(system);
  return { value: mean, byClass: meanWhenDue };
}

/** Means over indices of a lag that depends on the due set alone. */
function lagsOver(system: System, of: (due: DueSet) => Seconds): LineLags {
  const { groups, sets, shares } = dueShares(system);
  let mean = 0;
  const whenDue = new Float64Array(groups.length);
  const dueShare = new Float64Array(groups.length);
  sets.forEach((due, place) => {
    const part = shares[place] * of(due);
    mean += part;
    for (const group of due) {
      whenDue[group] += part;
      dueShare[group] += shares[place];
    }
  });
  const meanWhenDue: Seconds[] = [];
  groups.forEach(({ classes }, group) => {
    // A long multiple may not be due within the indices looked at; it is due alone, more often than not.
    const value = dueShare[group] > 0 ? whenDue[group] / dueShare[group] : of([group]);
    for (const { index } of classes) meanWhenDue[index] = value;
  });
  return { mean, meanWhenDue, of, at: (index) => of(dueAt(groups, index)) };
}

/**
 * How long after its base boundary each recovery line is covered: established, and reached by every VM.
 *
 *     ℓ'_k = ∫ (1 − P(line k established by t) Π_{c not due at k} x_c(t)^{n_c}) dt
 *
 * A VM that is not due stands on line `k` with its stable log up to index `k`, so until its flush at `k` the line
 * cannot be returned to, and nothing may be reclaimed.
 *
 * - Source: R3, R7, R8
 * - Assumes: as {@link lineLaws}; lags below `T0`
 * - Limits: the line lag without clock error, and where some duration outlasts the clock errors
 */
export const coverLags = memoPerSystem((system) => {
  const { nodes, covered, meanCovered } = lineLaws(system);
  const groups = dueGroups(system);
  const lags = lagsOver(system, meanCovered);
  return {
    ...lags,
    /** `γ_c`: how the advance of a VM of each class and the cover of its line move together. */
    get covariances() {
      return covariancesOf(system);
    },
    /** Distribution of the lag of line `index`. */
    law(index: number): TabulatedLaw {
      const { points } = nodes;
      const due = dueAt(groups, index);
      const chances = covered(due);
      // The line of no VM stands at the boundary itself.
      const first = due.length > 0 ? 0 : points.findIndex((t) => t >= 0);
      if (chances[first] === 1) return certain(lags.at(index));
      return { points: points.subarray(first), chances: chances.subarray(first) };
    },
  };
});

/**
 * A bound from above on the mean lag until any line is covered: that of a line at which every VM is due.
 *
 * - Source: E11
 * - Limits: reached where all phases are 0
 */
export function latestCover(system: System): Seconds {
  const groups = dueGroups(system);
  return Math.max(0, coverLags(system).of(groups.map((_, group) => group)));
}

/** `Cov(T_c, c_k)` by class, in s²: averaged over all lines, and over those at which the class is due or is not. */
const covariancesOf = memoPerSystem((system) => {
  // An error that stays moves the cover of each line alike, and with it nothing from line to line.
  if (system.clock.redraw === "once") {
    const none = new Float64Array(system.classes.length);
    return { mean: none, whenDue: none, whenNotDue: none };
  }
  const { groups, sets, shares } = dueShares(system);
  const dueShare = new Float64Array(groups.length);
  sets.forEach((due, place) => {
    for (const group of due) dueShare[group] += shares[place];
  });
  const { whenDue, whenNotDue } = lineLaws(system).covariances(sets, shares);
  const mean = whenDue.map((sum, index) => sum + whenNotDue[index]);
  groups.forEach(({ classes }, group) => {
    for (const { index } of classes) {
      if (dueShare[group] > 0) whenDue[index] /= dueShare[group];
      if (dueShare[group] < 1) whenNotDue[index] /= 1 - dueShare[group];
    }
  });
  return { mean, whenDue, whenNotDue };
});
