import type { Distribution } from "../scenario/model/distribution.js";
import type { System, VmClass } from "../scenario/model/system.js";
import { flushBytes } from "./boundary-writes.js";
import { type AdvanceLaw, advanceField, advanceLaws, advanceTable } from "./clock-skew.js";
import { crossHostFlows, withinHostFlows } from "./cross-host.js";
import { type DueSet, dueSets } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { type CountedBy, countedFlows, flows } from "./flows.js";
import { peakAtLines } from "./hyperperiod.js";
import { coverLags } from "./line-lag.js";
import { lineLaws } from "./line-laws.js";
import {
  lawAtom,
  lawLimitedMean,
  lawMean,
  lawSurplusSquare,
  lawSurvival,
  lawVariance,
} from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";
import { atomsOfLaw } from "./numerics/tabulated-law.js";
import { intervalCountQuantiles } from "./peak-quantiles.js";
import { hostKinds, splitByHost } from "./placement.js";
import { writtenOnDelivery } from "./stable-log-load.js";
import { heldByVms } from "./volatile-log-held.js";

/**
 * Messages held in the stable log, averaged over time, by the class and the host of their receivers.
 *
 *     S = Σ_c F_c (T0 (i_c − 1)/2 + (ℓ'_c − a_c − V_c/T0) w_c) + Σ_c n_c (κ_c + C_c) w_c/T0
 *
 * `ℓ'_c` is the mean lag until a line at which `c` is due is covered ({@link coverLags}).
 * `V_c` is the variance of an advance that is new at each index: a VM that advances late flushes more, and later.
 * The last sum is for the messages that are missing before an early advance (`κ_c`), and for the one that opens the
 * interval after it (`C_c` is the covariance of an advance's being early and its time).
 * Under `inTransit: stable`, messages delivered across a line are held from their delivery on instead of from the
 * next flush, or until the next line where there is no flush. A host whose VMs hear more from one another than those
 * of other hosts do holds more of them where delays within hosts are the longer.
 *
 * - Source: E7, R3, R8; the terms in `V_c`, `κ_c` and `C_c` and those for `inTransit: stable` are
 *   this project's
 * - Assumes: clock errors and line lags below `T0`
 * - Limits: 0 when every class is SI
 */
export function stableLogMean(system: System): Figure {
  return mean(system, "messages");
}

/** Bytes held in the stable log, averaged over time (E7, R3, R8). */
export function stableLogMeanBytes(system: System): Figure {
  return mean(system, "bytes");
}

/**
 * Messages held in the stable log, at the most that the formation of a recovery line comes to.
 *
 *     max_{1 <= k <= L} T0 Σ_c m_c(k) F_c,   m_c(k) = (k − φ_c) mod i_c, or i_c − 1 where that is 0
 *
 * Between the flushes for line `k` and its cover ({@link coverLags}) both are on disk: what the VMs that are not due
 * have just written, and all that those that are due wrote since their last checkpoint and R8 will reclaim. Only
 * where flushes and cover come at one instant is nothing of the latter left: `m_c(k)` is 0 then.
 *
 * - Source: E7, R3, R8; E7 has the log just after the line
 * - Assumes: clock errors and line lags below `T0`; quantiles as {@link intervalCountQuantiles}
 * - Limits: 0 when every class is SI; an upper bound, marked, where the hyperperiod is too long to be walked
 */
export function stableLogPeak(system: System): Figure {
  return peak(system, "messages");
}

/** Bytes held in the stable log, at the most that the formation of a recovery line comes to (E7, R3, R8). */
export function stableLogPeakBytes(system: System): Figure {
  return peak(system, "bytes");
}

