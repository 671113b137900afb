import { poissonCdf } from "./poisson-law.js";

/** A distribution function at ascending points, between which it rises evenly; it is 0 before and 1 after them. */
export interface TabulatedLaw {
  readonly points: Float64Array;
  readonly chances: Float64Array;
}

/** Beyond so many standard deviations a count of a mixture's part is on one side for all that a double shows. */
const far = 9;

/**
 * The least count that a mixed Poisson variable stays at or below with the given probability.
 *
 *     min { n : ∫ P(Poisson(m(t)) <= n) dG(t) >= p }
 *
 * - Assumes: `m` linear between the points of the law, and not below 0
 * - Limits: as close as the law's points are; a Poisson quantile where the law is a jump
 *
 * @example
 * mixedPoissonQuantile(0.99, { points: Float64Array.of(1), chances: Float64Array.of(1) }, (t) => 100 * t)  // => 124
 */
export function mixedPoissonQuantile(
  probability: number,
  law: TabulatedLaw,
  meanAt: (t: number) => number,
): number {
  const { means, weights } = parts(law, meanAt);
  const reached = (count: number) => {
    let sum = 0;
    for (let part = 0; part < means.length; part++) {
      const mean = means[part]!;
      const distance = count - mean;
      const reach = far * Math.sqrt(mean) + far * far;
      if (distance >= reach) sum += weights[part]!;
      else if (distance > -reach) sum += weights[part]! * poissonCdf(count, mean);
    }
    return sum >= probability;
  };
  let low = -1;
  let high = 1;
  for (const mean of means) high = Math.max(high, Math.ceil(mean + far * Math.sqrt(mean) + far * far));
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    // Neighbours among doubles can be further apart than 1.
    if (middle === low || middle === high) break;
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Where Gauss's rule of two points looks at an interval, from its middle, in its half-widths. */
const gaussPlace = 1 / Math.sqrt(3);

/** The law put together to atoms: two for each interval, with its mean and variance. */
function parts({ points, chances }: TabulatedLaw, meanAt: (t: number) => number) {
  const means: number[] = [];
  const weights: number[] = [];
  const put = (t: number, weight: number) => {
    if (weight <= 0) return;
    means.push(Math.max(0, meanAt(t)));
    weights.push(weight);
  };
  put(points[0]!, chances[0]!);
  for (let at = 1; at < points.length; at++) {
    const weight = chances[at]! - chances[at - 1]!;
    const middle = (points[at]! + points[at - 1]!) / 2;
    const half = (points[at]! - points[at - 1]!) / 2;
    put(middle - gaussPlace * half, weight / 2);
    put(middle + gaussPlace * half, weight / 2);
  }
  put(points[points.length - 1]!, 1 - chances[chances.length - 1]!);
  return { means, weights };
}
