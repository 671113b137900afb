import { leastCount, poissonCdf } from "./poisson-law.js";
import { atomsOfLaw, type TabulatedLaw } from "./tabulated-law.js";

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
  const { means, chance } = mixture(law, meanAt);
  let high = 1;
  for (const mean of means) high = Math.max(high, Math.ceil(mean + far * Math.sqrt(mean) + far * far));
  return leastCount(-1, high, (count) => chance(count) >= probability);
}

/** `P(N <= n)` of a mixed Poisson variable: `∫ P(Poisson(m(t)) <= n) dG(t)`. */
export function mixedPoissonCdf(count: number, law: TabulatedLaw, meanAt: (t: number) => number): number {
  return mixture(law, meanAt).chance(count);
}

function mixture(law: TabulatedLaw, meanAt: (t: number) => number) {
  const { values, weights } = atomsOfLaw(law);
  const means = values.map((value) => Math.max(0, meanAt(value)));
  const chanceOfPart = (count: number, mean: number) => {
    if (Math.abs(count - mean) < far * Math.sqrt(mean) + far * far) return poissonCdf(count, mean);
    return count > mean ? 1 : 0;
  };
  const chance = (count: number) =>
    means.reduce((sum, mean, part) => sum + weights[part] * chanceOfPart(count, mean), 0);
  return { means, chance };
}
