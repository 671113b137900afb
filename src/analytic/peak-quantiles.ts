import type { System } from "../scenario/model/system.js";
import type { PerSecond } from "../scenario/model/units.js";
import { advanceLaws } from "./clock-skew.js";
import { crossHostBySenderHost } from "./cross-host.js";
import { dueAt, dueGroups } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { firstFlushes } from "./first-flush.js";
import { flows } from "./flows.js";
import { coverLags } from "./line-lag.js";
import {
  mixedPoissonCdf,
  mixedPoissonQuantile,
  poissonCdf,
  poissonQuantiles,
} from "./numerics/poisson-law.js";
import { hostKinds, splitByHost } from "./placement.js";

type Quantiles = Figure["quantiles"];

/** Share of a count's variance that may come from clocks: 1 % moves a quantile by a 60th of the standard deviation. */
const mostScatter = 0.01;

/**
 * Quantiles of a count of messages that VMs receive between two of their own advances.
 *
 *     N ~ Poisson(m)
 *
 * - Source: E6, E7: the count of one class is Poisson, and so is a sum over classes
 * - Assumes: intervals of nearly one length. Clocks that differ make them longer and shorter, and the count more
 *   scattered than Poisson's; where that is more than 1 % of its variance there is no answer
 * - Limits: those of {@link poissonQuantiles}
 */
export function intervalCountQuantiles(system: System, mean: number): Quantiles {
  return clockScatter(system) <= mostScatter * mean ? poissonQuantiles(Math.max(0, mean)) : undefined;
}

/** What memory holds just before line `index` is covered, or before the first VM flushes for that index. */
export interface HeldInMemory {
  /** The kind of host whose memory it is; absent where it is that of all. */
  readonly kind?: number;
  readonly index: number;
  readonly beforeFlush: boolean;
  /** In the mean over that moment too; and how fast it fills then. */
  readonly count: number;
  readonly rate: PerSecond;
}

/** When line `index` is covered; or when the first VM flushes for that index, on a kind of host or anywhere. */
function momentOf(system: System, { kind, index, beforeFlush }: Omit<HeldInMemory, "count" | "rate">) {
  const due = dueAt(dueGroups(system), index);
  const flushes = firstFlushes(system);
  const first = beforeFlush && (kind === undefined ? flushes.ofAll(due) : flushes.onHost(kind, due));
  const lags = coverLags(system);
  return first || { mean: lags.at(index), law: lags.law(index) };
}

/**
 * Quantiles of what VMs have received from one of their advances until a line is covered, or the first of them flushes;
 * of one host, with the copies of what its VMs have sent.
 *
 *     P(N <= n) = ∫ P(Poisson(m + Λ (t − E[t])) <= n) dG(t)
 *
 * A late line finds more in memory than an early one: the count is Poisson given the moment, whose law is `G`.
 *
 * - Source: E8, E9, with the law of E11; this project's. No message is both received and copied on one host
 * - Assumes: as {@link intervalCountQuantiles}; copies may double what clocks scatter on a host
 * - Limits: Poisson quantiles where every lag is the same
 */
export function heldQuantiles(system: System, held: HeldInMemory): Quantiles {
  const { kind, count, rate } = held;
  const scatter = kind === undefined ? clockScatter(system) : 2 * scatterOnHost(system)(kind);
  if (scatter > mostScatter * count) return undefined;
  const { mean, law } = momentOf(system, held);
  const quantile = (probability: number) =>
    mixedPoissonQuantile(probability, law, (t) => count + rate * (t - mean));
  return { p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999) };
}

/** How likely a peak's count is at most `count`, at the index where it is largest. */
export function chanceOfAtMost(
  system: System,
  measure: "flushBurst" | "stableLogPeak" | "volatileLogPeak" | "hostMemoryPeak",
  { value, atIndex = 1, atHost, beforeFlush }: Figure,
  count: number,
): number {
  if (measure === "flushBurst" || measure === "stableLogPeak") return poissonCdf(count, Math.max(0, value));
  const { inbound, total } = flows(system);
  const onHost = (host: number) =>
    splitByHost(system, inbound)[host] + crossHostBySenderHost(system, () => 1)[host];
  const rate = atHost === undefined ? total : onHost(atHost);
  const kind =
    atHost === undefined ? undefined : hostKinds(system).findIndex(({ hosts }) => hosts.includes(atHost));
  const { mean, law } = momentOf(system, { kind, index: atIndex, beforeFlush: beforeFlush === true });
  return mixedPoissonCdf(count, law, (t) => value + rate * (t - mean));
}

/** Variance of a count that comes of advances being early and late at either end: `Σ r² 2 V`, by VM or by host. */
function clockScatter(system: System): number {
  const onHost = scatterOnHost(system);
  return hostKinds(system).reduce((sum, { hosts }, kind) => sum + hosts.length * onHost(kind), 0);
}

/** The same of one host of a kind, whose VMs are early and late together where they share a clock. */
function scatterOnHost(system: System): (kind: number) => number {
  const laws = advanceLaws(system);
  const { inbound } = flows(system);
  return (kind) => {
    let [apart, together] = [0, 0];
    for (const [c, count] of hostKinds(system)[kind].counts) {
      const perVm = (inbound[c] / system.classes[c].count) * Math.sqrt(2 * laws[c].redrawnVariance);
      apart += count * perVm ** 2;
      together += count * perVm;
    }
    return system.clock.scope === "vm" ? apart : together ** 2;
  };
}
