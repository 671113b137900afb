import { advanceField } from "../../src/analytic/clock-skew.js";
import { flows } from "../../src/analytic/flows.js";
import { lineLags } from "../../src/analytic/line-lag.js";
import { lawCdf, lawMean, lawShortfall, lawSurvival } from "../../src/analytic/numerics/distribution-laws.js";
import { sameHostProbability } from "../../src/analytic/placement.js";
import { unrecoverablePerHostFailure } from "../../src/analytic/unrecoverable.js";
import type { System } from "../../src/scenario/model/system.js";
import { constant } from "./system-of.js";

/**
 * Formulas that look right and are not, for E10 to E15. Each says what it leaves out and where that shows.
 */

/** E10 without contagion: only clocks make others early. Shows when many messages fall into one clock error. */
export function earlyWithoutContagion(system: System): number[] {
  return early(system, (c, t) => {
    const { from, to, flow } = flows(system);
    let hazard = 0;
    for (let pair = 0; pair < flow.length; pair++) {
      if (to[pair] !== c) continue;
      const rate = flow[pair] / system.classes[c].count;
      hazard += rate * meanDelayed((s) => lawShortfall(system.clock.error, s), system, from[pair], c, t);
    }
    return hazard;
  });
}

/** E10 with messages that arrive at once. Shows when the delay is not short beside the clock error. */
export function earlyWithoutDelay(system: System): number[] {
  const instant: System = { ...system, delay: { within: constant(0), across: constant(0) } };
  return advanceField(instant).laws.map((law) => law.early);
}

/** E10 with `F_ac` per class instead of per VM of the receivers. Shows whenever a class has more than one VM. */
export function earlyPerSender(system: System): number[] {
  const { laws } = advanceField(system);
  return system.classes.map(({ count, index }) => Math.min(1, laws[index].early * count));
}

/** E11 as if every VM advanced by its own clock. Shows when messages bring the slowest clocks forward. */
export function lineLagWithoutEarlyAdvance(system: System): number {
  const silent: System = {
    ...system,
    rates: { ...system.rates, rate: system.rates.rate.map((rate) => rate * 1e-12) },
  };
  return lineLags(silent).mean;
}

/** E11 with all VMs due at every line. Shows when the multiples differ. */
export function lineLagOfEveryVm(system: System): number {
  return lineLags({ ...system, classes: system.classes.map((c) => ({ ...c, multiple: 1, phase: 0 })) }).mean;
}

/** E11 as mean advance plus mean duration. Shows with more than one VM and durations that vary. */
export function lineLagOfOneVm(system: System): number {
  const { laws } = advanceField(system);
  const vms = system.classes.reduce((sum, c) => sum + c.count, 0);
  return system.classes.reduce(
    (sum, c) => sum + (c.count * (laws[c.index].mean + lawMean(c.duration))) / vms,
    0,
  );
}

/** E12 by the M/G/∞ queue alone, `Σ F E[D]`. Shows when a clock error meets early advances. */
export function inTransitByDelayAlone(system: System): number {
  const { from, to, flow } = flows(system);
  return flow.reduce((sum, value, pair) => sum + value * delayBetween(system, from[pair], to[pair]), 0);
}

/** E12 with senders that are not due, which would replay. Shows when there are multiples above 1. */
export function unrecoverableFromAnySender(system: System): number {
  const due = system.classes.map((c) => ({ ...c, multiple: 1, phase: 0 }));
  return unrecoverablePerHostFailure({ ...system, classes: due }).value;
}

/** E12 over all hosts, though one fails. Shows with more than one host. */
export function unrecoverableOverAllHosts(system: System): number {
  return unrecoverablePerHostFailure(system).value * system.hosts.count;
}

/** E12 with receivers that stand on their checkpoint, not senders. Shows when flows between classes are not alike. */
export function unrecoverableOfDueReceivers(system: System): number {
  return reweighed(system, (a, b) => local(system, a, b) / system.classes[b].multiple);
}

/** E12 with the sender among those that it may send to. Shows when a class has few VMs on a host. */
export function unrecoverableWithOwnPlace(system: System): number {
  return reweighed(system, (a) => 1 / system.hosts.count / system.classes[a].multiple);
}

