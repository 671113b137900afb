import { deepFreeze } from "./deep-freeze.js";
import type { ScriptInput } from "./script.js";

/**
 * The system of the paper's Fig. 2 and Fig. 3: VM2 and VM3 are SI, VM1 is MI_2, VM4 is MI_3; VM1 and VM2 live on
 * one host, VM3 and VM4 on another. Checkpoints take a tenth of the base interval. At index `apart` VM2's clock is
 * early and VM3's late, so that a message can cross.
 */
function vms(apart: number): ScriptInput["vms"] {
  return {
    VM1: { multiple: 2, host: "A", duration: "1 s" },
    VM2: { host: "A", duration: "1 s", clock: { [apart]: "-0.25 s" } },
    VM3: { host: "B", duration: "1 s", clock: { [apart]: "0.5 s" } },
    VM4: { multiple: 3, host: "B", duration: "1 s" },
  };
}

/** Fig. 2: message m leaves VM2 after `C_{2,2}` and reaches VM3 before its own, which it brings forward. */
const figure2: ScriptInput = {
  name: "figure2",
  until: "35 s",
  baseInterval: "10 s",
  vms: vms(2),
  messages: [{ name: "m", from: "VM2", to: "VM3", sentAt: "20 s", deliveredAt: "20.25 s" }],
};

/** Fig. 3: which messages are flushed, held twice, reclaimed, and which one brings a checkpoint forward. */
const figure3: ScriptInput = {
  name: "figure3",
  until: "45 s",
  baseInterval: "10 s",
  vms: vms(3),
  messages: [
    { name: "m3", from: "VM2", to: "VM1", sentAt: "3 s", deliveredAt: "4 s" },
    { name: "m4", from: "VM2", to: "VM3", sentAt: "5 s", deliveredAt: "7 s" },
    { name: "m5", from: "VM2", to: "VM1", sentAt: "12 s", deliveredAt: "13 s" },
    { name: "m6", from: "VM3", to: "VM4", sentAt: "14 s", deliveredAt: "15 s" },
    { name: "m7", from: "VM2", to: "VM1", sentAt: "19 s", deliveredAt: "21 s" },
    { name: "m8", from: "VM2", to: "VM3", sentAt: "30 s", deliveredAt: "30.25 s" },
  ],
};

/** Built-in scripts by name. */
export const figures = deepFreeze({ figure2, figure3 });
