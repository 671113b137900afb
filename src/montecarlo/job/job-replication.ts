import type { RecordedFailure, System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
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
