import { existsIn, findMeasure } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { exactLeastCommonMultiple } from "../../scenario/quantities/common-multiple.js";
import type { FastEngine } from "../fast-engine/fast-engine.js";
import { type PeakLevel, PeakLevels } from "../observers/peak-levels.js";
import { lockstep, type Population, populate, shifted } from "../population.js";
import { openStream, type RandomStream, type StreamsByPurpose } from "../random/random-stream.js";
import { durationsByCell } from "../sources/checkpoint-durations.js";
import { drawnSources, type RunSources } from "../sources/run-sources.js";
import { SpanTraffic } from "../sources/span-traffic.js";
import { measuredRun, type RunRecord } from "./measured-run.js";
import { type Reading, readings } from "./readings.js";
import { type ReplicationPlan, replicationPlan } from "./replication-plan.js";
import type { ReplicationTotals, TotalsLayout } from "./totals.js";

/** What the numbers of `runReplication` mean. */
export function totalsLayout(system: System): TotalsLayout {
  return { slots: systemReadings(system, replicationPlan(system).hyperperiod).map(({ slot }) => slot) };
}

/** Which replication, and how. */
export interface ReplicationOptions {
  readonly seed: string;
  readonly replication: number;
  readonly plan: ReplicationPlan;
  /** Levels that peaks are held against: numbers for each, after all others. */
  readonly levels?: readonly PeakLevel[] | undefined;
}

/** Runs one replication, with streams of its own. */
export function runReplication(system: System, options: ReplicationOptions): ReplicationTotals {
  const { seed, replication, plan, levels } = options;
  const streams = (purpose: string) => openStream(seed, replication, purpose);
  const host = levels?.find((level) => level.host !== undefined)?.host;
  const sources = replicationSources(system, streams, plan, host);
  const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };
  let peaks: PeakLevels | undefined;
  const observers = (engine: () => FastEngine) => {
    if (levels)
      peaks = new PeakLevels(levels, window, Math.max(1, plan.hyperperiod), engine, streams("levels"));
    return peaks ? [peaks] : [];
  };
  const totals = totalsOf(measuredRun(system, { sources, plan, streams, observers }), replication, plan);
  if (peaks === undefined) return totals;
  const { within, lines } = peaks;
  const ofLevels = levels!.flatMap((_, place) => [within[place], lines[place]]);
  return { ...totals, values: Float64Array.of(...totals.values, ...ofLevels) };
}

/** What a measured run comes to, in the order of the layout. */
export function totalsOf(
  run: RunRecord,
  replication: number,
  { hyperperiod }: ReplicationPlan,
): ReplicationTotals {
  const list = systemReadings(run.system, hyperperiod);
  const values = new Float64Array(2 * list.length);
  for (const [place, reading] of list.entries()) {
    values[2 * place] = reading.numerator(run);
    values[2 * place + 1] = reading.denominator(run);
  }
  return { replication, messages: run.messages, values };
}

/** The VMs of a replication: where it cannot hold whole hyperperiods, each begins anywhere in one. */
export function replicationPopulation(
  system: System,
  streams: StreamsByPurpose,
  { hyperperiod }: ReplicationPlan,
): Population {
  const vms = populate(system);
  return hyperperiod > 0 ? vms : shifted(vms, anyIndex(system, streams("start")));
}

/** The sources of a replication, with quiet spans told at once where the plan says so. */
function replicationSources(
  system: System,
  streams: StreamsByPurpose,
  plan: ReplicationPlan,
  host?: number,
): RunSources {
  const population = replicationPopulation(system, streams, plan);
  if (plan.mode === "event") return drawnSources(system, streams, { population });
  const source = new SpanTraffic(system, population, streams);
  if (host !== undefined) source.drawShareOf(host, streams("shares"));
  const ofEachVm = drawnSources(system, streams, { population, source });
  if (!inLockstep(system, source)) return ofEachVm;
  // A message by itself would name one of the VMs that a number stands for.
  source.tellEverySpan();
  return {
    ...drawnSources(system, streams, { population: lockstep(population), source }),
    ...durationsByCell(ofEachVm.durations, population),
  };
}

/**
 * Whether the VMs of a cell cannot be told apart, and every base interval is one quiet span. A measured part begins and
 * ends at base boundaries: with clocks that all err alike it would cut a span in two, one of them too short for counts.
 */
function inLockstep({ clock, baseInterval, storage }: System, source: SpanTraffic): boolean {
  const perfect = clock.error.kind === "constant" && clock.error.value === 0;
  return (
    perfect && storage === undefined && source.expected.meanDelay === 0 && source.worthwhile(baseInterval)
  );
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

/** The tally behind every measure that a system has. */
export function systemReadings(system: System, hyperperiod: number): readonly Reading[] {
  const list = readings({
    classCount: system.classes.length,
    hostCount: system.hosts.count,
    dropsAtFlush: system.policies.volatileLog === "drop",
    hyperperiod,
  });
  return list.filter(({ slot }) => existsIn(findMeasure(slot.measure)!, system));
}
