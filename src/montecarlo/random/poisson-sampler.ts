import type { RandomStream } from "./random-stream.js";

/**
 * Draws a Poisson count. Exact at any mean: small means by inversion, others by transformed rejection
 * (Hörmann 1993, PTRS) with the probability in Loader's saddle-point form, which does not cancel at large means.
 */
export function drawPoisson(mean: number, stream: RandomStream): number {
  if (mean <= 0) return 0;
  return mean < 10 ? byInversion(mean, stream) : byRejection(mean, stream);
}

function byInversion(mean: number, stream: RandomStream): number {
  let left = stream.double();
  let term = Math.exp(-mean);
  let count = 0;
  // The terms run out of a double long before the count reaches 200; then the uniform number was all but 1.
  while (left > term && count < 200) {
    left -= term;
    count++;
    term *= mean / count;
  }
  return count;
}

function byRejection(mean: number, stream: RandomStream): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = stream.double() - 0.5;
    const v = stream.double();
    const margin = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / margin + b) * u + mean + 0.43);
    if (margin >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (margin < 0.013 && v > margin)) continue;
    if (Math.log((v * inverseAlpha) / (a / (margin * margin) + b)) <= logProbability(count, mean))
      return count;
  }
}

/** `log(e^−μ μ^k / k!)` */
function logProbability(k: number, mean: number): number {
  if (k === 0) return -mean;
  return -stirlingError(k) - deviance(k, mean) - 0.5 * Math.log(2 * Math.PI * k);
}

/** `log k! − log(√(2πk) (k/e)^k)` */
function stirlingError(k: number): number {
  if (k < smallErrors.length) return smallErrors[k];
  const square = k * k;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / k;
}

const smallErrors = Array.from({ length: 16 }, (_, k) => {
  let logFactorial = 0;
  for (let j = 2; j <= k; j++) logFactorial += Math.log(j);
  return k === 0 ? 0 : logFactorial - 0.5 * Math.log(2 * Math.PI * k) - k * Math.log(k) + k;
});

/** `k log(k/μ) + μ − k`, by its series where the terms would cancel. */
function deviance(k: number, mean: number): number {
  if (Math.abs(k - mean) >= 0.1 * (k + mean)) return k * Math.log(k / mean) + mean - k;
  const ratio = (k - mean) / (k + mean);
  let sum = (k - mean) * ratio;
  let power = 2 * k * ratio;
  for (let j = 3; ; j += 2) {
    power *= ratio * ratio;
    const next = sum + power / j;
    if (next === sum) return sum;
    sum = next;
  }
}
