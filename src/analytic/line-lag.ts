import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type DueSet, dueAt, dueShares, oncePerDueSet } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { lineLaws } from "./line-laws.js";

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
  const { means } = lineLaws(system);
  return lagsOver(system, (due) => means(due).established);
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
export function lagsOver(system: System, lagOf: (due: DueSet) => Seconds): LineLags {
  const { groups, sets, shares } = dueShares(system);
  const of = oncePerDueSet(lagOf);
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