/** E13 with the age of the last checkpoint started, complete or not. Shows with long durations. */
export function vmRecoveryFromStartedCheckpoint(system: System): number[] {
  return system.classes.map(
    (c) => restore(system, c.image) + (c.multiple * system.baseInterval) / 2 / speedup(system),
  );
}

/** E13 with half a base interval replayed whatever the multiple. Shows when there are multiples above 1. */
export function vmRecoveryWithoutMultiple(system: System): number[] {
  return system.classes.map(
    (c) => restore(system, c.image) + (system.baseInterval / 2 + lawMean(c.duration)) / speedup(system),
  );
}

/** E14 without the line's lag. Shows with long durations. */
export function hostRollbackWithoutLag(system: System): number {
  return system.baseInterval / 2;
}

/** E14 with all of the log replayed, not only up to the line. Shows when there are multiples above 1. */
export function hostRecoveryToTheEnd(system: System): number[] {
  return system.classes.map(
    (c) => restore(system, c.image) + (c.multiple * system.baseInterval) / 2 / speedup(system),
  );
}

/** E15 in which only the VMs of the failed host roll back. Shows with more than one host. */
export function wasteOfOneHost(system: System, waste: number): number {
  return waste / system.hosts.count;
}

/** E15 without pauses. Shows when checkpoints are frequent beside failures. */
export function wasteWithoutPauses(system: System, waste: number): number {
  const { classes, baseInterval } = system;
  const vms = classes.reduce((sum, { count }) => sum + count, 0);
  const paused = (c: System["classes"][number]) => (c.count * c.pause) / (c.multiple * baseInterval);
  return waste - classes.reduce((sum, c) => sum + paused(c), 0) / vms;
}

/** E15 with the time to recover alone, not the work that is lost. Shows when base intervals are long. */
export function wasteWithoutRollback(system: System, waste: number, hostRollback: number): number {
  return waste - system.hosts.count * system.failures.host * hostRollback;
}

function early(system: System, hazard: (c: number, t: number) => number): number[] {
  const { field } = advanceField(system);
  if (!field) return system.classes.map(() => 0);
  const { times } = field;
  return system.classes.map((_, c) => {
    let share = 0;
    let before = 1;
    for (let j = 1; j < times.length; j++) {
      const left = Math.exp(-hazard(c, times[j]));
      const waiting =
        (lawSurvival(system.clock.error, times[j]) + lawSurvival(system.clock.error, times[j - 1])) / 2;
      share += waiting * (before - left);
      before = left;
    }
    return share;
  });
}

/** `E[f(t − D)]` by a plain sum over quantiles of the delay. */
function meanDelayed(f: (t: number) => number, system: System, a: number, c: number, t: number): number {
  const share = local(system, a, c);
  const over = (law: System["delay"]["within"]) => {
    const steps = 200;
    const reach = Math.max(lawMean(law) * 30, 1e-12);
    let sum = lawCdf(law, 0) * f(t);
    for (let step = 0; step < steps; step++) {
      // Squares put the points where delays are short.
      const from = reach * (step / steps) ** 2;
      const to = reach * ((step + 1) / steps) ** 2;
      sum += (lawCdf(law, to) - lawCdf(law, from)) * f(t - (from + to) / 2);
    }
    return sum;
  };
  return share * over(system.delay.within) + (1 - share) * over(system.delay.across);
}

/** E12 with other weights for its pairs than `P_ab/i_a`, as if each message were exposed for the same time. */
function reweighed(system: System, weight: (a: number, b: number) => number): number {
  const { from, to, flow } = flows(system);
  let [right, wrong] = [0, 0];
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    right += (flow[pair] * local(system, a, b)) / system.classes[a].multiple;
    wrong += flow[pair] * weight(a, b);
  }
  return (unrecoverablePerHostFailure(system).value * wrong) / right;
}

function local(system: System, a: number, b: number): number {
  return sameHostProbability(system, a, b);
}

function delayBetween(system: System, a: number, b: number): number {
  const share = local(system, a, b);
  return share * lawMean(system.delay.within) + (1 - share) * lawMean(system.delay.across);
}

function restore(system: System, image: number): number {
  return system.recovery.restart + image / system.recovery.bandwidth;
}

function speedup(system: System): number {
  return system.recovery.replaySpeedup;
}
