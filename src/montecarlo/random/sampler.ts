import type { Distribution } from "../../scenario/model/distribution.js";
import { drawExponential, fillExponential, largestExponential } from "./exponential-sampler.js";
import { fillUniform, type RandomStream } from "./random-stream.js";

/** Draws one value, in seconds. */
export type Sampler = () => number;

/** A sampler of a distribution over a stream. A constant draws nothing from the stream. */
export function sampler(distribution: Distribution, stream: RandomStream): Sampler {
  switch (distribution.kind) {
    case "constant": {
      const { value } = distribution;
      return () => value;
    }
    case "exponential": {
      const { mean } = distribution;
      return () => mean * drawExponential(stream);
    }
    case "uniform": {
      const { low, high } = distribution;
      return () => low + (high - low) * stream.double();
    }
    case "normal": {
      const { mean, sd } = distribution;
      const standard = standardNormal(stream);
      return () => mean + sd * standard();
    }
    case "lognormal": {
      const { location, scale } = ofLogarithm(distribution);
      const standard = standardNormal(stream);
      return () => Math.exp(location + scale * standard());
    }
  }
}

export type BlockSampler = (values: Float64Array) => void;

/** A sampler of a distribution over a stream, for many values at once. A constant draws nothing from the stream. */
export function blockSampler(distribution: Distribution, stream: RandomStream): BlockSampler {
  switch (distribution.kind) {
    case "constant": {
      const { value } = distribution;
      return (values) => values.fill(value);
    }
    case "exponential": {
      const { mean } = distribution;
      return (values) => {
        fillExponential(values, stream);
        for (let place = 0; place < values.length; place++) values[place] *= mean;
      };
    }
    case "uniform": {
      const { low, high } = distribution;
      return (values) => {
        fillUniform(values, stream);
        for (let place = 0; place < values.length; place++)
          values[place] = low + (high - low) * values[place];
      };
    }
    case "normal": {
      const { mean, sd } = distribution;
      return (values) => {
        fillStandardNormal(values, stream);
        for (let place = 0; place < values.length; place++) values[place] = mean + sd * values[place];
      };
    }
    case "lognormal": {
      const { location, scale } = ofLogarithm(distribution);
      return (values) => {
        fillStandardNormal(values, stream);
        for (let place = 0; place < values.length; place++)
          values[place] = Math.exp(location + scale * values[place]);
      };
    }
  }
}

/** Mean and standard deviation of the logarithm of a lognormal value. */
function ofLogarithm({ mean, sd }: { readonly mean: number; readonly sd: number }) {
  const variance = Math.log1p((sd / mean) ** 2);
  return { location: Math.log(mean) - variance / 2, scale: Math.sqrt(variance) };
}

/**
 * The smallest and largest values that `sampler` can return: timers are laid out ahead by as much.
 * A normal one is within 8.6 standard deviations, since the radius below is at most `sqrt(2 · 53 ln 2)`.
 */
export function samplerRange(distribution: Distribution): { low: number; high: number } {
  switch (distribution.kind) {
    case "constant":
      return { low: distribution.value, high: distribution.value };
    case "exponential":
      return { low: 0, high: distribution.mean * largestExponential };
    case "uniform":
      return { low: distribution.low, high: distribution.high };
    case "normal":
      return {
        low: distribution.mean - 8.6 * distribution.sd,
        high: distribution.mean + 8.6 * distribution.sd,
      };
    case "lognormal": {
      const { location, scale } = ofLogarithm(distribution);
      return { low: 0, high: Math.exp(location + 8.6 * scale) };
    }
  }
}

/** Box and Muller's pairs: every value uses the same number of draws, so streams stay in step. */
function standardNormal(stream: RandomStream): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(stream.double()));
    const angle = 2 * Math.PI * stream.double();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Pairs as above, many at once. */
function fillStandardNormal(values: Float64Array, stream: RandomStream): void {
  fillUniform(values, stream);
  const paired = values.length - (values.length % 2);
  for (let place = 0; place < paired; place += 2) {
    // 1 less a number in [0, 1), so that it has a logarithm.
    const radius = Math.sqrt(-2 * Math.log(1 - values[place]));
    const angle = 2 * Math.PI * values[place + 1];
    values[place] = radius * Math.cos(angle);
    values[place + 1] = radius * Math.sin(angle);
  }
  if (paired < values.length) values[paired] = standardNormal(stream)();
}

export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case "constant":
      return distribution.value;
    case "uniform":
      return (distribution.low + distribution.high) / 2;
    default:
      return distribution.mean;
  }
}
