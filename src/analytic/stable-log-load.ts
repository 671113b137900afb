import type { System } from "../scenario/model/system.js";
import { type Figure, sumOverClasses } from "./figure.js";
import { type CountedBy, countedFlows, flows } from "./flows.js";
import { periodicPeak } from "./hyperperiod.js";
import { inTransitLogShare } from "./in-transit.js";
import { intervalCountQuantiles } from "./peak-quantiles.js";
import { splitByHost } from "./placement.js";
import { loggedShares } from "./stable-log-ratio.js";

/**
 * Messages delivered per second, by the class and the host of their receivers.
 *
 *     Λ = Σ_ab F_ab
 *
 * - Source: E1, R5
 * - Limits: exact
 */
export function messageRate(system: System): Figure {
  const { inbound, total } = flows(system);
  return { value: total, byClass: Array.from(inbound), byHost: splitByHost(system, inbound) };
}

/**
 * Messages written to the stable log per second.
 *
 *     η Λ = Σ_b F_b w_b
 *
 * - Source: E6, R3
 * - Assumes: as the stable-log ratio
 * - Limits: 0 when every class is SI
 */
export function stableLogRate(system: System): Figure {
  return written(system, "messages");
}

/** Bytes written to the stable log per second: `Σ_b F_b s_b w_b` (E6, R3). */
export function stableLogByteRate(system: System): Figure {
  return written(system, "bytes");
}

/**
 * Messages flushed to stable storage at one base boundary, at the index where they are most.
 *
 *     max_{1 <= k <= L} T0 Σ_{c not due at k} F_c
 *
 * Under `inTransit: stable` what was written on delivery is not written again at the boundary.
 *
 * - Source: E6, R3
 * - Assumes: quantiles as {@link intervalCountQuantiles}
 * - Limits: 0 when every class is SI
 */
export function flushBurst(system: System): Figure {
  const figure = burst(system, "messages");
  const quantiles = figure.bound ? undefined : intervalCountQuantiles(system, figure.value);
  return { ...figure, quantiles };
}

/** Bytes flushed to stable storage at one base boundary, at the index where they are most (E6, R3). */
export function flushBurstBytes(system: System): Figure {
  return burst(system, "bytes");
}

/**
 * Share of each class's messages, or of their bytes, that are delivered at a higher index than they were sent at and that policy
 * `inTransit: stable` therefore writes on delivery; all 0 under `inTransit: volatile` (E12).
 */
export function writtenOnDelivery(system: System, by: CountedBy): Float64Array {
  const shares = new Float64Array(system.classes.length);
  if (system.policies.inTransit === "stable") {
    // What counts towards the ratio is the part that the receiver would not have flushed: 1 in i_b.
    inTransitLogShare(system, by).forEach((extra, b) => {
      shares[b] = extra * system.classes[b].multiple;
    });
  }
  return shares;
}

function written(system: System, by: CountedBy): Figure {
  const { inbound } = countedFlows(system, by);
  return sumOverClasses(Array.from(loggedShares(system, by), (share, b) => share * inbound[b]));
}

function burst(system: System, by: CountedBy): Figure {
  const { inbound } = countedFlows(system, by);
  const already = writtenOnDelivery(system, by);
  return periodicPeak(
    system.classes.map(({ index, multiple, phase }) => {
      const flush = system.baseInterval * inbound[index] * (1 - already[index]);
      return { multiple, phase, slope: 0, whenDue: -flush, base: flush };
    }),
  );
}
