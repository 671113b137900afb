import type { Distribution } from "../../scenario/model/distribution.js";
import type { Seconds } from "../../scenario/model/units.js";
import { normalCdf, normalDensity } from "./error-function.js";

/** `E[X]`. */
export function lawMean(law: Distribution): Seconds {
  switch (law.kind) {
    case "constant":
      return law.value;
    case "uniform":
      return law.low + (law.high - law.low) / 2;
    default:
      return law.mean;
  }
}

/** `Var(X)`, in s². */
export function lawVariance(law: Distribution): number {
  switch (law.kind) {
    case "constant":
      return 0;
    case "exponential":
      return law.mean ** 2;
    case "uniform":
      return (law.high - law.low) ** 2 / 12;
    default:
      return law.sd ** 2;
  }
}

/** The value that `law` always takes, or `undefined` when it really varies: a law of zero width is an atom. */
export function lawAtom(law: Distribution): Seconds | undefined {
  return lawVariance(law) === 0 ? lawMean(law) : undefined;
}

type Varying = Exclude<Distribution, { kind: "constant" }>;

/** Whether a law is more than an atom. */
function varies(law: Distribution): law is Varying {
  return lawVariance(law) > 0;
}

/** `P(X ≤ t)`. */
export function lawCdf(law: Distribution, t: Seconds): number {
  if (!varies(law)) return t >= lawMean(law) ? 1 : 0;
  switch (law.kind) {
    case "exponential":
      return t > 0 ? -Math.expm1(-t / law.mean) : 0;
    case "uniform":
      return Math.min(1, Math.max(0, (t - law.low) / (law.high - law.low)));
    case "normal":
      return normalCdf((t - law.mean) / law.sd);
    case "lognormal":
      return t > 0 ? normalCdf(standardLog(law, t)) : 0;
  }
}

/** `P(X > t)`, with full relative precision in the upper tail. */
export function lawSurvival(law: Distribution, t: Seconds): number {
  if (!varies(law)) return t >= lawMean(law) ? 0 : 1;
  switch (law.kind) {
    case "exponential":
      return t > 0 ? Math.exp(-t / law.mean) : 1;
    case "uniform":
      return Math.min(1, Math.max(0, (law.high - t) / (law.high - law.low)));
    case "normal":
      return normalCdf((law.mean - t) / law.sd);
    case "lognormal":
      return t > 0 ? normalCdf(-standardLog(law, t)) : 1;
  }
}

/**
 * Mean of what `t` exceeds a random time by: the CDF, integrated.
 *
 *     E[(t − X)⁺] = ∫_{−∞}^t P(X ≤ s) ds
 */
export function lawShortfall(law: Distribution, t: Seconds): Seconds {
  if (!varies(law)) return Math.max(0, t - lawMean(law));
  switch (law.kind) {
    case "exponential":
      return t > 0 ? t + law.mean * Math.expm1(-t / law.mean) : 0;
    case "uniform":
      if (t >= law.high) return t - lawMean(law);
      return t > law.low ? (t - law.low) ** 2 / (2 * (law.high - law.low)) : 0;
    case "normal": {
      const z = (t - law.mean) / law.sd;
      return (t - law.mean) * normalCdf(z) + law.sd * normalDensity(z);
    }
    case "lognormal": {
      if (t <= 0) return 0;
      const z = standardLog(law, t);
      return t * normalCdf(z) - law.mean * normalCdf(z - logDeviation(law));
    }
  }
}

/** `E[min(X, t)]`. */
export function lawLimitedMean(law: Distribution, t: Seconds): Seconds {
  return t - lawShortfall(law, t);
}

/**
 * Half the mean square of what a random time exceeds `t >= 0` by: its survival function, integrated twice.
 *
 *     ½ E[((X − t)⁺)²] = ∫_t^∞ E[(X − s)⁺] ds
 *
 * - Assumes: a law that is not negative
 */
