import { EventStream } from "../../src/montecarlo/events/event-stream.js";
import { VmQsc, type VmQscObserver } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import { scriptSources } from "../../src/montecarlo/script/script-sources.js";
import type { Script } from "../../src/scenario/model/script.js";

/** Plays a script with base intervals by the rules of VM_QSC until its end; what is left is the state of the rules then. */
export function playVmQsc(script: Script, observer?: VmQscObserver): VmQsc {
  const { policies, until } = script;
  const sources = scriptSources(script);
  const rules = new VmQsc({ ...sources, baseInterval: script.baseInterval!, policies, observer });
  new EventStream({ ...sources, players: [rules] }).runUntil(until);
  return rules;
}
