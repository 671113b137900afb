import type { TotalSlot } from "../replication/totals.js";
import type { Estimate } from "./estimate.js";
import { defaultConfidence, slotEstimates } from "./estimates.js";
import { criticalValue } from "./interval.js";
import { pairMoments, type RunningTotals, type TotalsBlock } from "./running-totals.js";

/** By how much the ratio of one slot is above that of another, on the same events. */
export interface PairedDifference {
  readonly slot: TotalSlot;
  readonly subtracted: TotalSlot;
  readonly estimate: Estimate;
}

/**
 * The differences of all pairs of the layout, in its order, each with the standard error that belongs to a difference
 * of two ratios from the same replications.
 *
 *     Δ = n̄_a/d̄_a − n̄_b/d̄_b,   e_r = (n_a − R_a d_a)/d̄_a − (n_b − R_b d_b)/d̄_b,   se(Δ) = sqrt( Σ_r e_r² / (m (m − 1)) )
 *
 * - Source: the linearised ratio estimator, twice, with the covariance of the two
 * - Assumes: replications independent and alike; each of them has run both on the same events
 * - Limits: two slots with the same numbers differ by 0, for certain; but where neither varies, since no event was seen
 *   that chance may bring, the intervals of both are subtracted. One replication tells nothing of the spread; a
 *   difference is NaN where one of the two has denominators of 0 only
 */
export function pairedDifferences(
  totals: RunningTotals,
  confidence: number = defaultConfidence,
): readonly PairedDifference[] {
  const { layout } = totals;
  const { slots, pairs = [] } = layout;
  const block = totals.union();
  const reach = criticalValue(1 - confidence, block.count - 1);
  const each = slotEstimates(totals, confidence);
  return pairs.map(([first, second], pair) => {
    const { mean, standardError } = difference(block, 5 * first, 5 * second, pairMoments(layout, pair));
    const halfWidth = Number.isFinite(standardError) ? reach * standardError : standardError;
    const [a, b] = [each[first], each[second]];
    const unseen = a.standardError === 0 && b.standardError === 0;
    const estimate = {
      mean,
      standardError,
      low: unseen ? a.low - b.high : mean - halfWidth,
      high: unseen ? a.high - b.low : mean + halfWidth,
      confidence,
      replications: block.count,
    };
    return { slot: slots[first], subtracted: slots[second], estimate };
  });
}

/** From the moments of two slots, which begin at `a` and `b`, and those across them, which begin at `across`. */
function difference({ moments, count }: TotalsBlock, a: number, b: number, across: number) {
  const first = ratio(moments, a);
  const second = ratio(moments, b);
  const mean = first.value - second.value;
  if (count < 2 || Number.isNaN(mean)) {
    return { mean, standardError: Number.isNaN(mean) ? Number.NaN : Number.POSITIVE_INFINITY };
  }
  const product =
    moments[across] -
    second.value * moments[across + 1] -
    first.value * moments[across + 2] +
    first.value * second.value * moments[across + 3];
  const squares = first.squares - (2 * product) / (moments[a + 1] * moments[b + 1]) + second.squares;
  // Where the two move together the terms cancel, and leave rounding of either sign: that counts as none.
  const residual = squares > 1e-13 * (first.gross + second.gross) ? squares : 0;
  return { mean, standardError: Math.sqrt(residual / (count * (count - 1))) };
}

/** A ratio, the sum of squares of its linearised residuals, and of the terms they are left over from. */
function ratio(moments: Float64Array, at: number) {
  const denominator = moments[at + 1];
  const value = denominator === 0 ? Number.NaN : moments[at] / denominator;
  const gross = (moments[at + 2] + value * value * moments[at + 4]) / (denominator * denominator);
  return { value, gross, squares: gross - (2 * value * moments[at + 3]) / (denominator * denominator) };
}
