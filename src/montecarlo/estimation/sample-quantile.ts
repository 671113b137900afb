/** A quantile of a law, estimated from a sample of it. */
export interface QuantileEstimate {
  readonly value: number;
  /** Ends of the interval at the confidence asked for; infinite where the sample is too small to have one. */
  readonly low: number;
  readonly high: number;
}

/**
 * A quantile from independent draws, and an interval for it that holds whatever their law is.
 *
 *     P(X_(l) <= q_p <= X_(u)) >= 1 − α   where   P(B < l) <= α/2,   P(B >= u) <= α/2,   B binomial (n, p)
 *
 * - Source: order statistics; Conover, "Practical Nonparametric Statistics" (1999), section 3.2
 * - Assumes: independent draws of one law
 * - Limits: covers at least as often as its confidence says; an end is infinite where not even the largest or smallest of
 *   the draws is far enough out
 *
 * @param sorted the draws, in ascending order
 * @example
 * sampleQuantile(Float64Array.from({ length: 99 }, (_, i) => i + 1), 0.5, 0.95)  // => { value: 50, low: 40, high: 60 }
 */
export function sampleQuantile(sorted: Float64Array, p: number, confidence: number): QuantileEstimate {
  const count = sorted.length;
  if (count === 0)
    return { value: Number.NaN, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const [below, above] = ranks(count, p, (1 - confidence) / 2);
  return {
    value: sorted[Math.min(count, Math.max(1, Math.ceil(p * count))) - 1],
    low: below < 1 ? Number.NEGATIVE_INFINITY : sorted[below - 1],
    high: above > count ? Number.POSITIVE_INFINITY : sorted[above - 1],
  };
}

/** Beyond it a term of the binomial law adds nothing that a double could hold. */
const negligible = 1e-20;

/** The largest `l` with `P(B < l) <= tail`, and the smallest `u` with `P(B >= u) <= tail`; 0 and `n + 1` at the outmost. */
function ranks(n: number, p: number, tail: number): readonly [number, number] {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  // Chances relative to the likeliest count, downwards and upwards from it.
  const down: number[] = [];
  for (let count = mode, weight = 1; count > 0 && weight > negligible; count--) {
    weight *= count / ((n - count + 1) * odds);
    down.push(weight);
  }
  const up: number[] = [];
  for (let count = mode, weight = 1; count < n && weight > negligible; count++) {
    weight *= ((n - count) * odds) / (count + 1);
    up.push(weight);
  }
  const allowed = tail * (1 + sum(down) + sum(up));
  return [mode - down.length + within(down, allowed), mode + up.length + 1 - within(up, allowed)];

  /** How many of the outmost terms, added up, are allowed. */
  function within(terms: readonly number[], most: number): number {
    let [added, total] = [0, 0];
    for (const term of [...terms].reverse()) {
      total += term;
      if (total > most) break;
      added++;
    }
    return added;
  }
}

function sum(terms: readonly number[]): number {
  return [...terms].reverse().reduce((total, term) => total + term, 0);
}
