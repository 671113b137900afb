import type { TrafficPattern } from "../model/traffic-pattern.js";
import { type DistributionInput, distribution } from "./distribution-shape.js";
import { Misfit } from "./misfit.js";
import { type QuantityInput, quantity } from "./quantity-shape.js";
import { object, required, type Shape } from "./shape.js";
import { either, mapped, oneOf, word } from "./variant-shape.js";

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

const amplitude = mapped(quantity("number", "at least 0"), ({ value }) => {
  if (value <= 1) return value;
  throw new Misfit(`must be at most 1, or rates would be negative, got ${value}`);
});

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
      amplitude: required(amplitude, "share of the mean rate, at most 1"),
    }),
    "all rates swing together, from an instant that is drawn",
  ),
  requestReply: required(
    object({ service: required(distribution("at least 0"), "from a request to its reply") }),
    "messages between two classes answer each other, as far as there are as many each way",
  ),
};
const wanted = "poisson, or a pattern such as { onOff: { on: 1 s, off: 9 s } }";

/** The pattern of the traffic; absent for Poisson traffic. */
export const trafficPattern: Shape<TrafficPatternInput, TrafficPattern | undefined> = mapped(
  either(word("poisson", wanted), oneOf(patterns, "pattern", wanted)),
  (read) => {
    if (read === "poisson") return undefined;
    switch (read.kind) {
      case "onOff": {
        const [on, off] = [read.of.on.value, read.of.off.value];
        return off === 0 ? undefined : { kind: read.kind, on, off };
      }
      case "diurnal": {
        const [period, amplitude] = [read.of.period.value, read.of.amplitude];
        return amplitude === 0 ? undefined : { kind: read.kind, period, amplitude };
      }
      default:
        return { kind: read.kind, service: read.of.service };
    }
  },
);
