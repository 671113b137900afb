import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { Script } from "../../scenario/model/script.js";
import { EventStream } from "../events/event-stream.js";
import { VmQsc, type VmQscObserver } from "../schemes/vm-qsc/vm-qsc.js";
import { scriptSources } from "./script-sources.js";

/**
 * Plays a script with the rules of VM_QSC until its end; what is left is the state of the rules then.
 *
 * @throws {ScenarioError} where the script gives checkpoints instead of base intervals, which VM_QSC's indices need
 */
export function playVmQsc(script: Script, observer?: VmQscObserver): VmQsc {
  const { baseInterval, policies, until } = script;
  if (baseInterval === undefined) {
    const sentence =
      "VM_QSC needs the base interval that all VMs count in, got checkpoints at given instants";
    throw new ScenarioError(sentence, "baseInterval");
  }
  const sources = scriptSources(script);
  const rules = new VmQsc({ ...sources, baseInterval, policies, observer });
  new EventStream({ ...sources, players: [rules] }).runUntil(until);
  return rules;
}
