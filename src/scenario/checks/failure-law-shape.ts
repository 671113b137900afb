import type { FailureLawInput } from "../model/scenario.js";
import type { FailureLaw } from "../model/system.js";
import { Misfit } from "./misfit.js";
import { quantity } from "./quantity-shape.js";
import { object, required, type Shape } from "./shape.js";
import { either, mapped, oneOf, word } from "./variant-shape.js";

/** A parameter; beyond these bounds times between failures become such that no computer can add them up. */
function parameter(least: number, most: number): Shape<number | string, number> {
  return mapped(quantity("number", "above 0"), ({ value }) => {
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
const wanted = "exponential, { weibull: { shape: 0.7 } } or { lognormal: { sigma: 1 } }";

/** The law of the times between two failures of one VM or host; their mean is the failure rate's. */
export const failureLaw: Shape<FailureLawInput, FailureLaw> = mapped(
  either(word("exponential", wanted), oneOf(laws, "law of failures", wanted)),
  (read) => {
    if (read === "exponential") return { kind: read };
    return read.kind === "weibull"
      ? { kind: read.kind, shape: read.of.shape }
      : { kind: read.kind, sigma: read.of.sigma };
  },
);