export function lawSurplusSquare(law: Distribution, t: Seconds): number {
  const atom = lawAtom(law);
  if (atom !== undefined) return Math.max(0, atom - t) ** 2 / 2;
  switch (law.kind) {
    case "exponential":
      return law.mean ** 2 * Math.exp(-t / law.mean);
    case "uniform":
      if (t <= law.low) return (lawVariance(law) + (lawMean(law) - t) ** 2) / 2;
      return Math.max(0, law.high - t) ** 3 / (6 * (law.high - law.low));
    case "lognormal": {
      const { mean, sd } = law;
      if (t <= 0) return (mean ** 2 + sd ** 2) / 2 - t * mean + t ** 2 / 2;
      const z = standardLog(law, t);
      const deviation = logDeviation(law);
      const square = (mean ** 2 + sd ** 2) * normalCdf(2 * deviation - z);
      return Math.max(0, square / 2 - t * mean * normalCdf(deviation - z) + (t ** 2 / 2) * normalCdf(-z));
    }
    default:
      throw new RangeError(`a time that is not negative is wanted, not a law that is ${law.kind}`);
  }
}

/** Ends between which all but a share of about 1e-17 of the law lies. */
export function lawSupport(law: Distribution): readonly [low: Seconds, high: Seconds] {
  if (!varies(law)) return [lawMean(law), lawMean(law)];
  switch (law.kind) {
    case "exponential":
      return [0, 40 * law.mean];
    case "uniform":
      return [law.low, law.high];
    case "normal":
      return [law.mean - normalReach * law.sd, law.mean + normalReach * law.sd];
    case "lognormal":
      return [lognormalAt(law, -normalReach), lognormalAt(law, normalReach + logDeviation(law))];
  }
}

/** A law as a function of a variable whose density is plain: `X = valueAt(z)`, between two ends. */
export interface LawInPlainTerms {
  readonly low: number;
  readonly high: number;
  /** The density and the value bend so little that polynomials of degree 13 tell them on stretches of this length. */
  readonly stretch: number;
  valueAt(z: number): Seconds;
  /** The variable at which the law has a value that is not negative; possibly beyond the ends. */
  placeOf(value: Seconds): number;
  density(z: number): number;
}

/**
 * A law that varies and is never negative, by the variable in which it is plain.
 *
 *     exponential X = E[X] z, uniform X = low + (high − low) z, lognormal X = exp(μ + σ z)
 */
export function lawInPlainTerms(law: Distribution): LawInPlainTerms {
  switch (law.kind) {
    case "exponential":
      return {
        low: 0,
        high: 40,
        stretch: 2,
        valueAt: (z) => law.mean * z,
        placeOf: (value) => value / law.mean,
        density: (z) => Math.exp(-z),
      };
    case "uniform":
      return {
        low: 0,
        high: 1,
        stretch: 1,
        valueAt: (z) => law.low + (law.high - law.low) * z,
        placeOf: (value) => (value - law.low) / (law.high - law.low),
        density: () => 1,
      };
    case "lognormal": {
      const deviation = logDeviation(law);
      const median = lognormalAt(law, 0);
      return {
        low: -normalReach,
        high: normalReach + deviation,
        stretch: 1 / Math.max(1, deviation),
        valueAt: (z) => median * Math.exp(deviation * z),
        placeOf: (value) => Math.log(value / median) / deviation,
        density: normalDensity,
      };
    }
    default:
      throw new RangeError(`a time that varies and is not negative is wanted, not a law that is ${law.kind}`);
  }
}

/** Beyond this many standard deviations a normal law has a share below 1e-17. */
const normalReach = 8.6;

type Lognormal = Extract<Distribution, { kind: "lognormal" }>;

function logDeviation(law: Lognormal): number {
  return Math.sqrt(Math.log1p((law.sd / law.mean) ** 2));
}

function lognormalAt(law: Lognormal, z: number): Seconds {
  const deviation = logDeviation(law);
  return law.mean * Math.exp(deviation * (z - deviation / 2));
}

function standardLog(law: Lognormal, t: Seconds): number {
  const deviation = logDeviation(law);
  return Math.log(t / law.mean) / deviation + deviation / 2;
}
