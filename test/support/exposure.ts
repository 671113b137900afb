import { flows } from "../../src/analytic/flows.js";
import { sameHostProbability } from "../../src/analytic/placement.js";
import type { System } from "../../src/scenario/model/system.js";
import type { Seconds } from "../../src/scenario/model/units.js";

/**
 * Messages lost with one host, without clock error: E12 for delays of any length, and with what flushes save.
 *
 *     U = (1/H) Σ_ab P_ab F_ab Σ_{j<i_a} E[(D − j T0)⁺] / i_a · (1 − w_ab d/T0)
 *
 * `w_ab` is the share of the lines with `a` due at which `b` is not due at the next index: its flush there saves
 * what it has received, while the line waits for `d` longer.
 *
 * - Assumes: some class is SI, so that every line waits for `d`; delays exponential with mean `delay`; all durations
 *   `duration`, below `T0`; where both are above 0, delays short against `T0`
 */
export function exposure(
  system: System,
  { delay, duration }: { readonly delay: Seconds; readonly duration: Seconds },
): number {
  const { baseInterval, classes, hosts } = system;
  const { from, to, flow } = flows(system);
  let lost = 0;
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [classes[from[pair]], classes[to[pair]]];
    let older = 0;
    for (let j = 0; j < a.multiple; j++) older += delay * Math.exp((-j * baseInterval) / delay);
    const lines = Array.from({ length: b.multiple }, (_, n) => a.phase + n * a.multiple);
    const flushing = lines.filter((k) => (k + 1 - b.phase) % b.multiple !== 0).length / lines.length;
    const exposedShare = 1 - (flushing * duration) / baseInterval;
    const local = sameHostProbability(system, a.index, b.index);
    lost += (local * flow[pair] * older * exposedShare) / a.multiple;
  }
  return lost / hosts.count;
}
