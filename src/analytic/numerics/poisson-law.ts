import { erfc } from "./error-function.js";
import { atomsOfLaw, type TabulatedLaw } from "./tabulated-law.js";

/**
 * Probability that a Poisson count with the given mean is exactly `count`.
 *
 *     P(N = k) = e^(−m) m^k / k!
 *
 * - Source: Loader's saddle-point form (2000), which keeps full relative precision where `m^k` and `k!` do not exist
 * - Assumes: a whole `count`; 0 below zero
 * - Limits: relative error below 1e-14 near the mean, for means up to 1e9
 *
 * @example
 * poissonProbability(2, 2)  // => 0.2706705664732254
 */
export function poissonProbability(count: number, mean: number): number {
  if (count < 0) return 0;
  if (count === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(count) - deviance(count, mean)) / Math.sqrt(2 * Math.PI * count);
}

/**
 * Probability that a Poisson count is at most `count`.
 *
 *     P(N <= k) = Q(k + 1, m)
 *
 * - Source: the regularised incomplete gamma function: Temme's uniform expansion near the mean; the sum itself elsewhere
 * - Limits: relative error below 1e-12 for means from 0 to 1e9
 *
 * @example
 * poissonCdf(0, 0.5)  // => 0.6065306597126334
 */
export function poissonCdf(count: number, mean: number): number {
  if (count < 0) return 0;
  const whole = Math.floor(count);
  if (isNear(whole + 1, mean)) return uniformTail(whole + 1, mean, 1);
  return mean < whole + 2 ? 1 - upperTail(whole, mean) : lowerTail(whole, mean);
}

/** Probability that a Poisson count exceeds `count`, with full relative precision in the upper tail. */
export function poissonSurvival(count: number, mean: number): number {
  if (count < 0) return 1;
  const whole = Math.floor(count);
  if (isNear(whole + 1, mean)) return uniformTail(whole + 1, mean, -1);
  return mean < whole + 2 ? upperTail(whole, mean) : 1 - lowerTail(whole, mean);
}

/**
 * The least count that a Poisson variable stays at or below with the given probability.
 *
 *     min { k : P(N <= k) >= p }
 *
 * - Assumes: `0 < p < 1`
 * - Limits: exact for means up to 1e9, but where `p` meets a step of the law to within 1e-12; beyond 2^53, where
 *   doubles skip whole numbers, the first double that reaches `p`
 *
 * @example
 * poissonQuantile(0.99, 100)  // => 124
 */
export function poissonQuantile(probability: number, mean: number): number {
  if (mean === Number.POSITIVE_INFINITY) return mean;
  // Far in the upper tail the CDF rounds to 1: the survival function still tells counts apart.
  const reached =
    probability > 0.5
      ? (count: number) => poissonSurvival(count, mean) <= 1 - probability
      : (count: number) => poissonCdf(count, mean) >= probability;
  let step = Math.ceil(Math.sqrt(mean));
  let high = Math.ceil(mean);
  while (!reached(high)) {
    high += step;
    step *= 2;
  }
  return leastCount(-1, high, reached);
}

/** The least count above `low` that has reached something, as `high` has. */
export function leastCount(low: number, high: number, reached: (count: number) => boolean): number {
  let [below, least] = [low, high];
  while (least - below > 1) {
    const middle = below + Math.floor((least - below) / 2);
    // Neighbours among doubles can be further apart than 1.
    if (middle === below || middle === least) break;
    if (reached(middle)) least = middle;
    else below = middle;
  }
  return least;
}

