import type { Locate } from "../model/scenario-error.js";
import type { Script, ScriptFailure, ScriptInput, ScriptMessage } from "../model/script.js";
import { fitting, Misfit } from "./misfit.js";
import { isObject } from "./plain-object.js";
import { scriptShape } from "./script-shape.js";
import { type OutputOf, unknownKey } from "./shape.js";

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
