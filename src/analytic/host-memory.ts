import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceLaws } from "./clock-skew.js";
import { crossHostBySenderHost } from "./cross-host.js";
import { dueSets } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { firstFlushes } from "./first-flush.js";
import { flows, meanInboundSize } from "./flows.js";
import { fuller, peakAtLines } from "./hyperperiod.js";
import { coverLags, latestCover } from "./line-cover.js";
import { lawMean } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";
import { heldOnHostQuantiles, momentOf } from "./peak-quantiles.js";
import { hostKinds } from "./placement.js";

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
 * - Assumes: as the volatile log and the sender copies by themselves; quantiles as {@link heldOnHostQuantiles}
 * - Limits: the peak of the volatile log on one host; an upper bound, marked, where the hyperperiod is too long. By host
 *   each at its own fullest line
 */
export function hostMemoryPeak(system: System): Figure {
  return memory(
    system,
    flows(system).inbound,
    () => 1,
    () => 1,
    true,
  );
}

/** Bytes held in the memory of one host, received and copied, on the host that holds the most (E8, E9, R5, R8). */
export function hostMemoryPeakBytes(system: System): Figure {
  const { inboundBytes, size } = flows(system);
  return memory(
    system,
    inboundBytes,
    (pair) => size[pair],
    (c) => meanInboundSize(system, c),
    false,
  );
}

function memory(
  system: System,
  inbound: Float64Array,
  pairSize: (pair: number) => number,
  classSize: (classIndex: number) => number,
  counted: boolean,
): Figure {
  const { baseInterval, classes, delay, policies } = system;
  const { to, inbound: messages } = flows(system);
  const laws = advanceLaws(system);
  const lags = coverLags(system);
  const keeps = policies.volatileLog === "keep";
  const sinceSent = (c: number) => {
    const { mean, early } = laws[c];
    return lawMean(delay.across) + baseInterval - mean + (classes[c].count * early) / messages[c];
  };
  const copiesPerSecond = crossHostBySenderHost(system, pairSize);
  const copies = crossHostBySenderHost(system, (pair) => pairSize(pair) * sinceSent(to[pair]));
  const flushes = firstFlushes(system);
  const kinds = hostKinds(system);
  const { groups, indices, whole } = dueSets(system);

  const onKind = ({ counts, hosts: [host] }: (typeof kinds)[number], kind: number): Figure => {
    const present = [...counts].map(([index, count]) => {
      const share = count / classes[index].count;
      const rate = share * inbound[index];
      const opened = count * laws[index].early * classSize(index);
      return { ...classes[index], rate, base: opened - laws[index].mean * rate };
    });
    const rate = sum(present.map((one) => one.rate)) + copiesPerSecond[host];
    // Classes that have no VM here still make lines late.
    const others = groups.map(({ multiple, phase }) => ({ multiple, phase, slope: 0, whenDue: 0, base: 0 }));
    const copied = { multiple: 1, phase: 0, slope: 0, whenDue: 0, base: copies[host] };
    const filled = (until: Seconds) => {
      const added = new Float64Array(present.length + 1 + groups.length);
      present.forEach((one, place) => {
        added[place] = one.rate * until;
      });
      added[present.length] = copiesPerSecond[host] * until;
      return added;
    };
    const quantiles = (beforeFlush: boolean) => (index: number, count: number) => {
      if (!counted) return undefined;
      const moment = momentOf(system, index, beforeFlush, kind);
      return heldOnHostQuantiles(system, counts, { count, rate, ...moment });
    };
    const atLine = peakAtLines(system, {
      terms: [
        ...present.map(({ multiple, phase, rate: own, base }) => ({
          multiple,
          phase,
          slope: keeps ? baseInterval * own : 0,
          whenDue: baseInterval * own * (keeps ? multiple : 1),
          base,
        })),
        copied,
        ...others,
      ],
      extra: (due) => filled(lags.of(due)),
      mostExtra: rate * latestCover(system),
      quantiles: quantiles(false),
    });
    if (keeps) return atLine;
    const beforeFlush = peakAtLines(system, {
      terms: [
        ...present.map(({ multiple, phase, rate: own, base }) => ({
          multiple,
          phase,
          slope: 0,
          whenDue: 0,
          base: base + baseInterval * own,
        })),
        copied,
        ...others,
      ],
      extra: (due) => filled(flushes.onHost(kind, due)?.mean ?? -Number.MAX_VALUE),
      mostExtra: rate * flushes.latest,
      quantiles: quantiles(true),
    });
    return fuller(atLine, beforeFlush);
  };

  const byKind = kinds.map(onKind);
  // Beyond what can be walked host by host, the fullest one stands for the others: it is marked as a bound.
  if (!whole || indices * kinds.length > mostSteps) {
    return { value: Math.max(...byKind.map(({ value }) => value)), bound: "upper" };
  }
  const byHost: number[] = [];
  const beforeFlushByHost: boolean[] = [];
  const atIndexByHost: number[] = [];
  kinds.forEach(({ hosts }, kind) => {
    for (const host of hosts) {
      byHost[host] = byKind[kind].value;
      atIndexByHost[host] = byKind[kind].atIndex ?? 1;
      beforeFlushByHost[host] = byKind[kind].beforeFlush === true;
    }
  });
  const value = Math.max(...byHost);
  // The first host that is as full as any, rounding aside.
  const atHost = byHost.findIndex((one) => one >= value * (1 - 1e-12));
  const kind = kinds.findIndex(({ hosts }) => hosts.includes(atHost));
  const { value: held, atIndex, bound, quantiles, beforeFlush } = byKind[kind];
  return {
    value: held,
    atIndex,
    bound,
    quantiles,
    ...(beforeFlush && { beforeFlush }),
    byHost,
    atHost,
    atIndexByHost,
    ...(!keeps && { beforeFlushByHost }),
  };
}
