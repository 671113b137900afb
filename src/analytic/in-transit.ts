import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField } from "./clock-skew.js";
import { type Figure, sumOverClasses } from "./figure.js";
import { type CountedBy, countedFlows, flows } from "./flows.js";
import { lawLimitedMean, lawMean } from "./numerics/distribution-laws.js";
import { sameHostProbability } from "./placement.js";

/**
 * Messages sent before a recovery line and delivered after it, per line.
 *
 *     Z = Σ_ab F_ab ∫ E[(1 − x_a(t)) x_b(t + D)] dt = Σ_ab F_ab (E[D_ab] + a_a − a_b) + Σ_b n_b e_b
 *
 * The integral is the mean of `(T_a + D − T_b)⁺`; what its negative part adds, summed over senders, is the share
 * of VMs that a message advances.
 *
 * - Source: E12, R10; the second form is this project's
 * - Assumes: Poisson traffic, independent of the clocks; a message that crosses two lines counts for both
 * - Limits: `Σ F_ab E[D]` without clock error (the M/G/∞ queue); given `a_c` and `e_c` no mean field enters
 */
export function inTransitPerLine(system: System): Figure {
  return sumOverClasses(Array.from(crossings(system, lawMean)));
}

/**
 * Share of the messages into each class that `inTransit: stable` adds to the stable log, or of their bytes.
 *
 *     Z_b / (i_b T0 F_b),   Z_b the messages into class b that cross a boundary
 *
 * A message delivered after boundary `k` is flushed at `k+1` anyway, unless its receiver is due there.
 *
 * - Source: E12, policy `inTransit`; E12's first order is `E[D]/(i_b T0)`
 * - Assumes: as `inTransitPerLine`; a delay beyond `T0` crosses at least one boundary, and counts once
 * - Limits: 0 without delay and clock error, or under `inTransit: volatile`
 */
export function inTransitLogShare(system: System, by: CountedBy = "messages"): readonly number[] {
  if (system.policies.inTransit === "volatile") return system.classes.map(() => 0);
  const { baseInterval } = system;
  const { inbound } = countedFlows(system, by);
  const crossing = crossings(system, (delay) => lawLimitedMean(delay, baseInterval), by);
  return system.classes.map(({ index, multiple }) =>
    inbound[index] > 0 ? crossing[index] / (multiple * baseInterval * inbound[index]) : 0,
  );
}

/** `Z_b`, by receiving class; of bytes, the message that advances a VM early has the mean size of those it receives. */
function crossings(
  system: System,
  meanDelay: (delay: System["delay"]["within"]) => Seconds,
  by: CountedBy = "messages",
): Float64Array {
  const { laws } = advanceField(system);
  const { from, to, flow } = flows(system);
  const { ofPair, ofClass } = countedFlows(system, by);
  const within = meanDelay(system.delay.within);
  const across = meanDelay(system.delay.across);
  const crossing = new Float64Array(system.classes.length);
  for (const { index, count } of system.classes) {
    crossing[index] = count * laws[index].early * ofClass(index);
  }
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    const share = within === across ? 0 : sameHostProbability(system, a, b);
    const delay = across + share * (within - across);
    crossing[b] += flow[pair] * ofPair(pair) * (delay + laws[a].mean - laws[b].mean);
  }
  return crossing;
}
