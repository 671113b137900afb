import type { Distribution } from "../model/distribution.js";
import type { FailureLawInput } from "../model/scenario.js";
import type { FailureLaw, TrafficPattern } from "../model/system.js";
import { amount, type QuantityInput } from "../quantities/quantity.js";
import { describeValue } from "./describe-value.js";
import { Misfit, under } from "./misfit.js";
import { object, required, type Shape } from "./shape.js";
import { either, mapped, oneOf, word } from "./variant-shape.js";

/** Mean and standard deviation of a law. */
export interface MeanAndSpreadInput {
  /** Mean of the time itself, for a lognormal law too. */
  readonly mean: QuantityInput;
  /** Standard deviation of the time itself, for a lognormal law too. */
  readonly sd: QuantityInput;
}

/** How a law of a random time may be written; a bare quantity is a constant. */
export type DistributionInput =
  | QuantityInput
  | {
      /** Exponential law with this mean. */
      readonly exponential: QuantityInput;
    }
  | {
      /** Uniform law between these two times. */
      readonly uniform: readonly [QuantityInput, QuantityInput];
    }
  | {
      /** Normal law, for clock errors only: delays and durations must not be negative. */
      readonly normal: MeanAndSpreadInput;
    }
  | {
      /** Lognormal law, by mean and standard deviation of the time itself. */
      readonly lognormal: MeanAndSpreadInput;
    };

const anyTime = amount("time", "any");
const time = amount("time", "at least 0");
const positiveTime = amount("time", "above 0");

const normalParameters = object({
  mean: required(anyTime, "mean"),
  sd: required(time, "standard deviation"),
});
const lognormalParameters = object({
  mean: required(positiveTime, "mean"),
  sd: required(time, "standard deviation"),
});

/**
 * A distribution. Where negative times make no sense (delays, durations) a normal one is refused.
 *
 * A law without spread comes out as the constant that it is, so that later code meets no empty interval and
 * no standard deviation of 0.
 */
export function distribution(sign: "any" | "at least 0"): Shape<DistributionInput, Distribution> {
  const constant = amount("time", sign);
  const laws = {
    exponential: required(
      mapped(time, (mean) => ({ mean })),
      "exponential law with this mean",
    ),
    uniform: required(rangeOf(constant), "uniform law between these two times"),
    normal: required(normalParameters, "normal law"),
    lognormal: required(
      lognormalParameters,
      "lognormal law, by the mean and standard deviation of the time itself",
    ),
  };
  const { normal: _, ...positive } = laws;
  const wanted = `${sign === "any" ? "a time" : "a time of at least 0"} such as 60 s, or a distribution such as { exponential: 60 s }`;
  const law =
    sign === "any"
      ? oneOf(laws, "distribution", wanted)
      : oneOf(positive as typeof laws, "distribution", wanted, {
          normal: "could be negative; use lognormal or uniform here",
        });
  const value: typeof constant = {
    ...constant,
    read(input) {
      if (typeof input === "string" || typeof input === "number") return constant.read(input);
      throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
    },
  };
  return mapped(either(value, law), (read): Distribution => {
    if (typeof read === "number") return { kind: "constant", value: read };
    if (read.kind === "uniform") return read.high > read.low ? read : { kind: "constant", value: read.low };
    const spread = read.kind === "exponential" ? read.mean : read.sd;
    return spread > 0 ? read : { kind: "constant", value: read.mean };
  });
}

/** `[A, B]` with `A <= B`. */
function rangeOf(
  end: ReturnType<typeof amount>,
): Shape<readonly [QuantityInput, QuantityInput], { readonly low: number; readonly high: number }> {
  return {
    entries: { of: "position", shape: end },
    read(input) {
      if (!Array.isArray(input) || input.length !== 2) {
        const found = Array.isArray(input) ? `a list of ${input.length}` : describeValue(input);
        throw new Misfit(`must be a list of two times such as [1 s, 2 s], got ${found}`);
      }
      const [low, high] = [0, 1].map((position) => under(String(position), () => end.read(input[position])));
      if (low <= high) return { low, high };
      throw new Misfit(`must be a list of two times in ascending order, got ${low} s, then ${high} s`);
    },
    jsonSchema: { type: "array", minItems: 2, maxItems: 2, items: end.jsonSchema },
  };
}

/** How the pattern of the traffic may be written. */
export type TrafficPatternInput =
  | "poisson"
  | {
      /** Each VM sends and falls silent in turns, for exponential times. */
      readonly onOff: {
        /** Mean time for which a VM sends. */
        readonly on: QuantityInput;
        /** Mean time for which it is silent. */
        readonly off: QuantityInput;
      };
    }
  | {
      /** All rates swing together. */
      readonly diurnal: {
        /** Of the swing. */
        readonly period: QuantityInput;
        /** How far to either side of the mean, as a share of it. */
        readonly amplitude: QuantityInput;
      };
    }
  | {
      /** A message answers one that came. */
      readonly requestReply: {
        /** Time from a request to its reply. */
        readonly service: DistributionInput;
      };
    };

const amplitude = mapped(amount("number", "at least 0"), (share) => {
  if (share <= 1) return share;
  throw new Misfit(`must be at most 1, or rates would be negative, got ${share}`);
});

const patterns = {
  onOff: required(
    object({
      on: required(positiveTime, "mean time for which a VM sends"),
      off: required(time, "mean time for which it is silent"),
    }),
    "each VM sends and falls silent in turns, for exponential times",
  ),
  diurnal: required(
    object({
      period: required(positiveTime, "of the swing"),
      amplitude: required(amplitude, "share of the mean rate, at most 1"),
    }),
    "all rates swing together, from an instant that is drawn",
  ),
  requestReply: required(
    object({ service: required(distribution("at least 0"), "from a request to its reply") }),
    "messages between two classes answer each other, as far as there are as many each way",
  ),
};
const somePattern = "poisson, or a pattern such as { onOff: { on: 1 s, off: 9 s } }";

/** The pattern of the traffic; absent for Poisson traffic, and what comes to it. */
export const trafficPattern: Shape<TrafficPatternInput, TrafficPattern | undefined> = mapped(
  either(word("poisson", somePattern), oneOf(patterns, "pattern", somePattern)),
  (read) => {
    if (read === "poisson") return undefined;
    const steady =
      (read.kind === "onOff" && read.off === 0) || (read.kind === "diurnal" && read.amplitude === 0);
    return steady ? undefined : read;
  },
);

/** A parameter; beyond these bounds times between failures become such that no computer can add them up. */
function parameter(least: number, most: number): Shape<number | string, number> {
  return mapped(amount("number", "above 0"), (value) => {
    if (value >= least && value <= most) return value;
    throw new Misfit(`must be a number from ${least} to ${most}, got ${value}`);
  });
}

const laws = {
  weibull: required(
    object({ shape: required(parameter(0.2, 20), "below 1: the longer it lasts the longer it will") }),
    "Weibull law",
  ),
  lognormal: required(
    object({ sigma: required(parameter(0.01, 4), "standard deviation of the logarithm") }),
    "lognormal law",
  ),
};
const someLaw = "exponential, { weibull: { shape: 0.7 } } or { lognormal: { sigma: 1 } }";

/** The law of the times between two failures of one VM or host; their mean is the failure rate's. */
export const failureLaw: Shape<FailureLawInput, FailureLaw> = mapped(
  either(word("exponential", someLaw), oneOf(laws, "law of failures", someLaw)),
  (read): FailureLaw => (read === "exponential" ? { kind: read } : read),
);
