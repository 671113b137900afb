import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { dueAt, dueGroups, dueShares } from "./due-sets.js";
import { type LineLags, lagsOver } from "./line-lag.js";
import { lineLaws } from "./line-laws.js";
import { certain, type TabulatedLaw } from "./numerics/tabulated-law.js";

/** How long after its base boundary each recovery line is covered, in the mean over its randomness. */
export interface CoverLags extends LineLags {
  /** `γ_c`: how the advance of a VM of each class and the cover of its line move together. */
  readonly covariances: Covariances;
  /** Distribution of the lag of line `index`. */
  law(index: number): TabulatedLaw;
}

/** `Cov(T_c, c_k)` by class, in s²: averaged over all lines, and over those at which the class is due or is not. */
export interface Covariances {
  readonly mean: Float64Array;
  readonly whenDue: Float64Array;
  readonly whenNotDue: Float64Array;
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
export const coverLags = memoPerSystem((system): CoverLags => {
  const { nodes, means, of: lawOf } = lineLaws(system);
  const groups = dueGroups(system);
  const lags = lagsOver(system, (due) => means(due).covered);
  let covariances: Covariances | undefined;
  return {
    ...lags,
    get covariances() {
      covariances ??= covariancesOf(system);
      return covariances;
    },
    law(index) {
      const { points } = nodes;
      const due = dueAt(groups, index);
      const chances = lawOf(due).covered;
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

function covariancesOf(system: System): Covariances {
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
}
