import { findMeasure } from "../../scenario/model/measures.js";
import { countVms, type System, type VmClass } from "../../scenario/model/system.js";
import { type Population, populate } from "../population.js";
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
  const chance = new Chance(system, plan);
  return {
    ...layout,
    slots: layout.slots.map((slot) => {
      const perEvent = mostPerEvent(slot, system, plan);
      return {
        ...slot,
        ...(chance.leavesNothingTo(slot) && { certain: true as const }),
        ...(perEvent !== undefined && { perEvent }),
        ...(expected(slot, plan) && { expected: true as const }),
      };
    }),
  };
}

/** The exposure of a line is its expectation in span mode, not a count. */
function expected({ measure }: TotalSlot, { mode }: ReplicationPlan): boolean {
  return measure === "unrecoverablePerHostFailure" && mode === "span";
}

/** The most that one message, or one checkpoint, adds to a slot's numerator; nothing where events are not counted. */
function mostPerEvent(slot: TotalSlot, system: System, plan: ReplicationPlan): number | undefined {
  const { countsEvents, unit, peak, family, needs } = findMeasure(slot.measure)!;
  if (slot.measure === "checkpointByteRate" || slot.measure === "checkpointBurst") return undefined;
  if (needs !== undefined) return undefined;
  const { classes, baseInterval } = system;
  const longest = slot.classIndex === undefined ? classes : [classes[slot.classIndex]];
  const periods = Math.max(...longest.map(({ multiple }) => multiple));
  switch (slot.measure) {
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

/** What a system leaves to chance, as far as its own numbers say. */
class Chance {
  private readonly oneClock: boolean;
  private readonly noDelay: boolean;
  private readonly noneEarly: boolean;
  private readonly population: Population | undefined;

  constructor(
    private readonly system: System,
    private readonly plan: ReplicationPlan,
  ) {
    const { clock, delay, hosts } = system;
    const fixed = ({ low, high }: { readonly low: number; readonly high: number }) => low === high;
    this.oneClock = fixed(samplerRange(clock.error)) || (clock.scope === "host" && hosts.count === 1);
    const { low, high } = samplerRange(clock.error);
    const soonest = Math.min(samplerRange(delay.within).low, samplerRange(delay.across).low);
    this.noneEarly = this.oneClock || high - low <= soonest;
    this.noDelay = samplerRange(delay.within).high === 0 && samplerRange(delay.across).high === 0;
    this.population = countVms(system) <= mostPlaced ? populate(system) : undefined;
  }

  /** Whether every replication must find the same in a slot. */
  leavesNothingTo(slot: TotalSlot): boolean {
    switch (findMeasure(slot.measure)!.certainWhere) {
      case "whole hyperperiods":
        return this.plan.hyperperiod > 0;
      case "nothing is flushed":
        return this.nothingFlushed(slot) || this.nothingReceived(slot);
      case "nothing is received":
        return this.nothingReceived(slot);
      case "nothing crosses hosts":
        return this.nothingCrossesHosts();
      case "no message outruns the clocks":
        return this.noneEarly;
      case "clocks are one and delays are 0":
        return this.oneClock && this.noDelay;
      default:
        return false;
    }
  }

  private nothingFlushed(slot: TotalSlot): boolean {
    if (this.system.policies.inTransit === "stable" && !(this.oneClock && this.noDelay)) return false;
    const atOneIndex = findMeasure(slot.measure)!.key.startsWith("flushBurst") ? slot.atIndex : undefined;
    return this.classesOf(slot).every(
      ({ multiple, phase }) =>
        multiple === 1 || (atOneIndex !== undefined && atOneIndex % multiple === phase % multiple),
    );
  }

  private nothingReceived(slot: TotalSlot): boolean {
    const { to } = this.system.rates;
    return this.classesOf(slot).every(({ index }) => !to.includes(index));
  }

  /** The classes whose VMs a slot speaks of; all of them where nobody has worked out who is on a host. */
  private classesOf({ classIndex, host }: TotalSlot): readonly VmClass[] {
    const { classes } = this.system;
    if (classIndex !== undefined) return [classes[classIndex]];
    if (host === undefined || !this.population) return classes;
    const { cellHost, cellClass } = this.population;
    return Array.from(
      cellClass.filter((_, cell) => cellHost[cell] === host),
      (c) => classes[c],
    );
  }

  private nothingCrossesHosts(): boolean {
    const { hosts, rates } = this.system;
    if (hosts.count === 1) return true;
    if (!this.population) return false;
    const { cellHost, cellClass } = this.population;
    const hostsOf = (c: number) => new Set(cellHost.filter((_, cell) => cellClass[cell] === c));
    return rates.from.every(
      (from, pair) => new Set([...hostsOf(from), ...hostsOf(rates.to[pair])]).size === 1,
    );
  }
}
