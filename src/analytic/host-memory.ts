import type { System } from "../scenario/model/system.js";
import { advanceLaws } from "./clock-skew.js";
import { crossHostBySenderHost } from "./cross-host.js";
import { dueSets } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { type CountedBy, countedFlows, flows } from "./flows.js";
import { lawMean } from "./numerics/distribution-laws.js";
import { byHost, hostKinds } from "./placement.js";
import { memoryPeak } from "./volatile-log-held.js";

/** Indices times kinds of hosts that are looked at one by one. */
const mostSteps = 2 ** 24;

/**
 * Messages held in the memory of one host at the most, those received and the copies of those sent: on the host that
 * holds the most.
 *
 *     M_h = max_k Σ_c (n_ch/n_c) (F_c (m_c(k) T0 + ℓ'_k − a_c) + n_c e_c)
 *                 + Σ_c X_hc (E[D] + T0 + ℓ'_k − a_c + n_c e_c/F_c)
 *
 * `m_c(k)` is as for the volatile log of all hosts ({@link volatileLogPeak}); under `volatileLog: drop` the memory may be
 * fullest before the first flush of one of the host's own VMs, when `T0 + f_kh` stands for `m_c(k) T0 + ℓ'_k`. And `X_hc` what VMs of the host send to class
 * `c` on other hosts. A message is in the memory of two hosts if it crosses between them, and in neither twice.
 *
 * - Source: E8, E9, R5, R8; that both are held by one host at one time is this project's
 * - Assumes: as the volatile log and the sender copies by themselves; quantiles as `heldQuantiles`
 * - Limits: the peak of the volatile log on one host; an upper bound, marked, where the hyperperiod is too long. By host
 *   each at its own fullest line
 */
export function hostMemoryPeak(system: System): Figure {
  return memory(system, "messages");
}

/** Bytes held in the memory of one host, received and copied, on the host that holds the most (E8, E9, R5, R8). */
export function hostMemoryPeakBytes(system: System): Figure {
  return memory(system, "bytes");
}

function memory(system: System, by: CountedBy): Figure {
  const { baseInterval, classes, delay, policies } = system;
  const { to, inbound: messages } = flows(system);
  const { inbound, ofPair, ofClass } = countedFlows(system, by);
  const laws = advanceLaws(system);
  const sinceSent = (c: number) => {
    const { mean, early } = laws[c];
    return lawMean(delay.across) + baseInterval - mean + (classes[c].count * early) / messages[c];
  };
  const copiesPerSecond = crossHostBySenderHost(system, ofPair);
  const copies = crossHostBySenderHost(system, (pair) => ofPair(pair) * sinceSent(to[pair]));
  const kinds = hostKinds(system);
  const byKind = kinds.map(({ counts, hosts: [host] }, kind) => {
    const received = [...counts].map(([index, count]) => {
      const rate = (count / classes[index].count) * inbound[index];
      const opened = count * laws[index].early * ofClass(index);
      return {
        ...classes[index],
        rate,
        perInterval: baseInterval * rate,
        base: opened - laws[index].mean * rate,
      };
    });
    const copied = { multiple: 1, phase: 0, rate: copiesPerSecond[host], perInterval: 0, base: copies[host] };
    return memoryPeak(system, [...received, copied], { kind, by });
  });
  const { indices, whole } = dueSets(system);
  // Beyond what can be walked host by host, the fullest one stands for the others: it is marked as a bound.
  if (!whole || indices * kinds.length > mostSteps) {
    return { value: Math.max(...byKind.map(({ value }) => value)), bound: "upper" };
  }
  const values = byHost(system, (kind) => byKind[kind].value);
  // The first host that is as full as any, rounding aside.
  const atHost = values.findIndex((one) => one >= Math.max(...values) * (1 - 1e-12));
  const { byClass: _, ...fullest } = byKind[kinds.findIndex(({ hosts }) => hosts.includes(atHost))];
  return {
    ...fullest,
    byHost: values,
    atHost,
    atIndexByHost: byHost(system, (kind) => byKind[kind].atIndex ?? 1),
    ...(policies.volatileLog === "drop" && {
      beforeFlushByHost: byHost(system, (kind) => byKind[kind].beforeFlush === true),
    }),
  };
}
