import type { FailureLawInput } from "../model/scenario.js";
import type { FailureLaw } from "../model/system.js";
import { describeValue } from "./describe-value.js";
import { Misfit, under } from "./misfit.js";
import { isObject, ownValue, plainKeys } from "./plain-object.js";
import { quantity } from "./quantity-shape.js";
import { object, required, type Shape, unknownKey } from "./shape.js";

const parameter = quantity("number", "above 0");
const weibull = object({ shape: required(parameter, "below 1: the longer it lasts the longer it will") });
const lognormal = object({ sigma: required(parameter, "standard deviation of the logarithm") });
const laws = {
  weibull: required(weibull, "Weibull law"),
  lognormal: required(lognormal, "lognormal law"),
};
const wanted = "exponential, { weibull: { shape: 0.7 } } or { lognormal: { sigma: 1 } }";

/** Parameters beyond these make times between failures that no computer can add up. */
const bounds = { weibull: [0.2, 20], lognormal: [0.01, 4] } as const;

/** The law of the times between two failures of one VM or host; their mean is the failure rate's. */
export const failureLaw: Shape<FailureLawInput, FailureLaw> = {
  fields: laws,
  beside: () => ({}),
  read(input) {
    if (input === "exponential") return { kind: "exponential" };
    if (!isObject(input)) throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
    const keys = plainKeys(input, wanted);
    const unknown = keys.find((key) => !Object.hasOwn(laws, key));
    if (unknown !== undefined) throw unknownKey(unknown, Object.keys(laws), "a known law of failures");
    if (keys.length !== 1)
      throw new Misfit(`must name one law, got ${keys.length === 0 ? "none" : keys.join(" and ")}`);
    const key = keys[0] as keyof typeof laws;
    return under(key, (): FailureLaw => {
      const value = ownValue(input, key);
      if (key === "weibull")
        return { kind: key, shape: within(key, "shape", weibull.read(value).shape.value) };
      return { kind: key, sigma: within(key, "sigma", lognormal.read(value).sigma.value) };
    });
  },
  get jsonSchema() {
    const law = (key: keyof typeof laws) => ({
      type: "object",
      additionalProperties: false,
      required: [key],
      properties: { [key]: { description: laws[key].description, ...laws[key].shape.jsonSchema } },
    });
    return { anyOf: [{ enum: ["exponential"] }, law("weibull"), law("lognormal")] };
  },
};

function within(law: keyof typeof bounds, key: string, value: number): number {
  const [least, most] = bounds[law];
  if (value >= least && value <= most) return value;
  throw new Misfit(`must be a number from ${least} to ${most}, got ${value}`, [key]);
}
