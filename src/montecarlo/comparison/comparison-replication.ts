import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import { openStream } from "../random/random-stream.js";
import { meanOf } from "../random/sampler.js";
import type { ReplicationOptions } from "../replication/replication.js";
import { replicationPopulation } from "../replication/replication.js";
import { type ReplicationPlan, replicationPlan } from "../replication/replication-plan.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { drawnSources } from "../sources/run-sources.js";
import { comparisonValues } from "./comparison-readings.js";
import { comparisonRun } from "./comparison-run.js";
import { runSchemeJob } from "./scheme-job.js";

/** Which replication of a comparison, and how. */
export interface ComparisonReplication extends ReplicationOptions {
  readonly schemes: readonly SchemeKey[];
}

/** Runs one replication: all schemes on one stream of events. */
export function runComparison(system: System, options: ComparisonReplication): ReplicationTotals {
  const { seed, replication, plan, schemes } = options;
  const streams = (purpose: string) => openStream(seed, replication, purpose);
  const population = replicationPopulation(system, streams, plan);
  const record = comparisonRun(system, {
    schemes,
    sources: drawnSources(system, streams, { population }),
    streams,
    window: { first: plan.warmUp, last: plan.warmUp + plan.indices },
    probesPerInterval: plan.probesPerInterval,
  });
  const { work } = system.job ?? {};
  const { common } = record;
  const found = record.schemes.map((each, place) =>
    work === undefined
      ? each
      : { ...each, job: runSchemeJob(common, each, schemes[place], { ...options, work }) },
  );
  return { replication, messages: common.received, values: comparisonValues({ common, schemes: found }) };
}

/** Base intervals that are run before the measured ones, and measured, where traffic allows it. */
const usualWarmUp = 8;
const usualIndices = 48;
/** Messages that a replication should have at most, and what the measured part should not fall below. */
const mostMessages = 500_000;
const probesPerReplication = 24;

/**
 * How long the replications of a comparison are: some tens of base intervals, in whole hyperperiods, so that what piles
 * up without coordination shows; fewer where they would have millions of messages.
 *
 * @param messages how many messages a replication should have, about
 */
export function comparisonPlan(system: System, messages?: number): ReplicationPlan {
  const { hyperperiod, runOut } = replicationPlan(system);
  const perInterval = messagesPerSecond(system) * system.baseInterval;
  const whole = Math.max(1, hyperperiod);
  const wanted = messages ?? Math.min(usualIndices * perInterval, mostMessages);
  const indices = whole * Math.max(1, Math.round(wanted / perInterval / whole));
  const { multiple, phase } = system.classes.reduce((a, b) =>
    a.multiple + a.phase > b.multiple + b.phase ? a : b,
  );
  const longest = Math.max(...system.classes.map(({ duration }) => meanOf(duration)));
  const settled = multiple + phase + 1 + Math.ceil((2 * longest) / system.baseInterval);
  return {
    warmUp: Math.max(settled, Math.min(usualWarmUp, indices)),
    indices,
    runOut,
    hyperperiod,
    probesPerInterval: Math.max(probesPerReplication / indices, probesPerReplication / usualIndices),
    mode: "event",
  };
}
