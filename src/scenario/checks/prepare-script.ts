import type { Locate } from "../model/scenario-error.js";
import type { Script, ScriptFailure, ScriptInput, ScriptMessage } from "../model/script.js";
import { amount, type QuantityInput } from "../quantities/quantity.js";
import { fitting, Misfit, under } from "./misfit.js";
import { isObject, ownValue, plainKeys } from "./plain-object.js";
import { policiesShape } from "./scenario-shape.js";
import {
  derived,
  list,
  named,
  type OutputOf,
  object,
  optional,
  required,
  type Shape,
  title,
  unknownKey,
  whole,
} from "./shape.js";

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

/** Checkpoints that one can look at: a run of a script is followed to its last one. */
const mostCheckpoints = 100_000;

/** A run in which every instant is given: the one table behind its checks, its defaults and its JSON Schema. */
const scriptShape = object({
  name: optional(title, "script", "what reports call the script"),
  until: derived(
    amount("time", "above 0"),
    "until when it is played; default a little after the last instant that is given",
  ),
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

type ScriptRead = OutputOf<typeof scriptShape>;

/** Whether a value is meant as a script: it names VMs and messages, where a scenario has classes and traffic. */
export function looksLikeScript(value: unknown): boolean {
  return isObject(value) && "vms" in value && !("classes" in value);
}

/**
 * A script checked, with defaults filled in, quantities in SI base units and names resolved to numbers.
 *
 * @throws {ScenarioError} when anything is missing, unknown, of the wrong kind or out of range; the sentence names
 * the path
 * @example
 * prepareScript({ baseInterval: "10 s", until: "15 s", vms: { A: {}, B: { multiple: 2 } } }).vms.length  // => 2
 */
export function prepareScript(script: ScriptInput, locate?: Locate): Script {
  return fitting("the script", () => toScript(scriptShape.read(script)), locate);
}

function toScript(read: ScriptRead): Script {
  const { name, baseInterval, policies } = read;
  const names = [...read.vms.keys()];
  if (names.length === 0) throw new Misfit("must hold at least one VM, got none", ["vms"]);
  const hosts = [...new Set([...read.vms].map(([vm, { host }]) => host ?? vm))];
  const vms = [...read.vms].map(([vmName, { multiple, phase, host, duration, clock }]) => {
    if (phase >= multiple) {
      const tail = `must be below the multiple of its VM, which is ${multiple}, got ${phase}`;
      throw new Misfit(tail, ["vms", vmName, "phase"]);
    }
    return { name: vmName, multiple, phase, host: hosts.indexOf(host ?? vmName), duration, clock };
  });
  if (baseInterval === undefined && read.checkpoints === undefined)
    throw new Misfit("is required and missing, unless checkpoints are given", ["baseInterval"]);
  const checkpoints = toCheckpoints(read, names);
  const messages = toMessages(read.messages, names);
  const failures = toFailures(read.failures, names, hosts);
  const instants = [
    ...messages.map(({ deliveredAt }) => deliveredAt),
    ...[...checkpoints, ...failures].map(({ at }) => at),
  ];
  const last = instants.reduce((latest, at) => Math.max(latest, at), 0);
  const until = read.until ?? last + (baseInterval ?? 1) / 2;
  const late = read.failures.findIndex(({ at }) => at >= until);
  if (late >= 0) {
    const tail = `must be before the end at ${until} s, got ${read.failures[late].at} s`;
    throw new Misfit(tail, ["failures", String(late), "at"]);
  }
  const checkpointsMade = baseInterval === undefined ? 0 : (vms.length * until) / baseInterval;
  if (checkpointsMade > mostCheckpoints) {
    const tail = `must be so early that there are at most ${mostCheckpoints} checkpoints, got ${until} s`;
    throw new Misfit(tail, ["until"]);
  }
  return { name, until, baseInterval, vms, hosts, messages, checkpoints, failures, policies };
}

function toCheckpoints(
  { checkpoints, baseInterval, vms }: ScriptRead,
  names: readonly string[],
): Script["checkpoints"] {
  if (checkpoints === undefined) return [];
  if (baseInterval !== undefined)
    throw new Misfit("stands in the place of baseInterval, so only one of them can be given", [
      "checkpoints",
    ]);
  for (const [name, { multiple, phase, clock }] of vms) {
    const key = multiple !== 1 ? "multiple" : phase !== 0 ? "phase" : clock.size > 0 ? "clock" : undefined;
    if (key !== undefined)
      throw new Misfit("goes with baseInterval, not with given checkpoints", ["vms", name, key], "key");
  }
  return [...checkpoints]
    .flatMap(([name, instants]) => {
      const vm = names.indexOf(name);
      if (vm < 0)
        throw new Misfit(unknownKey(name, names, "a VM of the script").message, ["checkpoints", name], "key");
      return instants.map((at, place) => {
        if (place > 0 && at <= instants[place - 1]) {
          const tail = `must be after the one before it, which is at ${instants[place - 1]} s, got ${at} s`;
          throw new Misfit(tail, ["checkpoints", name, String(place)]);
        }
        return { at, vm, index: place + 1 };
      });
    })
    .sort((a, b) => a.at - b.at || a.vm - b.vm);
}

function toMessages(read: ScriptRead["messages"], names: readonly string[]): readonly ScriptMessage[] {
  const known = new Set<string>();
  return read
    .map((message, place): ScriptMessage => {
      const { name, sentAt, deliveredAt } = message;
      const here = (key: string) => ["messages", String(place), key];
      if (known.has(name))
        throw new Misfit(`must be a name of its own, got ${name} a second time`, here("name"));
      known.add(name);
      const from = numberOf(message.from, names, "a VM of the script", here("from"));
      const to = numberOf(message.to, names, "a VM of the script", here("to"));
      if (from === to) throw new Misfit(`must be another VM than the sender, got ${message.to}`, here("to"));
      if (deliveredAt < sentAt) {
        const tail = `must not be before the send at ${sentAt} s, got ${deliveredAt} s`;
        throw new Misfit(tail, here("deliveredAt"));
      }
      return { ...message, from, to };
    })
    .sort((a, b) => a.sentAt - b.sentAt);
}

function toFailures(
  read: ScriptRead["failures"],
  names: readonly string[],
  hosts: readonly string[],
): readonly ScriptFailure[] {
  return read
    .map(({ at, vm, host }, place): ScriptFailure => {
      const here = ["failures", String(place)];
      if ((vm === undefined) === (host === undefined)) {
        throw new Misfit(`must name a vm or a host, got ${vm === undefined ? "neither" : "both"}`, here);
      }
      const failed =
        vm !== undefined
          ? { vm: numberOf(vm, names, "a VM of the script", [...here, "vm"]) }
          : { host: numberOf(host as string, hosts, "a host of the script", [...here, "host"]) };
      return { at, failed };
    })
    .sort((a, b) => a.at - b.at);
}

function numberOf(name: string, names: readonly string[], what: string, keys: readonly string[]): number {
  const place = names.indexOf(name);
  if (place >= 0) return place;
  const hint = unknownKey(name, names, what).message.replace(/^[^;]*/, "");
  throw new Misfit(`must name ${what}, got ${name}${hint}`, keys);
}