/** Median and upper quantiles of a Poisson count: how far a peak can exceed its mean. */
export function poissonQuantiles(mean: number): { p50: number; p99: number; p999: number } {
  return {
    p50: poissonQuantile(0.5, mean),
    p99: poissonQuantile(0.99, mean),
    p999: poissonQuantile(0.999, mean),
  };
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

function isNear(a: number, x: number): boolean {
  return a > 30 && Math.abs(x - a) < 0.3 * a;
}

/** `P(N > k) = P(N = k + 1) (1 + m/(k+2) + m²/((k+2)(k+3)) + …)`. */
function upperTail(count: number, mean: number): number {
  let [term, sum] = [1, 1];
  for (let next = count + 2; term > sum * Number.EPSILON * 0.1; next++) {
    term *= mean / next;
    sum += term;
  }
  return sum * poissonProbability(count + 1, mean);
}

/** `P(N <= k) = P(N = k) (1 + k/m + k (k−1)/m² + …)`. */
function lowerTail(count: number, mean: number): number {
  let [term, sum] = [1, 1];
  for (let next = count; term > sum * Number.EPSILON * 0.1; next--) {
    term *= next / mean;
    sum += term;
  }
  return sum * poissonProbability(count, mean);
}

/**
 * Temme's uniform expansion: `Q` for `side` 1, `P` for `side` −1.
 *
 *     Q(a, x) = ½ erfc(η √(a/2)) + R,   ½ η² = μ − ln(1 + μ),   μ = (x − a)/a
 */
function uniformTail(a: number, x: number, side: 1 | -1): number {
  const mu = (x - a) / a;
  const eta = Math.sign(mu) * Math.sqrt(2 * excess(mu));
  const normal = 0.5 * erfc(side * eta * Math.sqrt(a / 2));
  const rest = (Math.exp(-0.5 * a * eta * eta) / Math.sqrt(2 * Math.PI * a)) * remainder(a, eta);
  return normal + side * rest;
}

/** `S_a(η)`, by the backward recursion of Gil, Segura and Temme (2012). */
function remainder(a: number, eta: number): number {
  let next = ratioSeries[seriesLength];
  let afterNext = 0;
  let first = 0;
  let sum = next;
  for (let n = seriesLength - 1; n >= 1; n--) {
    const value = ratioSeries[n] + ((n + 1) * afterNext) / a;
    afterNext = next;
    next = value;
    sum = sum * eta + value;
    if (n === 2) first = value;
  }
  return sum / (1 + first / a);
}

const seriesLength = 26;

/** Coefficients of `η/μ` as a power series in `η`: 1, −1/3, 1/12, −2/135, … */
const ratioSeries = etaOverMu(seriesLength);

function etaOverMu(length: number): Float64Array {
  // ½ η² = μ − ln(1 + μ) gives μ μ' = η (1 + μ), hence μ = η + η²/3 + η³/36 − … coefficient by coefficient.
  const mu = new Float64Array(length + 2);
  mu[1] = 1;
  for (let n = 2; n <= length + 1; n++) {
    let sum = mu[n - 1];
    for (let j = 2; j < n; j++) sum -= j * mu[j] * mu[n + 1 - j];
    mu[n] = sum / (n + 1);
  }
  const ratio = new Float64Array(length + 1);
  ratio[0] = 1;
  for (let n = 1; n <= length; n++) {
    let sum = 0;
    for (let j = 1; j <= n; j++) sum += mu[j + 1] * ratio[n - j];
    ratio[n] = -sum;
  }
  return ratio;
}

/** `μ − ln(1 + μ)`, without cancellation near 0. */
function excess(mu: number): number {
  if (Math.abs(mu) > 0.3) return mu - Math.log1p(mu);
  // ln(1 + μ) = 2 artanh(s), s = μ/(2 + μ); μ − 2s = μ s.
  const s = mu / (2 + mu);
  const square = s * s;
  let power = s * square;
  let sum = 0;
  for (let n = 3; ; n += 2) {
    const term = power / n;
    sum += term;
    if (Math.abs(term) <= Math.abs(sum) * Number.EPSILON * 0.1 || term === 0) break;
    power *= square;
  }
  return mu * s - 2 * sum;
}

/** `k ln(k/m) + m − k`, the deviance: `m` times the excess seen from the count. */
function deviance(count: number, mean: number): number {
  return count * excess((mean - count) / count);
}

/** `ln k! − ln(√(2πk) (k/e)^k)`. */
function stirlingError(count: number): number {
  if (count < smallStirlingErrors.length) return smallStirlingErrors[count];
  const square = count * count;
  return (
    (1 / 12 -
      (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) /
        square) /
    count
  );
}

/** Stirling's series is short of digits for small counts: their factorials are exact. */
const smallStirlingErrors = Array.from({ length: 16 }, (_, count) => {
  if (count === 0) return 0;
  let factorial = 1;
  for (let n = 2; n <= count; n++) factorial *= n;
  return Math.log(factorial) - (count + 0.5) * Math.log(count) + count - 0.5 * Math.log(2 * Math.PI);
});
