import type { System } from "../scenario/model/system.js";
import type { PerSecond, Seconds } from "../scenario/model/units.js";
import { advanceLaws } from "./clock-skew.js";
import { crossHostBySenderHost } from "./cross-host.js";
import { dueAt, dueGroups } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { firstFlushes } from "./first-flush.js";
import { flows } from "./flows.js";
import { coverLags } from "./line-cover.js";
import { mixedPoissonCdf, mixedPoissonQuantile } from "./numerics/mixed-poisson.js";
import { poissonCdf, poissonQuantiles } from "./numerics/poisson-law.js";
import type { TabulatedLaw } from "./numerics/tabulated-law.js";
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

/** What is held at a moment whose place in time is random: its mean, how fast it fills then, and when that is. */
export interface HeldAtMoment extends Moment {
  /** Of the count, over the moment's law too. */
  readonly count: number;
  readonly rate: PerSecond;
}

/** A moment after a base boundary. */
export interface Moment {
  readonly mean: Seconds;
  readonly law: TabulatedLaw;
}

/** When line `index` is covered; or when the first VM flushes for that index, on a kind of host or anywhere. */
export function momentOf(system: System, index: number, beforeFlush: boolean, kind?: number): Moment {
  if (beforeFlush) {
    const due = dueAt(dueGroups(system), index);
    const flushes = firstFlushes(system);
    const first = kind === undefined ? flushes.ofAll(due) : flushes.onHost(kind, due);
    if (first) return first;
  }
  const lags = coverLags(system);
  return { mean: lags.at(index), law: lags.law(index) };
}

/**
 * Quantiles of what VMs have received from one of their advances until a line is covered, or the first of them flushes.
 *
 *     P(N <= n) = ∫ P(Poisson(m + Λ (t − E[t])) <= n) dG(t)
 *
 * A late line finds more in memory than an early one: the count is Poisson given the moment, whose law is `G`.
 *
 * - Source: E8, with the law of E11; this project's
 * - Assumes: as {@link intervalCountQuantiles}; no answer where VMs of a host share clocks that differ
 * - Limits: Poisson quantiles where every lag is the same
 */
export function heldQuantiles(system: System, held: HeldAtMoment): Quantiles {
  return clockScatter(system) > mostScatter * held.count ? undefined : quantilesAt(held);
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
  const { mean, law } = momentOf(system, atIndex, beforeFlush === true, kind);
  return mixedPoissonCdf(count, law, (t) => value + rate * (t - mean));
}

/**
 * Quantiles of what the memory of a host holds just before a line is covered, or its VMs flush: messages that its VMs
 * have received, and copies of others that they have sent.
 *
 * - Source: E8, E9; no message is among both, so that the sum is as {@link heldQuantiles} has it
 * - Assumes: as there; no answer where clocks scatter what the VMs of the host hold, which copies may double
 * - Limits: Poisson quantiles where every lag is the same
 *
 * @param counts VMs of the host, by class
 */
export function heldOnHostQuantiles(
  system: System,
  counts: ReadonlyMap<number, number>,
  held: HeldAtMoment,
): Quantiles {
  const { inbound } = flows(system);
  const laws = advanceLaws(system);
  let [apart, together] = [0, 0];
  for (const [c, count] of counts) {
    const perVm = (inbound[c] / system.classes[c].count) * Math.sqrt(2 * laws[c].redrawnVariance);
    apart += count * perVm ** 2;
    together += count * perVm;
  }
  const scatter = system.clock.scope === "vm" ? apart : together ** 2;
  return 2 * scatter > mostScatter * held.count ? undefined : quantilesAt(held);
}

function quantilesAt({ count, rate, mean, law }: HeldAtMoment): Quantiles {
  const quantile = (probability: number) =>
    mixedPoissonQuantile(probability, law, (t) => count + rate * (t - mean));
  return { p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999) };
}

/** Variance of a count that comes of advances being early and late at either end: `Σ r² 2 V`, by VM or by host. */
function clockScatter(system: System): number {
  const { clock, classes } = system;
  const laws = advanceLaws(system);
  const { inbound } = flows(system);
  const perVm = classes.map(
    ({ index, count }) => (inbound[index] / count) * Math.sqrt(2 * laws[index].redrawnVariance),
  );
  if (clock.scope === "vm")
    return classes.reduce((sum, { index, count }) => sum + count * perVm[index] ** 2, 0);
  if (perVm.every((scatter) => scatter === 0)) return 0;
  // VMs of a host are early and late together.
  return hostKinds(system).reduce((sum, { counts, hosts }) => {
    let together = 0;
    for (const [index, count] of counts) together += count * perVm[index];
    return sum + hosts.length * together ** 2;
  }, 0);
}