/** What a class holds if its VMs advance by a given law. */
function meanHeld(system: System, by: CountedBy) {
  const { baseInterval } = system;
  const { inbound, ofClass } = countedFlows(system, by);
  const { meanWhenDue } = coverLags(system);
  const onDelivery = writtenOnDelivery(system, by);
  return (c: number, { mean, redrawnVariance, missing, earlyCovariance }: AdvanceLaw): number => {
    const { index, multiple, count } = system.classes[c];
    const logged = (multiple - 1) / multiple;
    const lag = meanWhenDue[index];
    const flushed =
      (baseInterval * (multiple - 1)) / 2 + (lag - mean - redrawnVariance / baseInterval) * logged;
    const bent = (ofClass(index) * count * (missing + earlyCovariance) * logged) / baseInterval;
    const share = onDelivery[index];
    if (share === 0) return inbound[index] * flushed + bent;
    // From delivery until the flush that would have come, or the line where none would.
    const offset = mean + deliveryOffset(system, index, share, by);
    const until = baseInterval - offset + mean * logged + lag / multiple;
    return inbound[index] * (flushed + share * until) + bent;
  };
}

function peak(system: System, by: CountedBy): Figure {
  const { baseInterval, classes } = system;
  const { inbound } = countedFlows(system, by);
  const onDelivery = writtenOnDelivery(system, by);
  const stored = inbound.map((flow, c) => flow * onDelivery[c] * baseInterval);
  // What R8 reclaims of a class that is due: its flushes since the last checkpoint, and what was written on delivery.
  const reclaimed = classes.map(
    ({ index, multiple }) => baseInterval * inbound[index] * (multiple - 1) + stored[index],
  );
  const { groups } = dueSets(system);
  const delivered = deliveredByCover(system, by);
  return peakAtLines(system, {
    terms: classes.map(({ index, multiple, phase }) => ({
      multiple,
      phase,
      slope: baseInterval * inbound[index],
      whenDue: reclaimed[index],
      base: 0,
    })),
    extra: (due) => {
      const added = delivered(due);
      const dueClasses = due.flatMap((group) => groups[group].classes);
      if (coveredWithFlushes(system, dueClasses)) {
        for (const { index } of dueClasses) added[index] -= reclaimed[index];
      }
      return added;
    },
    mostExtra: sum(stored),
    quantiles: (_, value) => (by === "messages" ? intervalCountQuantiles(system, value) : undefined),
  });
}

/**
 * Whether a line is covered at the very instant at which all VMs advance: one clock, checkpoints that take no time, and
 * nothing that is written through a storage.
 */
function coveredWithFlushes(system: System, due: readonly VmClass[]): boolean {
  const { clock, classes, storage } = system;
  const flushed = flushBytes(system);
  const written = (one: VmClass) => (due.includes(one) ? one.image : flushed[one.index]);
  if (storage && classes.some((one) => written(one) > 0)) return false;
  const occupied = hostKinds(system).filter(({ counts }) => counts.size > 0);
  const oneHost = occupied.length === 1 && occupied[0].hosts.length === 1;
  const oneClock = lawAtom(clock.error) !== undefined || (clock.scope === "host" && oneHost);
  return oneClock && due.every(({ duration }) => lawAtom(duration) === 0);
}

/** Mean time past the receiver's advance at which messages in transit are delivered: the rest of their delay. */
function deliveryOffset(system: System, classIndex: number, share: number, by: CountedBy): number {
  const { baseInterval, delay } = system;
  const across = acrossShare(system, classIndex, by);
  const square =
    across * limitedSquare(delay.across, baseInterval) +
    (1 - across) * limitedSquare(delay.within, baseInterval);
  return square / (2 * share * baseInterval);
}

/** `E[min(D, T0)²]`: a message is in transit across its first line alone. */
function limitedSquare(law: Distribution, limit: number): number {
  const beyond = lawMean(law) - lawLimitedMean(law, limit);
  return lawVariance(law) + lawMean(law) ** 2 - 2 * lawSurplusSquare(law, limit) - 2 * limit * beyond;
}

/**
 * What was in transit across a line and has been delivered when it is covered, by receiving class, for each due set.
 *
 *     Σ_a F_ab ∫ P(T_a + D > t) (x_b(t) − P(c_k ≤ t)) dt
 */
