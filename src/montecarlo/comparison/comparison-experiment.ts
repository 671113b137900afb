import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { failuresOfJobs } from "../job/failure-times.js";
import { type JobRecord, JobRun } from "../job/job-run.js";
import { openStream, type StreamsByPurpose } from "../random/random-stream.js";
import { meanOf } from "../random/sampler.js";
import { type EngineTask, type Experiment, runTask } from "../replication/engine-task.js";
import { type RecordedRun, recordedPlan, recordedSource } from "../replication/recorded-source.js";
import { type ReplicationOptions, replicationPopulation } from "../replication/replication.js";
import { type ReplicationPlan, replicationPlan } from "../replication/replication-plan.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { drawnSources, type GivenSources } from "../sources/run-sources.js";
import { comparisonLayout, comparisonValues } from "./comparison-readings.js";
import { type CommonCounts, comparisonRun, type SchemeRecord } from "./comparison-run.js";
import { SchemeProgress } from "./scheme-progress.js";

/**
 * Schemes on the same events: one replication after the other, each with streams of its own.
 *
 * @param work messages of a replication, about; left out, the plan decides
 */
export function comparisonExperiment(
  system: System,
  { seed, schemes, work }: { seed: string; schemes: readonly SchemeKey[]; work?: number },
): Experiment & { readonly expectedMessages: number; readonly task: EngineTask } {
  refuseManyVms(system, schemes);
  const plan = comparisonPlan(system, work);
  const task = { system, seed, plan, schemes };
  return {
    layout: comparisonLayout(system, schemes),
    run: (replication) => runTask(task, replication),
    expectedMessages: plan.indices * system.baseInterval * messagesPerSecond(system),
    task,
  };
}

/** Schemes on the messages of a record, from another phase of the checkpoint grid in each replication; without the job. */
export function recordedComparison(
  { job, ...system }: System,
  record: RecordedRun,
  schemes: readonly SchemeKey[],
): Experiment & { readonly expectedMessages: number } {
  const plan = recordedPlan(record, comparisonPlan(system));
  return {
    layout: comparisonLayout(system, schemes),
    expectedMessages: record.messages.sentAt.length,
    run: (replication) =>
      replicated(system, { seed: record.seed, replication, plan, schemes }, (streams) => ({
        source: recordedSource(system, record, plan, streams),
      })),
  };
}

type ComparisonReplication = ReplicationOptions & { readonly schemes: readonly SchemeKey[] };

export function runComparison(system: System, options: ComparisonReplication): ReplicationTotals {
  return replicated(system, options, (streams) => ({
    population: replicationPopulation(system, streams, options.plan),
  }));
}

function replicated(
  system: System,
  options: ComparisonReplication,
  given: (streams: StreamsByPurpose) => GivenSources,
): ReplicationTotals {
  const { seed, replication, plan, schemes } = options;
  const streams = (purpose: string) => openStream(seed, replication, purpose);
  const { common, schemes: records } = comparisonRun(system, {
    schemes,
    sources: drawnSources(system, streams, given(streams)),
    streams,
    window: { first: plan.warmUp, last: plan.warmUp + plan.indices },
    probesPerInterval: plan.probesPerInterval,
  });
  const { work } = system.job ?? {};
  const found = records.map((each, place) =>
    work === undefined
      ? each
      : { ...each, job: runSchemeJob(common, each, schemes[place], { ...options, work }) },
  );
  return { replication, messages: common.received, values: comparisonValues(common, found) };
}

/** Failures that a job of a comparison may see. */
const mostFailures = 5000;

/**
 * One job by a scheme, each failure of which is carried out. All schemes of a replication get the same failures: of hosts at
 * the same times since the job began, of VMs at the same times in which it has made progress.
 *
 * @throws {ScenarioError} where the job would not come to its end
 */
function runSchemeJob(
  { system, seconds }: CommonCounts,
  { scheme }: SchemeRecord,
  key: SchemeKey,
  { work, seed, replication, plan }: ReplicationOptions & { readonly work: Seconds },
): JobRecord {
  const streams = (purpose: string) => openStream(seed, replication, `job/${purpose}`);
  const workPerInterval = system.baseInterval * (1 - pausedShare(system, scheme, seconds));
  const progress = new SchemeProgress(system, key, streams, plan.warmUp);
  const job = new JobRun(progress, failuresOfJobs(system, streams)(), mostFailures);
  if (!(workPerInterval > 0))
    throw neverDone(key, "checkpoints and coordination hold VMs up all of the time");
  const record = job.run(work / workPerInterval);
  if (job.givenUp) throw neverDone(key, `it is not done after ${mostFailures} failures`);
  return record;
}

function neverDone(key: SchemeKey, why: string): ScenarioError {
  return new ScenarioError(
    `schemes.${key} hardly ever brings the job to its end, since ${why}: leave the scheme out, or lower job.work or failures`,
    "schemes",
  );
}

/** Share of its time for which the VM that is held up most does no work, by its pauses and by coordination. */
function pausedShare(system: System, { counts }: SchemeRecord["scheme"], seconds: Seconds): number {
  const own = system.classes.map(
    ({ pause, count }, c) => (pause * (counts.basic[c] + counts.forced[c])) / count,
  );
  return (Math.max(...own) + counts.blockedBeyondPause / countVms(system)) / seconds;
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

/** About how long one replication takes on one thread of a usual machine. */
export function secondsPerReplication({ system, plan, schemes = [] }: EngineTask): Seconds {
  const { baseInterval, failures, hosts, job } = system;
  const work = job === undefined ? 0 : job.work / baseInterval;
  const struck =
    work * baseInterval * (hosts.count * failures.host + countVms(system) * failures.vm) * (plan.warmUp + 1);
  const intervals = plan.warmUp + plan.indices + Math.min(work, struck);
  const messages = intervals * baseInterval * messagesPerSecond(system);
  return messages * schemes.reduce((sum, key) => sum + secondsPerMessage(key, countVms(system)), 2e-7);
}

/** What a message costs: more where it carries something of every VM, or of every pair of them. */
function secondsPerMessage(key: SchemeKey, vmCount: number): Seconds {
  const { integers, bits } = schemeEntry(key);
  const perVm = integers[1] + bits[1] > 0 ? 5e-9 * vmCount : 0;
  const perPair = integers[2] + bits[2] > 0 ? 2e-9 * vmCount ** 2 : 0;
  return (key === "vmqsc" ? 2e-6 : 4e-7) + perVm + perPair;
}

/** VMs up to which schemes are compared: what each has sent to each other is kept. */
const mostVms = 2000;
/** VMs up to which a message can carry something of every pair of them. */
const mostVmsOfPairs = 128;

function refuseManyVms(system: System, schemes: readonly SchemeKey[]): void {
  const vms = countVms(system);
  if (vms > mostVms)
    throw new ScenarioError(
      `schemes are compared on at most ${mostVms} VMs, and this scenario has ${vms}: lower the counts of its classes, and rates per VM as they are keep what is said of a VM`,
      "classes",
    );
  const heavy = schemes.find((key) => {
    const { integers, bits } = schemeEntry(key);
    return integers[2] + bits[2] > 0;
  });
  if (heavy !== undefined && vms > mostVmsOfPairs)
    throw new ScenarioError(
      `schemes.${heavy} carries something of every pair of VMs on each message, which is too much beyond ${mostVmsOfPairs} VMs, and this scenario has ${vms}: leave it out, or lower the counts of the classes`,
      "schemes",
    );
}
