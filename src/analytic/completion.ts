import type { Distribution } from "../scenario/model/distribution.js";
import type { Seconds } from "../scenario/model/units.js";
import type { AdvanceLaw } from "./clock-skew.js";
import { lawAtom, lawCdf, lawSurvival, lawVariance } from "./numerics/distribution-laws.js";

/** `P(advance + duration > t)` of one VM that is due, with full precision in the upper tail. */
export type Incompletion = (t: Seconds) => number;

/**
 * Law of the moment at which a checkpoint is complete: the advance, and then its duration.
 *
 *     P(T_c + d_c > t) = E[1 − x_c(t − d_c)]
 *
 * - Source: E11, R6
 * - Assumes: durations independent of advances
 * - Limits: exact in the duration's law; the advance's is taken linear between `times`; without two of them it is
 *   an atom
 */
export function incompletion(law: AdvanceLaw, times: Float64Array, duration: Distribution): Incompletion {
  const fixed = lawAtom(duration);
  if (fixed !== undefined) return (t) => law.notReached(t - fixed);
  if (times.length < 2) return (t) => lawSurvival(duration, t - law.mean);
  const survival = times.map((t) => law.notReached(t));
  survival[0] = 1;
  survival[times.length - 1] = 0;
  switch (duration.kind) {
    case "exponential":
      return exponentialAfter(times, survival, duration.mean);
    case "uniform":
      return uniformAfter(times, survival, duration.low, duration.high);
    default:
      return smoothAfter(times, survival, duration);
  }
}

/** The probability `u` obeys `u' = (survival − u)/mean`. */
function exponentialAfter(times: Float64Array, survival: Float64Array, mean: Seconds): Incompletion {
  const last = times.length - 1;
  const state = new Float64Array(times.length);
  state[0] = 1;
  const ahead = (j: number, step: Seconds, end: number) => {
    const ratio = step / mean;
    const gone = -Math.expm1(-ratio);
    const slope = ratio < 1e-4 ? ratio / 2 - (ratio * ratio) / 6 : 1 - gone / ratio;
    return state[j] * (1 - gone) + survival[j] * gone + (end - survival[j]) * slope;
  };
  for (let j = 0; j < last; j++) state[j + 1] = ahead(j, times[j + 1] - times[j], survival[j + 1]);
  return (t) => {
    if (t <= times[0]) return 1;
    if (t >= times[last]) return state[last] * Math.exp((times[last] - t) / mean);
    const j = cellOf(times, t);
    const share = (t - times[j]) / (times[j + 1] - times[j]);
    return ahead(j, t - times[j], survival[j] + share * (survival[j + 1] - survival[j]));
  };
}

/** The mean of the survival over a window, from its integral to the right, which keeps the tail's precision. */
function uniformAfter(
  times: Float64Array,
  survival: Float64Array,
  low: Seconds,
  high: Seconds,
): Incompletion {
  const last = times.length - 1;
  const rest = new Float64Array(times.length);
  for (let j = last - 1; j >= 0; j--) {
    rest[j] = rest[j + 1] + ((times[j + 1] - times[j]) * (survival[j] + survival[j + 1])) / 2;
  }
  const restAt = (t: Seconds) => {
    if (t <= times[0]) return rest[0] + times[0] - t;
    if (t >= times[last]) return 0;
    const j = cellOf(times, t);
    const width = times[j + 1] - times[j];
    const left = times[j + 1] - t;
    const here = survival[j + 1] + ((survival[j] - survival[j + 1]) * left) / width;
    return rest[j + 1] + (left * (here + survival[j + 1])) / 2;
  };
  return (t) => {
    if (t - low <= times[0]) return 1;
    return Math.min(1, (restAt(t - high) - restAt(t - low)) / (high - low));
  };
}

/** A duration with a smooth density: the advance is put together to few atoms, narrow beside that density. */
function smoothAfter(times: Float64Array, survival: Float64Array, duration: Distribution): Incompletion {
  const { places, weights } = atomsOf(times, survival, Math.sqrt(lawVariance(duration)) / 3);
  return (t) => {
    let sum = 0;
    for (let i = 0; i < places.length; i++) sum += weights[i] * lawSurvival(duration, t - places[i]);
    return sum;
  };
}

/** Two atoms for each stretch of the mesh at most `width` long, with the stretch's mean and variance. */
function atomsOf(times: Float64Array, survival: Float64Array, width: Seconds) {
  const places: number[] = [];
  const weights: number[] = [];
  let mass = 0;
  let first = 0;
  let second = 0;
  let start = times[0];
  const close = () => {
    if (mass > 0) {
      const mean = first / mass;
      const deviation = Math.sqrt(Math.max(0, second / mass - mean ** 2));
      places.push(start + mean - deviation, start + mean + deviation);
      weights.push(mass / 2, mass / 2);
    }
    mass = 0;
    first = 0;
    second = 0;
  };
  for (let j = 0; j < times.length - 1; j++) {
    if (times[j + 1] - start > width) {
      close();
      start = times[j];
    }
    const share = survival[j] - survival[j + 1];
    const middle = (times[j] + times[j + 1]) / 2 - start;
    const step = times[j + 1] - times[j];
    mass += share;
    first += share * middle;
    second += share * (middle ** 2 + step ** 2 / 12);
  }
  close();
  return { places, weights };
}

