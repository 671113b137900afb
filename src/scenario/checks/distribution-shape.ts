import type { Distribution } from "../model/distribution.js";
import { describeValue } from "./describe-value.js";
import { Misfit, under } from "./misfit.js";
import { type QuantityInput, quantity } from "./quantity-shape.js";
import { object, required, type Shape } from "./shape.js";
import { either, mapped, oneOf } from "./variant-shape.js";

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

const anyTime = quantity("time", "any");
const time = quantity("time", "at least 0");
const positiveTime = quantity("time", "above 0");

const meanText = "mean";
const sdText = "standard deviation";
const normalParameters = object({ mean: required(anyTime, meanText), sd: required(time, sdText) });
const lognormalParameters = object({ mean: required(positiveTime, meanText), sd: required(time, sdText) });

/**
 * A distribution. Where negative times make no sense (delays, durations) a normal one is refused.
 *
 * A law without spread comes out as the constant that it is, so that later code meets no empty interval and
 * no standard deviation of 0.
 */
export function distribution(sign: "any" | "at least 0"): Shape<DistributionInput, Distribution> {
  const constant = quantity("time", sign);
  const laws = {
    exponential: required(time, "exponential law with this mean"),
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
    read(input) {
      if (typeof input === "string" || typeof input === "number") return constant.read(input);
      throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
    },
    get jsonSchema() {
      return constant.jsonSchema;
    },
  };
  return mapped(either(value, law), (read): Distribution => {
    if ("value" in read) return { kind: "constant", value: read.value };
    switch (read.kind) {
      case "exponential": {
        const mean = read.of.value;
        return mean > 0 ? { kind: "exponential", mean } : { kind: "constant", value: 0 };
      }
      case "uniform": {
        const [low, high] = read.of;
        return high > low ? { kind: "uniform", low, high } : { kind: "constant", value: low };
      }
      default: {
        const [mean, sd] = [read.of.mean.value, read.of.sd.value];
        return sd > 0 ? { kind: read.kind, mean, sd } : { kind: "constant", value: mean };
      }
    }
  });
}

/** `[A, B]` with `A <= B`. */
function rangeOf(
  end: ReturnType<typeof quantity>,
): Shape<readonly [QuantityInput, QuantityInput], readonly [number, number]> {
  return {
    entries: { of: "position", shape: end },
    read(input) {
      if (!Array.isArray(input) || input.length !== 2) {
        const found = Array.isArray(input) ? `a list of ${input.length}` : describeValue(input);
        throw new Misfit(`must be a list of two times such as [1 s, 2 s], got ${found}`);
      }
      const [low, high] = [0, 1].map((position) =>
        under(String(position), () => end.read(input[position]).value),
      );
      if (low! > high!) {
        throw new Misfit(`must be a list of two times in ascending order, got ${low} s, then ${high} s`);
      }
      return [low!, high!];
    },
    get jsonSchema() {
      return { type: "array", minItems: 2, maxItems: 2, items: end.jsonSchema };
    },
  };
}
