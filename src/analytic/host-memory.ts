import type { System } from "../scenario/model/system.js";
import { advanceLaws } from "./clock-skew.js";
import { crossHostBySenderHost } from "./cross-host.js";
import { dueSets } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { flows, meanInboundSize } from "./flows.js";
import { peakAtLines } from "./hyperperiod.js";
import { coverLags, latestCover } from "./line-cover.js";
import { lawMean } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";
import { heldOnHostQuantiles } from "./peak-quantiles.js";
import { hostKinds } from "./placement.js";

/** Indices times kinds of hosts that are looked at one by one. */
const mostSteps = 2 ** 24;

/**
 * Messages held in the memory of one host, those received and the copies of those sent: on the host that holds the
 * most, just before the recovery line at which it does.
 *
 *     M_h = max_k Σ_c (n_ch/n_c) (F_c (m_c(k) T0 + ℓ'_k − a_c) + n_c e_c)
 *                 + Σ_c X_hc (E[D] + T0 + ℓ'_k − a_c + n_c e_c/F_c)
 *
 * `m_c(k)` is as for the volatile log of all hosts ({@link volatileLogPeak}), and `X_hc` what VMs of the host send to class
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
    (c) => (flows(system).inbound[c] > 0 ? 1 : 0),
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
    const opening = messages[c] > 0 ? (classes[c].count * early) / messages[c] : 0;
    return lawMean(delay.across) + baseInterval - mean + opening;
  };
  const copiesPerSecond = crossHostBySenderHost(system, pairSize);
  const copies = crossHostBySenderHost(system, (pair) => pairSize(pair) * sinceSent(to[pair]));
  const kinds = hostKinds(system);
  const { groups, indices, whole } = dueSets(system);

  const onKind = ({ counts, hosts: [host] }: (typeof kinds)[number]): Figure => {
    const present = [...counts].map(([index, count]) => {
      const share = count / classes[index].count;
      return { ...classes[index], rate: share * inbound[index], opened: count * laws[index].early };
    });
    const rate = sum(present.map((one) => one.rate)) + copiesPerSecond[host];
    const { value, atIndex, bound, quantiles } = peakAtLines(system, {
      terms: [
        ...present.map(({ index, multiple, phase, rate: own, opened }) => ({
          multiple,
          phase,
          slope: keeps ? baseInterval * own : 0,
          whenDue: baseInterval * own * (keeps ? multiple : 1),
          base: opened * classSize(index) - laws[index].mean * own,
        })),
        { multiple: 1, phase: 0, slope: 0, whenDue: 0, base: copies[host] },
        // Classes that have no VM here still make lines late.
        ...groups.map(({ multiple, phase }) => ({ multiple, phase, slope: 0, whenDue: 0, base: 0 })),
      ],
      extra: (due) => {
        const lag = lags.of(due);
        const added = new Float64Array(present.length + 1 + groups.length);
        present.forEach((one, place) => {
          added[place] = one.rate * lag;
        });
        added[present.length] = copiesPerSecond[host] * lag;
        return added;
      },
      mostExtra: rate * latestCover(system),
      ...(counted && {
        quantiles: (index: number, mean: number) =>
          heldOnHostQuantiles(system, { index, mean, rate, counts }),
      }),
    });
    return { value, atIndex, bound, quantiles };
  };

  // Beyond what can be walked host by host, the one with the most traffic stands for the others: it is marked as a bound.
  const walked = whole && indices * kinds.length <= mostSteps ? kinds : [];
  if (walked.length === 0) {
    const most = kinds.map(onKind).reduce((one, other) => (other.value > one.value ? other : one));
    return { value: most.value, bound: "upper" };
  }
  const byKind = walked.map(onKind);
  const byHost = new Array<number>(system.hosts.count).fill(0);
  const atIndexByHost = new Array<number>(system.hosts.count).fill(1);
  kinds.forEach(({ hosts }, kind) => {
    for (const host of hosts) {
      byHost[host] = byKind[kind].value;
      atIndexByHost[host] = byKind[kind].atIndex ?? 1;
    }
  });
  const value = byHost.reduce((one, other) => Math.max(one, other));
  // The first host that is as full as any, rounding aside.
  const atHost = byHost.findIndex((held) => held >= value * (1 - 1e-12));
  const kind = kinds.findIndex(({ hosts }) => hosts.includes(atHost));
  return { ...byKind[kind], byHost, atHost, atIndexByHost };
}
