import { amount, type QuantityInput } from "../quantities/quantity.js";
import { Misfit, under } from "./misfit.js";
import { ownValue, plainKeys } from "./plain-object.js";
import { policiesShape } from "./scenario-shape.js";
import { derived, list, named, object, optional, required, type Shape, title, whole } from "./shape.js";

const time = amount("time", "at least 0");

const error = amount("time", "any");

/** Clock errors by index, such as `{ 2: -0.25 s }`. */
const clock: Shape<{ readonly [index: string]: QuantityInput }, ReadonlyMap<number, number>> = {
  read(input) {
    const errors = new Map<number, number>();
    for (const key of plainKeys(input, "an object with clock errors by index such as { 2: -0.25 s }")) {
      if (!/^[1-9]\d{0,8}$/.test(key)) {
        throw new Misfit("is no index: a whole number of at least 1 is wanted", [key], "key");
      }
      errors.set(
        Number(key),
        under(key, () => error.read(ownValue(input, key))),
      );
    }
    return errors;
  },
  jsonSchema: {
    type: "object",
    propertyNames: { pattern: "^[1-9][0-9]*$" },
    additionalProperties: error.jsonSchema,
  },
};

const vm = object({
  multiple: optional(whole(1), 1, "checkpoint period in base intervals"),
  phase: optional(whole(0), 0, "shifts the indices at which the VM is due; below multiple"),
  host: derived(title, "host by name; default a host of its own"),
  duration: optional(time, "0 s", "from the start of a checkpoint until it is complete"),
  clock: optional(clock, {}, "error of the local clock, by index"),
});

const message = object({
  name: required(title, "what figures and answers call the message"),
  from: required(title, "the VM that sends it"),
  to: required(title, "the VM that receives it"),
  sentAt: required(time, "when it is sent"),
  deliveredAt: required(time, "when it is delivered"),
  bytes: optional(amount("data", "at least 0"), "1 kB", "its size"),
});

const failure = object({
  at: required(time, "when it happens"),
  vm: derived(title, "the VM that fails"),
  host: derived(title, "the host that fails, with all its VMs"),
});

/** A run in which every instant is given: the one table behind its checks, its defaults and its JSON Schema. */
export const scriptShape = object({
  name: optional(title, "script", "what reports call the script"),
  until: derived(time, "until when it is played; default a little after the last instant that is given"),
  baseInterval: derived(amount("time", "above 0"), "T0; left out where checkpoints are given"),
  vms: required(named("VM", vm), "VMs by name; the order is kept"),
  messages: optional(list("messages", message), [], "what is sent and delivered when, in any order"),
  checkpoints: derived(
    named("VM", list("times", time)),
    "instants of each VM's basic checkpoints, instead of baseInterval and multiples",
  ),
  failures: optional(list("failures", failure), [], "which VMs or hosts fail when"),
  policies: optional(policiesShape, {}, "readings of the paper where it is silent"),
});
