import type { Distribution } from "../scenario/model/distribution.js";
import type { Seconds } from "../scenario/model/units.js";
import { atomsOf, cellOf } from "./completion.js";
import { lawCdf, lawVariance } from "./numerics/distribution-laws.js";
import { leastCount } from "./numerics/poisson-law.js";

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
    const cell = leastCount(0, last, (at) => times[at] > t) - 1;
    const since = t - times[cell];
    const slope = (values[cell + 1] - values[cell]) / (times[cell + 1] - times[cell]);
    return sums[cell] + since * (values[cell] + (slope * since) / 2);
  };
}
