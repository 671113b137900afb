/** The first look is at that many replications: fewer tell too little of the spread. */
const firstLook = 16;

/** Each further look is at a sample larger by this factor. */
const growth = Math.SQRT2;

/**
 * Replications at the `look`-th look, from 1: fixed beforehand, so that the times of the looks owe nothing to
 * what was seen.
 */
export function replicationsAtLook(look: number): number {
  return Math.round(firstLook * growth ** (look - 1));
}

/**
 * The part of an error probability that the `look`-th look may spend.
 *
 *     α_j = α / (j (j + 1)),   Σ_j α_j = α
 *
 * With it the intervals of all looks hold together with probability `1 − α`, however many looks there are, so
 * a decision may be taken at whichever look first allows it.
 *
 * - Source: alpha spending (Lan and DeMets 1983), by Boole's inequality; no independence is assumed
 *
 * @example
 * spentAtLook(0.01, 1) // => 0.005
 */
export function spentAtLook(alpha: number, look: number): number {
  return alpha / (look * (look + 1));
}
