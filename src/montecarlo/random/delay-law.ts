import jstat from "jstat";
import type { Distribution } from "../../scenario/model/distribution.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { RandomStream } from "./random-stream.js";
import { type Sampler, sampler } from "./sampler.js";

/** What a span needs to know of a delay `D`, which is never negative. */
export interface DelayLaw {
  /** `E[min(D, w)]`. */
  cutMean(w: Seconds): Seconds;
  /** `E[min(D, w)²]`. */
  cutSquare(w: Seconds): number;
  /** Draws from the size-biased law, of density proportional to `x f(x)`. */
  readonly drawSizeBiased: Sampler;
}

/** A time that no delay is longer than, but for a share that a double does not show. */
export function longestDelay(delay: DelayLaw): Seconds {
  const mean = delay.cutMean(Number.MAX_VALUE);
  let longest = mean;
  while (delay.cutMean(longest) < mean) longest *= 2;
  return longest;
}

export function delayLaw(delay: Distribution, stream: RandomStream): DelayLaw {
  switch (delay.kind) {
    case "constant": {
      const { value } = delay;
      return {
        cutMean: (w) => Math.min(value, w),
        cutSquare: (w) => Math.min(value, w) ** 2,
        drawSizeBiased: () => value,
      };
    }
    case "exponential": {
      const { mean } = delay;
      return {
        cutMean: (w) => -mean * Math.expm1(-w / mean),
        cutSquare: (w) => 2 * mean * (-mean * Math.expm1(-w / mean) - w * Math.exp(-w / mean)),
        drawSizeBiased: () => -mean * Math.log(stream.double() * stream.double()),
      };
    }
    case "uniform": {
      const { low, high } = delay;
      if (low === high) return delayLaw({ kind: "constant", value: low }, stream);
      return {
        cutMean: (w) => cutUniform(low, high, w, 1),
        cutSquare: (w) => cutUniform(low, high, w, 2),
        drawSizeBiased: () => Math.sqrt(low * low + stream.double() * (high * high - low * low)),
      };
    }
    case "lognormal": {
      const { mean, sd } = delay;
      const variance = Math.log1p((sd / mean) ** 2);
      const scale = Math.sqrt(variance);
      const location = Math.log(mean) - variance / 2;
      // Size bias moves the location by the variance: the mean grows by the factor exp(variance).
      const biased = mean * Math.exp(variance);
      const moment = (order: number, w: Seconds) => {
        const z = (Math.log(w) - location) / scale;
        const whole = Math.exp(order * location + (order * order * variance) / 2);
        // Of what is beyond, a double shows nothing; and most questions are of that kind.
        if (z - order * scale > 9) return whole;
        return whole * normalCdf(z - order * scale) + cut(w, order, normalCdf(-z));
      };
      return {
        cutMean: (w) => (w > 0 ? moment(1, w) : 0),
        cutSquare: (w) => (w > 0 ? moment(2, w) : 0),
        drawSizeBiased: sampler({ kind: "lognormal", mean: biased, sd: biased * (sd / mean) }, stream),
      };
    }
    case "normal":
      throw new RangeError("a normal delay may be negative");
  }
}

function cutUniform(low: number, high: number, w: number, order: 1 | 2): number {
  if (w <= low) return w ** order;
  const end = Math.min(w, high);
  const inside = (end ** (order + 1) - low ** (order + 1)) / ((order + 1) * (high - low));
  return inside + cut(w, order, (high - end) / (high - low));
}

/** What delays beyond `w` count for, cut to it; nothing where there are none, however large `w`. */
function cut(w: Seconds, order: number, beyond: number): number {
  return beyond > 0 ? w ** order * beyond : 0;
}

function normalCdf(z: number): number {
  return jstat.normal.cdf(z, 0, 1);
}
