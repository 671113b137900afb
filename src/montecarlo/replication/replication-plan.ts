import { countVms, type System } from "../../scenario/model/system.js";
import { leastCommonMultiple } from "../../scenario/quantities/common-multiple.js";
import { meanOf, samplerRange } from "../random/sampler.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";

/** How long each replication is. It follows from the scenario alone, never from the machine. */
export interface ReplicationPlan {
  /** Indices run before the measured ones. */
  readonly warmUp: number;
  /** Measured indices. */
  readonly indices: number;
  /** Indices run after the measured ones, until the messages that cross their lines have arrived. */
  readonly runOut: number;
  /** `L`, or 0 where it is too long for a replication to hold whole hyperperiods. */
  readonly hyperperiod: number;
  /** Probes of failures per base interval, on average. */
  readonly probesPerInterval: number;
  readonly mode: EngineMode;
}

/**
 * How quiet spans are run: drawn at once, or message by message. The law of every measure is the same; the numbers
 * of one seed are not.
 */
export type EngineMode = "span" | "event";

const longestHyperperiod = 20_000;
const usualWork = 250_000;
const mostWork = 2_000_000;
const fewestProbes = 8;
/** What a base interval costs in span mode besides its VMs and messages, in messages. */
const intervalOverhead = 50;
const drawsPerPair = 8;

/**
 * Plans the replications of a system: a warm-up in which every class takes a checkpoint, then whole hyperperiods.
 *
 * @param messages how many messages a replication should have, about; left out, as many as cost about as much as
 * `usualWork` messages run one by one
 */
export function replicationPlan(
  system: System,
  messages?: number,
  wanted: EngineMode = "event",
): ReplicationPlan {
  // Only Poisson traffic can be drawn a span at a time.
  const mode = system.pattern === undefined ? wanted : "event";
  const messagesPerInterval = messagesPerSecond(system) * system.baseInterval;
  const vmCount = countVms(system);
  const oneByOne = messagesOneByOne(system, mode);
  // Clocks that stay show nothing new in a longer replication, only in another one.
  const work = messages ?? (system.clock.redraw === "once" ? usualWork / 2 : usualWork);
  const draws = mode === "span" ? intervalOverhead + drawsPerPair * system.rates.from.length : 0;
  const perInterval = vmCount + (messages === undefined ? oneByOne + draws : messagesPerInterval);
  const common = system.classes.reduce((all, { multiple }) => leastCommonMultiple(all, multiple), 1);
  const hyperperiod = common <= longestHyperperiod ? common : 0;
  const whole = common <= longestHyperperiod ? common : 1;
  const settled = Math.max(...system.classes.map(({ multiple, phase }) => multiple + phase));
  const { within, across } = system.delay;
  const slowest = Math.max(
    meanOf(within),
    meanOf(across),
    samplerRange(system.clock.error).high / 10,
    system.pattern?.kind === "requestReply" ? meanOf(system.pattern.service) : 0,
    ...system.classes.map(({ duration }) => meanOf(duration)),
  );
  const warmUp = settled + 1 + Math.ceil((10 * slowest) / system.baseInterval);
  const runOut = 1 + Math.ceil((10 * Math.max(meanOf(within), meanOf(across))) / system.baseInterval);
  // What is not measured should not be the larger part, unless a replication would become long for it.
  const balanced = messages === undefined ? Math.min(3 * (warmUp + runOut), mostWork / perInterval) : 0;
  const indices = Math.max(work / perInterval, balanced);
  return {
    warmUp,
    indices: whole * Math.max(1, Math.round(indices / whole)),
    hyperperiod,
    runOut,
    probesPerInterval: Math.min(1024, Math.max(fewestProbes, Math.floor(oneByOne / (16 * vmCount)))),
    mode,
  };
}

/** About what a replication costs: advances of VMs, and messages run one by one. */
export function replicationWork(system: System, { warmUp, indices, runOut, mode }: ReplicationPlan): number {
  return (warmUp + indices + runOut) * (countVms(system) + messagesOneByOne(system, mode));
}

/** Messages that one base interval has the engine run one by one. */
function messagesOneByOne(system: System, mode: EngineMode): number {
  const all = messagesPerSecond(system) * system.baseInterval;
  return mode === "event" ? all : Math.min(all, messagesOutsideSpans(system));
}

/** Messages that one base interval has outside its quiet span: around the timers, and while they arrive. */
function messagesOutsideSpans(system: System): number {
  const { low, high } = samplerRange(system.clock.error);
  const { within, across } = system.delay;
  return messagesPerSecond(system) * (high - low + 2 * Math.max(meanOf(within), meanOf(across)));
}
