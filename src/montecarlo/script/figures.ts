import type { Script } from "./script.js";

/**
 * The system of the paper's Fig. 2 and Fig. 3: VM2 and VM3 are SI, VM1 is MI_2, VM4 is MI_3; VM1 and VM2 live on
 * one host, VM3 and VM4 on another. The base interval is 10 s; checkpoints take a tenth of it.
 */
const vms = [
  { name: "VM1", multiple: 2, host: 0, duration: 1 },
  { name: "VM2", multiple: 1, host: 0, duration: 1 },
  { name: "VM3", multiple: 1, host: 1, duration: 1 },
  { name: "VM4", multiple: 3, host: 1, duration: 1 },
] as const;

/** The system with VM3's clock late and VM2's early at the given index, so that a message can cross. */
function withClocksApart(index: number): Script["vms"] {
  return vms.map((vm) => {
    if (vm.name === "VM2") return { ...vm, clockErrors: { [index]: -0.25 } };
    if (vm.name === "VM3") return { ...vm, clockErrors: { [index]: 0.5 } };
    return vm;
  });
}

/** Fig. 2: message m leaves VM2 after `C_{2,2}` and reaches VM3 before its own, which it brings forward. */
export const figure2: Script = {
  baseInterval: 10,
  until: 35,
  vms: withClocksApart(2),
  messages: [{ name: "m", from: "VM2", to: "VM3", sentAt: 20, deliveredAt: 20.25 }],
};

/** Fig. 3: which messages are flushed, held twice, reclaimed, and which one brings a checkpoint forward. */
export const figure3: Script = {
  baseInterval: 10,
  until: 45,
  vms: withClocksApart(3),
  messages: [
    { name: "m3", from: "VM2", to: "VM1", sentAt: 3, deliveredAt: 4 },
    { name: "m4", from: "VM2", to: "VM3", sentAt: 5, deliveredAt: 7 },
    { name: "m5", from: "VM2", to: "VM1", sentAt: 12, deliveredAt: 13 },
    { name: "m6", from: "VM3", to: "VM4", sentAt: 14, deliveredAt: 15 },
    { name: "m7", from: "VM2", to: "VM1", sentAt: 19, deliveredAt: 21 },
    { name: "m8", from: "VM2", to: "VM3", sentAt: 30, deliveredAt: 30.25 },
  ],
};
