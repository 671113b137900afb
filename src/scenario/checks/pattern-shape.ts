import type { TrafficPattern } from "../model/traffic-pattern.js";
import { describeValue } from "./describe-value.js";
import { type DistributionInput, distribution } from "./distribution-shape.js";
import { Misfit, under } from "./misfit.js";
import { ownValue, plainKeys } from "./plain-object.js";
import { type QuantityInput, quantity } from "./quantity-shape.js";
import { object, required, type Shape, unknownKey } from "./shape.js";

/** How the pattern of the traffic may be written. */
export type TrafficPatternInput =
  | "poisson"
  | {
      /** Each VM sends and falls silent in turns, for exponential times of these means. */
      readonly onOff: { readonly on: QuantityInput; readonly off: QuantityInput };
    }
  | {
      /** All rates swing together by this share of their mean to either side. */
      readonly diurnal: { readonly period: QuantityInput; readonly amplitude: QuantityInput };
    }
  | {
      /** A message answers one that came, after this time. */
      readonly requestReply: { readonly service: DistributionInput };
    };

const positiveTime = quantity("time", "above 0");

const patterns = {
  onOff: required(
    object({
      on: required(positiveTime, "mean time for which a VM sends"),
      off: required(quantity("time", "at least 0"), "mean time for which it is silent"),
    }),
    "each VM sends and falls silent in turns, for exponential times",
  ),
  diurnal: required(
    object({
      period: required(positiveTime, "of the swing"),
      amplitude: required(quantity("number", "at least 0"), "share of the mean rate, at most 1"),
    }),
    "all rates swing together, from an instant that is drawn",
  ),
  requestReply: required(
    object({ service: required(distribution("at least 0"), "from a request to its reply") }),
    "messages between two classes answer each other, as far as there are as many each way",
  ),
};
const known = Object.keys(patterns);
const wanted = "poisson, or a pattern such as { onOff: { on: 1 s, off: 9 s } }";

/** The pattern of the traffic; absent for Poisson traffic. */
export const trafficPattern: Shape<TrafficPatternInput, TrafficPattern | undefined> = {
  fields: patterns,
  // One pattern takes the place of another.
  beside: () => ({}),
  read(input) {
    if (input === "poisson") return undefined;
    if (typeof input === "string") throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
    const keys = plainKeys(input, wanted);
    for (const key of keys) if (!known.includes(key)) throw unknownKey(key, known, "a known pattern");
    if (keys.length !== 1) {
      throw new Misfit(`must name one pattern, got ${keys.length === 0 ? "none" : keys.join(" and ")}`);
    }
    const [key] = keys;
    return under(key, () => readPattern(key, ownValue(input, key)));
  },
  get jsonSchema() {
    return {
      anyOf: [
        { const: "poisson" },
        ...Object.entries(patterns).map(([key, { description, shape }]) => ({
          type: "object",
          additionalProperties: false,
          required: [key],
          properties: { [key]: { description, ...shape.jsonSchema } },
        })),
      ],
    };
  },
};

function readPattern(key: string, parameters: unknown): TrafficPattern | undefined {
  switch (key) {
    case "onOff": {
      const { on, off } = patterns.onOff.shape.read(parameters);
      return off.value === 0 ? undefined : { kind: "onOff", on: on.value, off: off.value };
    }
    case "diurnal": {
      const { period, amplitude } = patterns.diurnal.shape.read(parameters);
      if (amplitude.value > 1) {
        throw new Misfit(`must be at most 1, or rates would be negative, got ${amplitude.value}`, [
          "amplitude",
        ]);
      }
      return amplitude.value === 0
        ? undefined
        : { kind: "diurnal", period: period.value, amplitude: amplitude.value };
    }
    default:
      return { kind: "requestReply", service: patterns.requestReply.shape.read(parameters).service };
  }
}
