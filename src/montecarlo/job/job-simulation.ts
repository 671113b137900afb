import type { ByJobMeasure } from "../../scenario/model/job-measures.js";
import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { countVms, type RecordedFailure, type System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Estimate } from "../estimation/estimate.js";
import { refuseManyVms } from "../estimation/refuse-unrunnable.js";
import { type QuantileEstimate, sampleQuantile } from "../estimation/sample-quantile.js";
import { defaultSeed, Simulation, type SimulationOptions } from "../estimation/simulation.js";
import { minimumReplications } from "../estimation/stopping.js";
import { replicationPlan } from "../replication/replication-plan.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { withFewFailures } from "./few-failures.js";
import { type JobTask, jobLayout, runJobs } from "./job-replication.js";

/** How to run jobs, and when to stop. */
export interface JobOptions extends Pick<SimulationOptions, "seed" | "confidence" | "precision" | "maxTime"> {
  /** Work of one job, in seconds of a VM of the slowest class that nothing holds up. */
  readonly work: Seconds;
  /** Run that many jobs, or a few more. */
  readonly jobs?: number;
  /** Failures that were recorded, instead of drawn ones. */
  readonly recorded?: readonly RecordedFailure[] | undefined;
}

/** Relative half-width of the interval of the run time at which a run stops, where nobody says how long it is to be. */
const usualPrecision = 0.0025;
/** What jobs of one replication should come to: failures, and jobs where there are hardly any. */
const failuresPerReplication = 300;
const mostJobsPerReplication = 1000;
/** Failures that one job may have, about: some minutes of them. */
const mostFailuresPerJob = 1e7;

/**
 * Jobs under failures that happen, one replication of them after the other: how long each takes, and what it lost.
 *
 * @throws {ScenarioError} when an option is not in its range, or a job would never come to its end
 */
export class JobSimulation extends Simulation {
  readonly work: Seconds;
  readonly intervals: number;
  private readonly samples = new Map<number, Float64Array>();

  /** @param expected run time of one job, about: it sets how many make a replication */
  constructor(system: System, options: JobOptions, expected: Seconds) {
    const { work, jobs, seed = defaultSeed, precision, recorded, ...rest } = options;
    refuseManyVms(system);
    const task = jobTask(system, { work, recorded, jobs }, expected);
    const replications =
      jobs === undefined ? undefined : Math.max(2, Math.ceil(checkedJobs(jobs) / task.jobs));
    const simulated = {
      ...rest,
      seed,
      precision: precision ?? (jobs === undefined ? usualPrecision : undefined),
      ...(replications !== undefined && { replications }),
      experiment: {
        layout: jobLayout(system, task),
        run: (replication: number) => runJobs(system, task, { seed, replication }),
        task: { system, seed, plan: replicationPlan(system), job: task },
      },
    };
    super(system, simulated, { measures: ["runTime"] });
    this.work = work;
    this.intervals = task.intervals;
  }

  override absorb(totals: ReplicationTotals): void {
    if (totals.sample !== undefined) this.samples.set(totals.replication, totals.sample);
    super.absorb(totals);
  }

  get jobs(): number {
    return this.counted().reduce((sum, { length }) => sum + length, 0);
  }

  jobEstimates(): Partial<ByJobMeasure<Estimate>> {
    return withFewFailures(this.estimates() as Partial<ByJobMeasure<Estimate>>, this.system, this.jobs);
  }

  /** Quantiles of the run time, each with an interval of its own at the run's confidence. */
  quantiles(chances: readonly number[]): readonly QuantileEstimate[] {
    const all = Float64Array.from(this.counted().flatMap((part) => [...part])).sort();
    return chances.map((chance) => sampleQuantile(all, chance, this.confidence));
  }

  private counted(): Float64Array[] {
    return Array.from({ length: this.totals.count }, (_, replication) => this.samples.get(replication)!);
  }
}

function jobTask(
  system: System,
  { work, recorded, jobs }: Pick<JobOptions, "work" | "recorded" | "jobs">,
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

function checkedJobs(jobs: number): number {
  if (Number.isSafeInteger(jobs) && jobs >= 2) return jobs;
  throw new ScenarioError(`jobs must be a whole number of at least 2, got ${jobs}`, "jobs");
}
