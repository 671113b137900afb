import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Held } from "../fast-engine/awaiting-lines.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import { FastEngine } from "../fast-engine/fast-engine.js";
import { VmQscByAmounts } from "../fast-engine/vm-qsc-by-amounts.js";
import { ExpectedExposure, ExpectedUnderWay } from "../observers/expected-exposure.js";
import { FailureProbes } from "../observers/failure-probes.js";
import { HostMemory, tellsHostsApart } from "../observers/host-memory.js";
import { HostRollback } from "../observers/host-rollback.js";
import { CountedExposure, type LineExposure } from "../observers/line-exposure.js";
import { StorageTallies } from "../observers/storage-tallies.js";
import { Tallies } from "../observers/tallies.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import type { RunSources } from "../sources/run-sources.js";
import { SpanTraffic } from "../sources/span-traffic.js";
import { readTimes } from "../storage/read-times.js";
import { writesThrough } from "../storage/stable-writes.js";
import type { ReplicationPlan } from "./replication-plan.js";
import type { RunRecord } from "./run-record.js";

/** What a measured run is made of besides its system. */
export interface MeasuredRunParts {
  readonly sources: RunSources;
  /** Which indices are measured, what is run before and after them, and how often failures are probed. */
  readonly plan: Omit<ReplicationPlan, "mode">;
  /** For the instants of the probes. */
  readonly streams: StreamsByPurpose;
  /** Who hears of it besides those that measure, made for the engine of the run. */
  readonly observers?: (engine: () => FastEngine) => readonly EngineObserver[];
}

/**
 * Runs VM_QSC over given sources and measures the window of the plan: the same for traffic that is drawn, and for
 * messages of a trace or a script.
 */
export function measuredRun(
  system: System,
  { sources, plan, streams, observers = () => [] }: MeasuredRunParts,
): RunRecord {
  const { population } = sources;
  const { baseInterval, policies } = system;
  const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };
  const image = system.classes.map((c) => c.image);
  const places = Math.max(1, plan.hyperperiod);
  const tallies = new Tallies(population, baseInterval, window, places, image, () => rules.logs);
  const gap = baseInterval / plan.probesPerInterval;
  const { restart, bandwidth, replaySpeedup } = system.recovery;
  const reads = readTimes(system, population);
  const restore = system.classes.map((one) => (reads ? restart : restart + wholeImage(one) / bandwidth));
  const probes = new FailureProbes(population, () => rules, gap, streams("failures"), reads);
  const [from, until] = [window.first * baseInterval, window.last * baseInterval];
  const rollback = new HostRollback(
    population,
    { from, until },
    { restore, reads: reads?.together, replaySpeedup },
  );
  const exposure = lineExposure(system, sources);
  const hostMemory = tellsHostsApart(population.hostCount, plan.hyperperiod, policies.volatileLog === "drop")
    ? new HostMemory(population, window, plan.hyperperiod, () => engine)
    : undefined;
  const memories = hostMemory === undefined ? [] : [hostMemory];
  const stored =
    system.storage && new StorageTallies(population, baseInterval, window, places, () => rules.writes!);
  const storages = stored === undefined ? [] : [stored];
  const rules: VmQscByAmounts = new VmQscByAmounts({
    ...sources,
    baseInterval,
    policies,
    observers: [tallies, probes, rollback, exposure, ...memories, ...storages, ...observers(() => engine)],
    messageSize: sources.source.messageSize,
    writesThrough: writesThrough(system),
  });
  const engine: FastEngine = new FastEngine({ ...sources, rules, agenda: probes });

  engine.runUntil(from);
  const before = snapshot(engine, population, tallies, from);
  const busyBefore = rules.writes?.busyUntil(from) ?? 0;
  probes.probeBetween(from, until);
  engine.runUntil(until);
  const after = snapshot(engine, population, tallies, until);
  if (stored) stored.sums.busy = rules.writes!.busyUntil(until) - busyBefore;
  engine.runUntilLine(window.last + plan.runOut);
  stored?.close();
  rollback.sumUntil(until);
  tallies.crossings = after.crossings - before.crossings;
  return {
    system,
    population,
    seconds: until - from,
    messages: after.delivered - before.delivered,
    crossHost: after.crossHost - before.crossHost,
    tallies,
    held: heldBetween(before.held, after.held),
    probes: probes.sums,
    rollback: rollback.sums,
    hostMemory,
    storage: stored && reads && { sums: stored.sums, reads },
    exposure: exposure.sums(window),
  };
}

/** Pairs of VMs on a host up to which a line's exposure is worked out from them rather than counted. */
const mostPairs = 200_000;

/** How the exposure of lines is found: counted, or where spans are drawn and it is not too much work, expected. */
function lineExposure(system: System, { population, source, longest }: RunSources): LineExposure {
  const { inTransit } = system.policies;
  // In lockstep nothing crosses a line, so that there is nothing to expect.
  const inLockstep = longest !== undefined;
  if (!(source instanceof SpanTraffic) || inLockstep) return new CountedExposure(population, inTransit);
  if (inTransit === "stable") return new ExpectedUnderWay(system, population, source.within);
  return ExpectedExposure.work(system, population, source.within) > mostPairs
    ? new CountedExposure(population, inTransit)
    : new ExpectedExposure(system, population, source.within);
}

interface Snapshot {
  readonly delivered: number;
  readonly crossHost: number;
  readonly crossings: number;
  readonly held: Held;
}

/** The counts at one instant; copies of messages still in transit are held too. */
function snapshot(
  { rules: { logs }, inTransit: queue }: FastEngine,
  { hostOf }: Population,
  { crossings }: Tallies,
  at: Seconds,
): Snapshot {
  const held = logs.heldUntil(at);
  for (const { from, to, sentAt, bytes } of queue) {
    const host = hostOf[from];
    if (host === hostOf[to]) continue;
    held.copies[2 * host] += at - sentAt;
    held.copies[2 * host + 1] += (at - sentAt) * bytes;
  }
  return { delivered: logs.delivered, crossHost: logs.crossHost, crossings, held };
}

function heldBetween(before: Held, after: Held): Held {
  return {
    volatile: after.volatile.map((value, place) => value - before.volatile[place]),
    stable: after.stable.map((value, place) => value - before.stable[place]),
    copies: after.copies.map((value, place) => value - before.copies[place]),
  };
}
