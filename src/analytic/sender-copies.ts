import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceCells } from "./advance-cells.js";
import { advanceField } from "./clock-skew.js";
import { crossHostBySenderHost, crossHostFlows } from "./cross-host.js";
import { type Figure, sumOverClasses } from "./figure.js";
import { type CountedBy, countedFlows, flows } from "./flows.js";
import { coverLags } from "./line-lag.js";
import { lawMean } from "./numerics/distribution-laws.js";

/**
 * Copies of cross-host messages held in the senders' hypervisors, averaged over time, by receiving class and by
 * the sender's host.
 *
 *     Q = Σ_c (X_c (E[D] + T0/2 + ℓ' − a_c + γ_c/T0) + n_c e_c^x)
 *
 * `ℓ'` is the mean lag until a line is covered, and `γ_c` its covariance with an advance ({@link coverLags}): the longer
 * interval before a late advance is held longer. `e_c^x` is the share of advances that a message from another host brings
 * forward: it opens the interval in which it is held.
 *
 * - Source: E9, R5, R8; the term in `γ_c` is this project's
 * - Assumes: clock errors and line lags below `T0`
 * - Limits: 0 on one host
 */
export function senderCopiesMean(system: System): Figure {
  return copies(system, "messages");
}

/** Bytes of cross-host messages held in the senders' hypervisors, averaged over time (E9, R5, R8). */
export function senderCopiesMeanBytes(system: System): Figure {
  return copies(system, "bytes");
}

/**
 * Share of messages whose sender and receiver live on different hosts, by receiving class too.
 *
 *     X/Λ,   X_c/F_c
 *
 * - Source: E9, R5
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: 0 on one host
 */
export function crossHostRatio(system: System): Figure {
  const { inbound, total } = flows(system);
  const cross = crossHostFlows(system);
  return {
    value: cross.total / total,
    byClass: Array.from(inbound, (flow, c) => (flow > 0 ? cross.inbound[c] / flow : 0)),
  };
}

function copies(system: System, by: CountedBy): Figure {
  const { baseInterval, delay, classes } = system;
  const { to } = flows(system);
  const { ofPair } = countedFlows(system, by);
  const cross = crossHostFlows(system)[by === "bytes" ? "inboundBytes" : "inbound"];
  const { mean: lag, covariances } = coverLags(system);
  const { cells } = advanceField(system);
  const { from, to: receiver, across } = advanceCells(system);
  /** Of the messages that come from other hosts: the mean advance of those who receive them, and how many are early. */
  const advance = new Float64Array(classes.length);
  const received = new Float64Array(classes.length);
  for (let entry = 0; entry < from.length; entry++) {
    const { classIndex, count, law } = cells[receiver[entry]];
    advance[classIndex] += count * across[entry] * law.mean;
    received[classIndex] += count * across[entry];
  }
  const early = new Float64Array(classes.length);
  for (const { classIndex, count, law, earlyFromOtherHosts } of cells) {
    early[classIndex] += count * law.early * earlyFromOtherHosts;
  }
  const held: Seconds[] = classes.map(({ index }) => {
    if (received[index] === 0) return 0;
    const together = covariances.mean[index] / baseInterval;
    const late = lag + together - advance[index] / received[index];
    return lawMean(delay.across) + baseInterval / 2 + late + early[index] / received[index];
  });
  const byClass = held.map((time, c) => time * cross[c]);
  return {
    ...sumOverClasses(byClass),
    byHost: crossHostBySenderHost(system, (pair) => held[to[pair]] * ofPair(pair)),
  };
}
