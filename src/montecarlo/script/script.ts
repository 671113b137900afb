import type { Seconds } from "../../scenario/model/units.js";
import { FastEngine } from "../fast-engine/fast-engine.js";
import { VmQscByAmounts } from "../fast-engine/vm-qsc-by-amounts.js";
import { History } from "../observers/history.js";
import { settle } from "../population.js";
import { ScriptedTraffic } from "../sources/scripted-traffic.js";
import { Timers } from "../sources/timers.js";

/** A run in which everything is given: no randomness, every instant as written. */
export interface Script {
  readonly baseInterval: Seconds;
  /** Until when it is played. */
  readonly until: Seconds;
  readonly vms: readonly {
    readonly name: string;
    readonly multiple: number;
    readonly phase?: number;
    readonly host: number;
    /** Of each of its checkpoints; 0 unless given. */
    readonly duration?: Seconds;
    /** Clock error by index; 0 where none is given. */
    readonly clockErrors?: Readonly<Record<number, Seconds>>;
  }[];
  readonly messages: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly sentAt: Seconds;
    readonly deliveredAt: Seconds;
    readonly bytes?: number;
  }[];
  readonly policies?: { readonly volatileLog?: "keep" | "drop"; readonly inTransit?: "volatile" | "stable" };
}

/** A script that has been played: its history, with names in the place of numbers. */
export interface PlayedScript {
  readonly history: History;
  readonly vmNames: readonly string[];
  /** By message number. */
  readonly messageNames: readonly string[];
}

/** Plays a script with the rules of the protocol. */
export function playScript(script: Script): PlayedScript {
  const { vms, baseInterval } = script;
  const numbers = new Map(vms.map(({ name }, vm) => [name, vm]));
  const numberOf = (name: string) => {
    const vm = numbers.get(name);
    if (vm === undefined) throw new RangeError(`the script has no VM named ${name}`);
    return vm;
  };
  const hostOf = Int32Array.from(vms, ({ host }) => host);
  const classes = vms.map(({ multiple, phase = 0 }) => ({ multiple, phase, count: 1 }));
  const population = settle(classes, Math.max(...hostOf) + 1, hostOf);
  const policies = { volatileLog: "keep", inTransit: "volatile", ...script.policies } as const;
  const history = new History(population, policies);
  const rules = new VmQscByAmounts({
    population,
    baseInterval,
    policies,
    durations: (vm) => vms[vm].duration ?? 0,
    observers: [history],
  });

  const errors = vms.flatMap(({ clockErrors = {} }) => Object.values(clockErrors));
  const timers = new Timers(baseInterval, vms.length, {
    low: Math.min(0, ...errors),
    high: Math.max(0, ...errors),
    fill: (k, filled) => {
      for (const [vm, { clockErrors }] of vms.entries()) filled[vm] = clockErrors?.[k] ?? 0;
    },
  });
  const messages = [...script.messages].sort((a, b) => a.sentAt - b.sentAt);
  const source = new ScriptedTraffic(
    messages.map(({ from, to, sentAt, deliveredAt, bytes = 1 }) => {
      return { from: numberOf(from), to: numberOf(to), sentAt, deliveredAt, bytes };
    }),
  );
  new FastEngine({ rules, source, timers, messageObserver: history }).runUntil(script.until);
  return { history, vmNames: vms.map(({ name }) => name), messageNames: messages.map(({ name }) => name) };
}