/** The cell of a mesh that holds `t`; the first or the last one where it lies outside. */
function cellOf(times: Float64Array, t: Seconds): number {
  let low = 0;
  let high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle;
    else high = middle;
  }
  return low;
}

/** `E[T | T ≤ t]` of an advance, taken as spread evenly between points; `t` where none is as early. */
export function meanUntil(times: Float64Array, survival: Float64Array): (t: Seconds) => Seconds {
  const last = times.length - 1;
  const first = new Float64Array(times.length);
  for (let j = 0; j < last; j++) {
    first[j + 1] = first[j] + ((survival[j] - survival[j + 1]) * (times[j] + times[j + 1])) / 2;
  }
  return (t) => {
    const until = Math.min(t, times[last]);
    const cell = cellOf(times, until);
    const share = (until - times[cell]) / (times[cell + 1] - times[cell]);
    const inside = share * (survival[cell] - survival[cell + 1]);
    const mass = survival[0] - survival[cell] + inside;
    return mass > 0 ? (first[cell] + (inside * (times[cell] + until)) / 2) / mass : t;
  };
}

/** Stretches that an advance is put together to, at most, where it is looked at together with a duration. */
const stretches = 200;

/** `E[T | T + d ≤ t]` for a duration that varies. */
export function meanWhenComplete(
  times: Float64Array,
  survival: Float64Array,
  duration: Distribution,
): (t: Seconds) => Seconds {
  if (duration.kind === "uniform") return meanWhenEvenlyLater(times, survival, duration.low, duration.high);
  const narrow = (times[times.length - 1] - times[0]) / stretches;
  // A density without jumps is even over much longer stretches.
  const smooth = duration.kind === "normal" || duration.kind === "lognormal";
  const width = smooth ? Math.max(narrow, Math.sqrt(lawVariance(duration)) / 3) : narrow;
  const { places, weights } = atomsOf(times, survival, width);
  const meanWith = (done: (place: Seconds) => number) => {
    let mass = 0;
    let first = 0;
    for (let at = 0; at < places.length; at++) {
      const weight = weights[at] * done(places[at]);
      mass += weight;
      first += weight * places[at];
    }
    return mass > 0 ? first / mass : places[0];
  };
  const whenAllAreDone = meanWith(() => 1);
  return (t) => {
    // With storage most points lie where every duration has passed.
    if (lawCdf(duration, t - places[places.length - 1]) === 1) return whenAllAreDone;
    return meanWith((place) => lawCdf(duration, t - place));
  };
}

/** The same for a duration between two bounds: from the integrals of the chance of `T ≤ t`, and of the mean there. */
function meanWhenEvenlyLater(
  times: Float64Array,
  survival: Float64Array,
  low: Seconds,
  high: Seconds,
): (t: Seconds) => Seconds {
  const last = times.length - 1;
  const mass = survival.map((left) => survival[0] - left);
  const first = new Float64Array(times.length);
  for (let j = 0; j < last; j++) {
    first[j + 1] = first[j] + ((mass[j + 1] - mass[j]) * (times[j] + times[j + 1])) / 2;
  }
  const [masses, firsts] = [integralOf(times, mass), integralOf(times, first)];
  return (t) => {
    if (t - high >= times[last]) return first[last] / mass[last];
    const weight = masses(t - low) - masses(t - high);
    return weight > 0 ? (firsts(t - low) - firsts(t - high)) / weight : times[0];
  };
}

/** `∫ f` up to a time, from values on a mesh: 0 before it, the last one after it. */
function integralOf(times: Float64Array, values: Float64Array): (t: Seconds) => number {
  const last = times.length - 1;
  const sums = new Float64Array(times.length);
  for (let j = 0; j < last; j++) {
    sums[j + 1] = sums[j] + ((times[j + 1] - times[j]) * (values[j] + values[j + 1])) / 2;
  }
  return (t) => {
    if (t <= times[0]) return 0;
    if (t >= times[last]) return sums[last] + (t - times[last]) * values[last];
    const cell = cellOf(times, t);
    const since = t - times[cell];
    const slope = (values[cell + 1] - values[cell]) / (times[cell + 1] - times[cell]);
    return sums[cell] + since * (values[cell] + (slope * since) / 2);
  };
}
