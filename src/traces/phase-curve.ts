import jStat from "jstat";

/** Messages that go to VMs of one multiple and phase, by where in their checkpoint period they come. */
export interface PeriodCounts {
  readonly multiple: number;
  /** `φ`: the class is due at the indices `k` with `(k − φ) mod multiple = 0`. */
  readonly phase: number;
  /** `bins` of them a base interval, `multiple · bins` in all; the first begins where interval 1 does. */
  readonly counts: Float64Array;
}

/**
 * How many messages are flushed, for every shift of the checkpoint grid by a whole number of bins.
 *
 * A message of interval `k` is not flushed where its receiver is due at `k`: of each period one base interval.
 * Entry `j` holds the number for a grid that begins `j` bins later.
 *
 * - Source: R3; E2 is the mean over all shifts, exactly
 * - Assumes: perfect clocks, no delay
 */
export function flushedByShift(groups: readonly PeriodCounts[], bins: number, shifts: number): Float64Array {
  const flushed = new Float64Array(shifts);
  for (const group of groups) {
    const { counts } = group;
    const total = sum(counts);
    const kept = keptByShift(group, bins);
    for (let shift = 0; shift < shifts; shift++) flushed[shift] += total - kept[shift % counts.length];
  }
  return flushed;
}

/** Messages of the interval at whose end the class is due, for each shift within its period. */
function keptByShift({ multiple, phase, counts }: PeriodCounts, bins: number): Float64Array {
  const period = counts.length;
  const first = (((phase - 1 + multiple) % multiple) * bins) % period;
  const kept = new Float64Array(period);
  let inside = 0;
  for (let b = 0; b < bins; b++) inside += counts[(first + b) % period];
  for (let shift = 0; shift < period; shift++) {
    kept[shift] = inside;
    inside += counts[(first + shift + bins) % period] - counts[(first + shift) % period];
  }
  return kept;
}

export function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Below this the normal law of double precision has no digits left. */
const leastTail = 1e-12;
/** Harmonics of a checkpoint period that are told apart; those beyond hardly move anything. */
const harmonics = 32;

/**
 * What the variance of the flushed share over phases would be for Poisson traffic, as a sum of exponential variables: the
 * mean of each, one for each frequency at which the grid repeats.
 *
 *     η(θ) − E2 = Σ_f A_f e^(2πi f θ),    E|A_f|² = Σ_c N_c (sin(π n/i_c)/(π n))² / N²    for f = n/(i_c T0)
 *
 * - Assumes: times of messages uniform over the span, and independent
 * - Limits: the first 32 harmonics of each period; what is left out of the variance is below 1 %
 */
export function poissonSpread(received: readonly { readonly multiple: number; readonly messages: number }[]) {
  const all = received.reduce((total, { messages }) => total + messages, 0);
  const byFrequency = new Map<string, number>();
  for (const { multiple, messages } of received) {
    for (let n = 1; n <= harmonics * multiple; n++) {
      const sine = Math.sin((Math.PI * n) / multiple);
      if (n % multiple === 0) continue;
      const frequency = (n / multiple).toPrecision(12);
      const variance = (2 * messages * (sine / (Math.PI * n)) ** 2) / all ** 2;
      byFrequency.set(frequency, (byFrequency.get(frequency) ?? 0) + variance);
    }
  }
  return [...byFrequency.values()];
}

/**
 * Probability that a sum of independent exponential variables with the given means exceeds a value, by the saddlepoint
 * approximation of Lugannani and Rice.
 *
 * - Limits: relative error of a few per cent down to 1e-12, 0 below that
 */
export function exponentialSumTail(means: readonly number[], value: number): number {
  const mean = means.reduce((total, each) => total + each, 0);
  if (!(mean > 0)) return value > 0 ? 0 : 1;
  if (!(value > 0)) return 1;
  // Close to the mean the formula is a difference of two poles.
  if (Math.abs(value / mean - 1) < 1e-3) {
    const [low, high] = [0.998, 1.002].map((share) => exponentialSumTail(means, share * mean));
    return (low + high) / 2;
  }
  const largest = Math.max(...means);
  const slope = (s: number) => means.reduce((total, each) => total + each / (1 - each * s), 0);
  let low = value < mean ? -means.length / value : 0;
  let high = value < mean ? 0 : (1 - 1e-15) / largest;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) < value) low = middle;
    else high = middle;
  }
  const s = (low + high) / 2;
  const cumulant = means.reduce((total, each) => total - Math.log1p(-each * s), 0);
  const curvature = means.reduce((total, each) => total + (each / (1 - each * s)) ** 2, 0);
  const w = Math.sign(s) * Math.sqrt(Math.max(0, 2 * (s * value - cumulant)));
  const u = s * Math.sqrt(curvature);
  const density = Math.exp((-w * w) / 2) / Math.sqrt(2 * Math.PI);
  const upper = w > 0 ? jStat.normal.cdf(-w, 0, 1) : 1 - jStat.normal.cdf(w, 0, 1);
  const tail = upper + density * (1 / u - 1 / w);
  return tail < leastTail ? 0 : Math.min(1, tail);
}
