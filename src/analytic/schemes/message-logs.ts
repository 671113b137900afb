import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Messages, Seconds } from "../../scenario/model/units.js";
import { meanOverVms } from "../figure.js";
import { flows } from "../flows.js";
import { isIdeal, vmTraffic } from "./forced-checkpoints.js";

/**
 * What optimistic logging writes, messages and bytes per second: all but what each VM receives in the base interval before
 * its own checkpoint.
 *
 *     Σ_c F_c (1 − 1/i_c)
 *
 * - Source: F16 with a flush each base interval; as a share of all messages it is η of E2
 * - Assumes: nothing; delays and clock errors move flushes and receipts alike
 * - Limits: 0 where all multiples are 1
 */
export function optimisticLog(system: System) {
  const { inbound, inboundBytes } = flows(system);
  const written = (byClass: Float64Array) =>
    system.classes.reduce((sum, { index, multiple }) => sum + byClass[index] * (1 - 1 / multiple), 0);
  return { rate: written(inbound), byteRate: written(inboundBytes) };
}

/**
 * Messages that optimistic logging holds in memory: what was received since the last base timer.
 *
 *     Λ T0/2
 *
 * - Source: F16
 * - Assumes: perfect clocks
 */
export function optimisticHeld(system: System): Messages | undefined {
  return system.clock.error.kind === "constant" ? (flows(system).total * system.baseInterval) / 2 : undefined;
}

/**
 * Messages that logging at the senders holds in memory: what was received since the receiver's last checkpoint.
 *
 *     Σ_c F_c i_c T0/2
 *
 * - Source: F16
 * - Assumes: perfect clocks
 */
export function heldBySenders(system: System): Messages | undefined {
  const { inbound } = flows(system);
  if (system.clock.error.kind !== "constant") return undefined;
  return system.classes.reduce(
    (sum, { index, multiple }) => sum + (inbound[index] * multiple * system.baseInterval) / 2,
    0,
  );
}

/** The part of all messages that VMs receive which send something: what causal logging passes on, each once. */
export function receiptsPassedOn(system: System): number {
  const { inbound, total } = flows(system);
  const vms = vmTraffic(system);
  return (
    system.classes.reduce((sum, { index }) => sum + (vms[index].sends > 0 ? inbound[index] : 0), 0) / total
  );
}

/**
 * Time to restart, restore and replay one VM whose log is whole, after its own failure.
 *
 *     restart + image_c/bandwidth + i_c T0/(2ρ)
 *
 * - Source: E13, for checkpoints that count at once
 * - Assumes: failures at Poisson times, perfect clocks
 */
export function replayFromLog(system: System): Seconds | undefined {
  if (!isIdeal(system)) return undefined;
  const { restart, bandwidth, replaySpeedup } = system.recovery;
  const byClass = system.classes.map(
    (one) =>
      restart + wholeImage(one) / bandwidth + (one.multiple * system.baseInterval) / (2 * replaySpeedup),
  );
  return meanOverVms(system, byClass).value;
}
