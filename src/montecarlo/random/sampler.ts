import type { Distribution } from "../../scenario/model/distribution.js";
import { drawExponential, fillExponential, largestExponential } from "./exponential-sampler.js";
import { fillUniform, type RandomStream } from "./random-stream.js";

/** Draws one value, in seconds. */
export type Sampler = () => number;

/** Draws as many values as fit, in seconds. */
export type BlockSampler = (values: Float64Array) => void;

/** A law as `location + scale · Z` of a standard variable `Z`, or the exponential of that. */
interface Shape {
  readonly standard: keyof typeof standards;
  readonly location: number;
  readonly scale: number;
  readonly exponentiated?: true;
}

/** Each standard variable: drawn one by one, or many at once, and how far from 0 it can be. */
const standards = {
  /** Draws nothing from the stream. */
  none: { each: () => () => 0, fill: (values: Float64Array) => values.fill(0), range: [0, 0] },
  uniform: {
    each: (stream: RandomStream) => () => stream.double(),
    fill: fillUniform,
    range: [0, 1],
  },
  exponential: {
    each: (stream: RandomStream) => () => drawExponential(stream),
    fill: fillExponential,
    range: [0, largestExponential],
  },
  /** Within 8.6 standard deviations, since the radius of a pair is at most `sqrt(2 · 53 ln 2)`. */
  normal: { each: standardNormal, fill: fillStandardNormal, range: [-8.6, 8.6] },
} as const;

function shapeOf(distribution: Distribution): Shape {
  switch (distribution.kind) {
    case "constant":
      return { standard: "none", location: distribution.value, scale: 0 };
    case "exponential":
      return { standard: "exponential", location: 0, scale: distribution.mean };
    case "uniform":
      return {
        standard: "uniform",
        location: distribution.low,
        scale: distribution.high - distribution.low,
      };
    case "normal":
      return { standard: "normal", location: distribution.mean, scale: distribution.sd };
    case "lognormal": {
      const { mean, sd } = distribution;
      const variance = Math.log1p((sd / mean) ** 2);
      return {
        standard: "normal",
        location: Math.log(mean) - variance / 2,
        scale: Math.sqrt(variance),
        exponentiated: true,
      };
    }
  }
}

/** A sampler of a distribution over a stream. A constant draws nothing from the stream. */
export function sampler(distribution: Distribution, stream: RandomStream): Sampler {
  const { standard, location, scale, exponentiated } = shapeOf(distribution);
  const draw = standards[standard].each(stream);
  return exponentiated ? () => Math.exp(location + scale * draw()) : () => location + scale * draw();
}

/** A sampler of a distribution over a stream, for many values at once. A constant draws nothing from the stream. */
export function blockSampler(distribution: Distribution, stream: RandomStream): BlockSampler {
  const { standard, location, scale, exponentiated } = shapeOf(distribution);
  const { fill } = standards[standard];
  return (values) => {
    fill(values, stream);
    for (let place = 0; place < values.length; place++) values[place] = location + scale * values[place];
    if (!exponentiated) return;
    for (let place = 0; place < values.length; place++) values[place] = Math.exp(values[place]);
  };
}

/** Bounds of the values that `sampler` can return: timers are laid out ahead by as much. */
export function samplerRange(distribution: Distribution): { low: number; high: number } {
  const { standard, location, scale, exponentiated } = shapeOf(distribution);
  const [low, high] = standards[standard].range.map((end) => location + scale * end);
  return exponentiated ? { low: 0, high: Math.exp(high) } : { low, high };
}

/** Box and Muller's pairs: every value uses the same number of draws, so streams stay in step. */
function standardNormal(stream: RandomStream): Sampler {
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
