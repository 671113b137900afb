import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Held } from "../fast-engine/awaiting-lines.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import { FastEngine } from "../fast-engine/fast-engine.js";
import { VmQscByAmounts } from "../fast-engine/vm-qsc-by-amounts.js";
import type { CoveredLine } from "../observers/covered-line.js";
import { ExpectedExposure, ExpectedUnderWay } from "../observers/expected-exposure.js";
import { FailureProbes } from "../observers/failure-probes.js";
import { HostMemory, tellsHostsApart } from "../observers/host-memory.js";
import { HostRollback } from "../observers/host-rollback.js";
import { CountedExposure, type LineExposure } from "../observers/line-exposure.js";
import { StorageTallies } from "../observers/storage-tallies.js";
import { Tallies } from "../observers/tallies.js";
import { grouped, type Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import type { RunSources } from "../sources/run-sources.js";
import { SpanTraffic } from "../sources/span-traffic.js";
import { readTimes } from "../storage/read-times.js";
import { writesThrough } from "../storage/stable-writes.js";
import type { ReplicationPlan } from "./replication-plan.js";

/** What a measured run is made of besides its system. */
export interface MeasuredRunParts {
  readonly sources: RunSources;
  /** Which indices are measured, what is run before and after them, and how often failures are probed. */
  readonly plan: Omit<ReplicationPlan, "mode">;
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
) {
  const { population } = sources;
  const { baseInterval, policies } = system;
  const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };
  const image = system.classes.map((c) => c.image);
  const places = Math.max(1, plan.hyperperiod);
  const tallies = new Tallies(population, baseInterval, window, places, image, () => rules.logs);
  const gap = baseInterval / plan.probesPerInterval;
  const { restart, bandwidth, replaySpeedup } = system.recovery;
  const reads = system.storage && readTimes(system, population);
  const restore = system.classes.map((one) => (reads ? restart : restart + wholeImage(one) / bandwidth));
  const probes = new FailureProbes(population, () => rules, gap, streams("failures"), reads);
  const [from, until] = [window.first * baseInterval, window.last * baseInterval];
  const rollback = new HostRollback(
    population,
    { from, until },
    { restore, reads: reads?.together, replaySpeedup },
  );
  const exposure = lineExposure(system, sources, rollback.line);
  const hostMemory = tellsHostsApart(population.hostCount, plan.hyperperiod, policies.volatileLog === "drop")
    ? new HostMemory(population, window, plan.hyperperiod, () => engine)
    : undefined;
  const stored =
    system.storage && new StorageTallies(population, baseInterval, window, places, () => rules.writes!);
  const rules: VmQscByAmounts = new VmQscByAmounts({
    ...sources,
    baseInterval,
    policies,
    observers: [
      // The line of the rollback moves on when all that need the one before have been told.
      ...[tallies, probes, exposure, rollback],
      ...(hostMemory ? [hostMemory] : []),
      ...(stored ? [stored] : []),
      ...observers(() => engine),
    ],
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
    /** Length of the window. */
    seconds: until - from,
    /** Messages delivered in it, and those between hosts. */
    messages: after.delivered - before.delivered,
    crossHost: after.crossHost - before.crossHost,
    tallies,
    /** Entry-seconds and byte-seconds held in it. */
    held: heldBetween(before.held, after.held),
    probes: probes.sums,
    rollback: rollback.sums,
    /** What was in the memory of each host before lines; absent where hosts are not told apart at each index. */
    hostMemory: hostMemory as HostMemoryRecord | undefined,
    /** Where storage takes time: what was written, and how long it takes to read it back. */
    storage: stored && reads && { sums: stored.sums, reads },
    /** Messages exposed to the failure of a host, times the reign of their line, and the reigns. */
    exposure: exposure.sums(window),
  };
}

/** All that a replication has counted in its measured window, before it is put as measures. */
export type RunRecord = ReturnType<typeof measuredRun>;

type HostMemoryRecord = Pick<HostMemory, "lines" | "held" | "flushes" | "heldBeforeFlush">;

/** Pairs of VMs on one host, over all hosts, up to which a line's exposure is worked out from them rather than counted. */
const mostPairs = 200_000;

/** How the exposure of lines is found: counted, or where spans are drawn and it is not too much work, expected. */
function lineExposure(
  system: System,
  { population, source, longest }: RunSources,
  line: CoveredLine,
): LineExposure {
  const { inTransit } = system.policies;
  // In lockstep nothing crosses a line, so that there is nothing to expect.
  const inLockstep = longest !== undefined;
  if (!(source instanceof SpanTraffic) || inLockstep) return new CountedExposure(population, inTransit);
  if (inTransit === "stable") return new ExpectedUnderWay(system, population, source.within, line);
  const { hostOf, hostCount } = population;
  const { start } = grouped(hostOf, hostCount);
  const pairs = start.slice(1).reduce((sum, end, host) => sum + (end - start[host]) ** 2, 0);
  return pairs > mostPairs
    ? new CountedExposure(population, inTransit)
    : new ExpectedExposure(system, population, source.within, line);
}

/** The counts at one instant; copies of messages still in transit are held too. */
function snapshot(
  { rules: { logs }, inTransit }: FastEngine,
  { hostOf }: Population,
  { crossings }: Tallies,
  at: Seconds,
) {
  const held = logs.heldUntil(at);
  for (const { from, to, sentAt, bytes } of inTransit) {
    const host = hostOf[from];
    if (host === hostOf[to]) continue;
    held.copies[2 * host] += at - sentAt;
    held.copies[2 * host + 1] += (at - sentAt) * bytes;
  }
  return { delivered: logs.delivered, crossHost: logs.crossHost, crossings, held };
}

function heldBetween(before: Held, after: Held): Held {
  const since = (log: keyof Held) => after[log].map((value, place) => value - before[log][place]);
  return { volatile: since("volatile"), stable: since("stable"), copies: since("copies") };
}