function deliveredByCover(system: System, by: CountedBy): (due: DueSet) => Float64Array {
  const { classes, policies, delay } = system;
  if (policies.inTransit === "volatile") return () => new Float64Array(classes.length);
  const { nodes, covered: coveredBy } = lineLaws(system);
  const { points, weights } = nodes;
  const field = advanceField(system);
  const { from, to, flow } = flows(system);
  const { ofPair } = countedFlows(system, by);
  const { byPair: across } = crossHostFlows(system);
  const arriving = classes.map(() => new Float64Array(points.length));
  for (const { index } of classes) {
    const { values, weights: masses } = atomsOfLaw(advanceTable(field, field.laws[index], 100));
    const later = (law: Distribution) =>
      points.map((t) =>
        values.reduce((all, advance, n) => all + masses[n] * lawSurvival(law, t - advance), 0),
      );
    const [fromWithin, fromAcross] = [later(delay.within), later(delay.across)];
    for (let pair = 0; pair < flow.length; pair++) {
      if (from[pair] !== index) continue;
      for (let node = 0; node < points.length; node++) {
        const rate = across[pair] * fromAcross[node] + (flow[pair] - across[pair]) * fromWithin[node];
        arriving[to[pair]][node] += ofPair(pair) * rate;
      }
    }
  }
  const reached = classes.map(({ index }) => points.map((t) => field.laws[index].reached(t)));
  return (due) => {
    const covered = coveredBy(due);
    return Float64Array.from(classes, ({ index }) => {
      let total = 0;
      for (let node = 0; node < points.length; node++) {
        total += weights[node] * arriving[index][node] * (reached[index][node] - covered[node]);
      }
      return total;
    });
  };
}

function acrossShare(system: System, classIndex: number, by: CountedBy): number {
  const key = by === "bytes" ? "inboundBytes" : "inbound";
  const flow = flows(system)[key][classIndex];
  return flow > 0 ? crossHostFlows(system)[key][classIndex] / flow : 0;
}

function mean(system: System, by: CountedBy): Figure {
  const held = meanHeld(system, by);
  const figure = heldByVms(system, (c, law) => held(c, law) / system.classes[c].count);
  const moved = movedByDelays(system, by);
  return moved ? { ...figure, byHost: figure.byHost.map((part, host) => part + moved[host]) } : figure;
}

/** What hosts hold more or less than their VMs' share, since what comes from within is delayed by another law. */
function movedByDelays(system: System, by: CountedBy): number[] | undefined {
  const { baseInterval, delay, policies, classes } = system;
  if (policies.inTransit === "volatile") return undefined;
  const longer = lawLimitedMean(delay.within, baseInterval) - lawLimitedMean(delay.across, baseInterval);
  const squares = limitedSquare(delay.within, baseInterval) - limitedSquare(delay.across, baseInterval);
  if (longer === 0 && squares === 0) return undefined;
  const laws = advanceLaws(system);
  const { meanWhenDue } = coverLags(system);
  // More messages in transit per message from within, and each held until its line from its later delivery on.
  const heldMore = classes.map(({ index, multiple }) => {
    const until = baseInterval + (meanWhenDue[index] - laws[index].mean) / multiple;
    return (longer * until - squares / 2) / baseInterval;
  });
  const { to, flow } = flows(system);
  const { byPair: across } = crossHostFlows(system);
  const { ofPair } = countedFlows(system, by);
  const weight = (pair: number) => heldMore[to[pair]] * ofPair(pair);
  const expected = new Float64Array(classes.length);
  for (let pair = 0; pair < flow.length; pair++) {
    expected[to[pair]] += weight(pair) * (flow[pair] - across[pair]);
  }
  const evenly = splitByHost(system, expected);
  return withinHostFlows(system, weight).map((within, host) => within - evenly[host]);
}
