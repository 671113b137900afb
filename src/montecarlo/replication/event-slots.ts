import { type Certainty, findMeasure } from "../../scenario/model/measures.js";
import { countVms, type System, type VmClass } from "../../scenario/model/system.js";
import { populate } from "../population.js";
import { samplerRange } from "../random/sampler.js";
import type { ReplicationPlan } from "./replication-plan.js";
import type { TotalSlot, TotalsLayout } from "./totals.js";

/** Above so many VMs it is not worked out which hosts have none that messages go to. */
const mostPlaced = 100_000;

/**
 * Says of each slot how much one event adds to it, and whether the rules leave it to chance at all: without that a
 * total of 0 could be told neither from an event that is rare nor from one that cannot happen.
 */
export function withEvents(layout: TotalsLayout, system: System, plan: ReplicationPlan): TotalsLayout {
  const leavesNothing = certainties(system, plan);
  return {
    ...layout,
    slots: layout.slots.map((slot) => {
      const { certainWhere } = findMeasure(slot.measure)!;
      const perEvent = mostPerEvent(slot, system, plan);
      // The exposure of a line is its expectation in span mode, not a count.
      const expected = slot.measure === "unrecoverablePerHostFailure" && plan.mode === "span";
      return {
        ...slot,
        ...(certainWhere && leavesNothing[certainWhere](slot) && { certain: true as const }),
        ...(perEvent !== undefined && { perEvent }),
        ...(expected && { expected: true as const }),
      };
    }),
  };
}

/** The most that one message, or one checkpoint, adds to a slot's numerator; nothing where events are not counted. */
function mostPerEvent(slot: TotalSlot, system: System, plan: ReplicationPlan): number | undefined {
  const { countsEvents, unit, peak, family, needs } = findMeasure(slot.measure)!;
  const { classes, baseInterval } = system;
  const longest = slot.classIndex === undefined ? classes : [classes[slot.classIndex]];
  const periods = Math.max(...longest.map(({ multiple }) => multiple));
  if (needs !== undefined) return undefined;
  switch (slot.measure) {
    case "checkpointByteRate":
    case "checkpointBurst":
      return undefined;
    case "unrecoverablePerHostFailure":
      return baseInterval;
    case "vmReplayedMessages":
      return periods * plan.probesPerInterval;
  }
  if (countsEvents) return 1;
  const inBytes = unit === "B" || unit === "B/s" || slot.measure === "stableLogByteRatio";
  const size = inBytes ? system.rates.size.reduce((most, one) => Math.max(most, one), 0) : 1;
  if (family !== "storage" && family !== "memory") return inBytes ? size : undefined;
  // Logs: at a line a message counts once, over time for as long as it is held.
  return peak ? size : size * periods * baseInterval;
}

/** Whether every replication must find the same in a slot, as far as a system's own numbers say. */
function certainties(system: System, plan: ReplicationPlan): Record<Certainty, (slot: TotalSlot) => boolean> {
  const { clock, delay, hosts, rates, classes, policies } = system;
  const population = countVms(system) <= mostPlaced ? populate(system) : undefined;
  const error = samplerRange(clock.error);
  const delays = [samplerRange(delay.within), samplerRange(delay.across)];
  const oneClock = error.low === error.high || (clock.scope === "host" && hosts.count === 1);
  const noDelay = delays.every(({ high }) => high === 0);
  const noneEarly = oneClock || error.high - error.low <= Math.min(...delays.map(({ low }) => low));

  /** The classes whose VMs a slot speaks of; all of them where nobody has worked out who is on a host. */
  const classesOf = ({ classIndex, host }: TotalSlot): readonly VmClass[] => {
    if (classIndex !== undefined) return [classes[classIndex]];
    if (host === undefined || !population) return classes;
    return Array.from(
      population.cellClass.filter((_, cell) => population.cellHost[cell] === host),
      (c) => classes[c],
    );
  };
  const nothingReceived = (slot: TotalSlot) =>
    classesOf(slot).every(({ index }) => !rates.to.includes(index));
  const nothingFlushed = (slot: TotalSlot) => {
    if (policies.inTransit === "stable" && !(oneClock && noDelay)) return false;
    const atOneIndex = slot.measure.startsWith("flushBurst") ? slot.atIndex : undefined;
    return classesOf(slot).every(
      ({ multiple, phase }) =>
        multiple === 1 || (atOneIndex !== undefined && atOneIndex % multiple === phase % multiple),
    );
  };
  const nothingCrossesHosts = () => {
    if (hosts.count === 1 || !population) return hosts.count === 1;
    const { cellHost, cellClass } = population;
    const hostsOf = (c: number) => new Set(cellHost.filter((_, cell) => cellClass[cell] === c));
    return rates.from.every(
      (from, pair) => new Set([...hostsOf(from), ...hostsOf(rates.to[pair])]).size === 1,
    );
  };
  return {
    "whole hyperperiods": () => plan.hyperperiod > 0,
    "nothing is flushed": (slot) => nothingFlushed(slot) || nothingReceived(slot),
    "nothing is received": nothingReceived,
    "nothing crosses hosts": nothingCrossesHosts,
    "no message outruns the clocks": () => noneEarly,
    "clocks are one and delays are 0": () => oneClock && noDelay,
  };
}
