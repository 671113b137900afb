/** The first look is at that many replications: fewer tell too little of the spread. Each further sample is larger by a factor. */
const [firstLook, growth] = [16, Math.SQRT2];

/** Replications at the `look`-th look, from 1: fixed beforehand, so that its time owes nothing to what was seen. */
export function replicationsAtLook(look: number): number {
  return Math.round(firstLook * growth ** (look - 1));
}

/**
 * The part of an error probability that the `look`-th look may spend, so that the intervals of all looks, however many,
 * hold together with probability `1 − α`.
 *
 *     α_j = α / (j (j + 1)),   Σ_j α_j = α
 *
 * - Source: alpha spending (Lan and DeMets 1983), by Boole's inequality; no independence is assumed
 */
export function spentAtLook(alpha: number, look: number): number {
  return alpha / (look * (look + 1));
}
