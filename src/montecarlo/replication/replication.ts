import { countVms, type System } from "../../scenario/model/system.js";
import { exactLeastCommonMultiple, leastCommonMultiple } from "../../scenario/quantities/common-multiple.js";
import type { Held } from "../fast-engine/awaiting-lines.js";
import type { FastEngine } from "../fast-engine/fast-engine.js";
import type { VmQscByAmounts } from "../fast-engine/vm-qsc-by-amounts.js";
import { ExpectedExposure, ExpectedUnderWay } from "../observers/expected-exposure.js";
import { FailureProbes } from "../observers/failure-probes.js";
import { CountedExposure, type LineExposure } from "../observers/line-exposure.js";
import { Tallies } from "../observers/tallies.js";
import { lockstep, type Population, populate, shifted } from "../population.js";
import { openStream, type RandomStream } from "../random/random-stream.js";
import { meanOf, samplerRange } from "../random/sampler.js";
import { pairIntensities } from "../sources/poisson-traffic.js";
import { SpanTraffic } from "../sources/span-traffic.js";
import { type Engine, makeEngine } from "./engine.js";
import { type Reading, readings } from "./readings.js";
import type { ReplicationTotals, TotalsLayout } from "./totals.js";

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
/** Pairs of VMs on a host up to which a line's exposure is worked out from them rather than counted. */
const mostPairs = 200_000;

/**
 * Plans the replications of a system: a warm-up in which every class takes a checkpoint, then whole hyperperiods.
 *
 * @param messages how many messages a replication should have, about; left out, as many as cost about as much as
 * `usualWork` messages run one by one
 */
export function replicationPlan(
  system: System,
  messages?: number,
  mode: EngineMode = "event",
): ReplicationPlan {
  const messagesPerInterval = messagesPerSecond(system) * system.baseInterval;
  const vmCount = countVms(system);
  const oneByOne = messagesOneByOne(system, mode);
  const work = messages ?? usualWork;
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

/** What the numbers of `runReplication` mean. */
export function totalsLayout(system: System): TotalsLayout {
  return { slots: systemReadings(system, replicationPlan(system).hyperperiod).map(({ slot }) => slot) };
}

/** Which replication, and how. */
export interface ReplicationOptions {
  readonly seed: string;
  readonly replication: number;
  readonly plan: ReplicationPlan;
}

/** Runs one replication, with streams of its own. */
export function runReplication(system: System, options: ReplicationOptions): ReplicationTotals {
  const { seed, replication, plan } = options;
  const stream = (purpose: string) => openStream(seed, replication, purpose);
  const everyVm =
    plan.hyperperiod > 0 ? populate(system) : shifted(populate(system), anyIndex(system, stream("start")));
  const spans =
    plan.mode === "span"
      ? new SpanTraffic(system, everyVm, { counts: stream("counts"), flights: stream("flights") })
      : undefined;
  const together = spans !== undefined && inLockstep(system, spans);
  const population = together ? lockstep(everyVm) : everyVm;
  const { baseInterval } = system;
  const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };

  const image = system.classes.map((c) => c.image);
  const places = Math.max(1, plan.hyperperiod);
  const tallies = new Tallies(population, baseInterval, window, places, image, () => engine.protocol.logs);
  const gap = baseInterval / plan.probesPerInterval;
  const probes = new FailureProbes(population, () => engine.protocol, gap, stream("failures"));
  // In lockstep nothing crosses a line, so that there is nothing to expect.
  const exposure = lineExposure(system, population, together ? undefined : spans);
  const observers = [tallies, probes, exposure];
  const engine: Engine = makeEngine(system, {
    population,
    everyVm,
    stream,
    observers,
    agenda: probes,
    spans,
  });
  const { protocol, loop } = engine;

  const from = window.first * baseInterval;
  const until = window.last * baseInterval;
  loop.runUntil(from);
  const before = snapshot(protocol, loop, population, tallies, from);
  probes.probeBetween(from, until);
  loop.runUntil(until);
  const after = snapshot(protocol, loop, population, tallies, until);
  loop.runUntilLine(window.last + plan.runOut);
  tallies.crossings = after.crossings - before.crossings;

  const messages = after.delivered - before.delivered;
  const run = {
    system,
    population,
    seconds: until - from,
    messages,
    crossHost: after.crossHost - before.crossHost,
    tallies,
    held: heldBetween(before.held, after.held),
    probes: probes.sums,
    exposure: exposure.sums(window),
  };
  const list = systemReadings(system, plan.hyperperiod);
  const values = new Float64Array(2 * list.length);
  for (const [place, reading] of list.entries()) {
    const { numerator, denominator } = reading.read(run);
    values[2 * place] = numerator;
    values[2 * place + 1] = denominator;
  }
  return { replication, messages, values };
}

/**
 * Any index of the hyperperiod alike: where a replication is shorter than that, it must not always see the same part.
 */
function anyIndex({ classes }: System, stream: RandomStream): bigint {
  const length = classes.reduce((all, { multiple }) => exactLeastCommonMultiple(all, BigInt(multiple)), 1n);
  // 64 bits more than the length has, so that the remainder favours no index by as much as could be seen.
  let bits = 0n;
  for (let size = 0; size < length.toString(2).length + 64; size += 32) {
    bits = (bits << 32n) | BigInt(stream.int32() >>> 0);
  }
  return bits % length;
}

/** How the exposure of lines is found: counted, or where spans are drawn and it is not too much work, expected. */
function lineExposure(system: System, population: Population, spans: SpanTraffic | undefined): LineExposure {
  const { inTransit } = system.policies;
  if (spans === undefined) return new CountedExposure(population, inTransit);
  if (inTransit === "stable") return new ExpectedUnderWay(system, population, spans.within);
  return ExpectedExposure.work(population, spans.within) > mostPairs
    ? new CountedExposure(population, inTransit)
    : new ExpectedExposure(system, population, spans.within);
}

/** Whether the VMs of a cell cannot be told apart, and every base interval is one quiet span. */
function inLockstep({ clock, baseInterval }: System, spans: SpanTraffic): boolean {
  return clock.error.kind === "constant" && spans.immediate && spans.worthwhile(baseInterval);
}

function systemReadings(system: System, hyperperiod: number): readonly Reading[] {
  return readings({ classCount: system.classes.length, hostCount: system.hosts.count, hyperperiod });
}

interface Snapshot {
  readonly delivered: number;
  readonly crossHost: number;
  readonly crossings: number;
  readonly held: Held;
}

/** The counts at one instant; copies of messages still in transit are held too. */
function snapshot(
  { logs }: VmQscByAmounts,
  { inTransit: queue }: FastEngine,
  { hostOf }: Population,
  { crossings }: Tallies,
  at: number,
): Snapshot {
  const held = logs.heldUntil(at);
  queue.forEach((slot) => {
    const host = hostOf[queue.from[slot]];
    if (host === hostOf[queue.to[slot]]) return;
    const heldFor = at - queue.sentAt[slot];
    held.copies[2 * host] += heldFor;
    held.copies[2 * host + 1] += heldFor * queue.bytes[slot];
  });
  return { delivered: logs.delivered, crossHost: logs.crossHost, crossings, held };
}

function heldBetween(before: Held, after: Held): Held {
  return {
    volatile: after.volatile.map((value, place) => value - before.volatile[place]),
    stable: after.stable.map((value, place) => value - before.stable[place]),
    copies: after.copies.map((value, place) => value - before.copies[place]),
  };
}

function messagesPerSecond(system: System): number {
  return pairIntensities(system).reduce((sum, intensity) => sum + intensity, 0);
}
