import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { countVms, type RecordedFailure, type System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { minimumReplications } from "../estimation/stopping.js";
import { openStream } from "../random/random-stream.js";
import type { ReplicationTotals, TotalsLayout } from "../replication/totals.js";
import { failuresOfJobs } from "./failure-times.js";
import { JobRecord, JobRun } from "./job-run.js";
import { LineProgress } from "./line-progress.js";

export interface JobTask {
  readonly work: Seconds;
  /** The same in base intervals. */
  readonly intervals: number;
  readonly jobs: number;
  /** Failures that were recorded, to be played instead of drawn ones. */
  readonly recorded?: readonly RecordedFailure[] | undefined;
}

/** What jobs of one replication should come to: failures, and jobs where there are hardly any. */
const failuresPerReplication = 300;
const mostJobsPerReplication = 1000;
/** Failures that one job may have, about: some minutes of them. */
const mostFailuresPerJob = 1e7;

/**
 * How many jobs make a replication.
 *
 * @param expected run time of one job, about
 * @throws {ScenarioError} when the work is not in its range, or a job would never come to its end
 */
export function jobTask(
  system: System,
  { work, recorded, jobs }: Pick<JobTask, "work" | "recorded"> & { readonly jobs?: number | undefined },
  expected: Seconds,
): JobTask {
  const { baseInterval, classes, failures, hosts } = system;
  const pause = Math.max(...classes.map((one) => one.pause / one.multiple));
  const perInterval = baseInterval - pause;
  if (!(perInterval > 0))
    throw new ScenarioError(
      `a job makes no progress where checkpoints pause a VM for ${pause} s of every base interval of ${baseInterval} s: raise baseInterval, or lower the pauses`,
      "baseInterval",
    );
  if (!(work >= perInterval && work <= 1e12))
    throw new ScenarioError(
      `work must be a time of at least one base interval's work, which is ${perInterval} s, got ${work}`,
      "work",
    );
  const struck =
    expected * (hosts.count * failures.host + countVms(system) * failures.vm) + (recorded?.length ?? 0);
  if (!(recorded !== undefined || struck <= mostFailuresPerJob))
    throw new ScenarioError(
      `a job of this scenario hardly ever comes to its end: it would see about ${struck.toExponential(0)} failures; lower failures.host or failures.vm, the recovery times, or baseInterval`,
      "failures",
    );
  const usual = Math.max(
    1,
    Math.min(mostJobsPerReplication, Math.round(failuresPerReplication / (1 + struck))),
  );
  // Few jobs make many replications all the same, since intervals come from their spread.
  const each = jobs === undefined ? usual : Math.min(usual, Math.ceil(jobs / minimumReplications));
  return { work, intervals: work / perInterval, jobs: each, recorded };
}

const perJob = Object.keys(new JobRecord()) as (keyof JobRecord)[];

/** What the numbers of a replication of jobs mean; failures that can happen, and are drawn, are counted one by one. */
export function jobLayout({ failures }: System, { recorded }: Pick<JobTask, "recorded">): TotalsLayout {
  const drawn = (rate: number) => (recorded === undefined && rate > 0 ? { perEvent: 1 } : {});
  return {
    slots: [
      ...perJob.map((measure) => ({
        measure,
        ...(measure === "vmFailures" && drawn(failures.vm)),
        ...(measure.startsWith("hostFailures") && drawn(failures.host)),
      })),
      { measure: "efficiency" },
      { measure: "rollback" },
      { measure: "stall" },
    ],
  };
}

export function runJobs(
  system: System,
  { work, intervals, jobs, recorded }: JobTask,
  { seed, replication }: { readonly seed: string; readonly replication: number },
): ReplicationTotals {
  const streams = (purpose: string) => openStream(seed, replication, `job/${purpose}`);
  const progress = new LineProgress(system, streams);
  const strike = failuresOfJobs(system, streams, recorded);
  const runTimes = new Float64Array(jobs);
  const sums = new Float64Array(perJob.length);
  for (let job = 0; job < jobs; job++) {
    const record = new JobRun(progress, strike()).run(intervals);
    for (const [place, key] of perJob.entries()) sums[place] += record[key];
    runTimes[job] = record.runTime;
  }
  const of = (key: keyof JobRecord) => sums[perJob.indexOf(key)];
  const values = Float64Array.of(
    ...[...sums].flatMap((sum) => [sum, jobs]),
    ...[work * jobs, of("runTime")],
    ...[of("redone"), of("hostFailures") - of("hostFailuresInRecovery")],
    ...[of("vmRecovery"), of("vmFailures")],
  );
  return { replication, messages: 0, values, sample: runTimes };
}
