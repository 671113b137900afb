import { dalyForm, firstOrderRunTime, outsideRunTime, runTime } from "../analytic/run-time.js";
import { refuseMisfit } from "../analytic/storage-fit.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { checkBetween, refuseManyVms } from "../montecarlo/estimation/refuse-unrunnable.js";
import { type QuantileEstimate, sampleQuantile } from "../montecarlo/estimation/sample-quantile.js";
import { defaultSeed, Simulation, type SimulationOptions } from "../montecarlo/estimation/simulation.js";
import { withFewFailures } from "../montecarlo/job/few-failures.js";
import { jobLayout, jobTask, runJobs } from "../montecarlo/job/job-replication.js";
import { replicationPlan } from "../montecarlo/replication/replication-plan.js";
import type { ReplicationTotals } from "../montecarlo/replication/totals.js";
import type { ByJobMeasure, JobMeasureKey } from "../scenario/model/job-measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { RecordedFailure, System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { judge, type Verdict } from "./row.js";

/** How to run jobs, when to stop, and what counts as agreement. */
export interface JobReportOptions
  extends Pick<SimulationOptions, "seed" | "confidence" | "precision" | "maxTime"> {
  /** Work of one job, in seconds of a VM of the slowest class that nothing holds up. */
  readonly work: Seconds;
  /** Run that many jobs, or a few more. */
  readonly jobs?: number;
  /** Failures that were recorded, instead of drawn ones. */
  readonly recorded?: readonly RecordedFailure[] | undefined;
  /** Relative difference between closed form and simulation that still counts as equal. Default 0.01. */
  readonly margin?: number;
}

/** Mean over jobs, and the ends of its interval. */
export type MeanAndEnds = Pick<Estimate, "mean" | "low" | "high">;

/** How long a job takes when failures strike, as `vmqsc job --json` prints it; times in seconds. */
export interface JobReport {
  /** Of closed form and simulation on the run time. */
  readonly verdict: Verdict | "outside-domain";
  readonly seed: string;
  readonly confidence: number;
  readonly margin: number;
  readonly jobs: number;
  readonly replications: number;
  readonly seconds: Seconds;
  /** Set where somebody stopped the run before its end. */
  readonly interrupted?: true;
  readonly work: Seconds;
  readonly runTime: MeanAndEnds & {
    /** E18. */
    readonly closedForm: Seconds;
    /** E17, where there is one checkpoint period and no VM fails alone. */
    readonly daly?: Seconds;
    /** E15: what failures cost, added up as if each were the only one. */
    readonly firstOrder: Seconds;
    /** By chance: half of all jobs are done by then, 95 %, 99 %. */
    readonly quantiles: { readonly [chance: string]: Seconds };
    readonly quantileIntervals: {
      /** Infinite where there are too few jobs for an upper end; JSON leaves it out. */
      readonly [chance: string]: { readonly low: Seconds; readonly high: Seconds };
    };
  };
  readonly efficiency: MeanAndEnds & { readonly closedForm: number };
  /** Mean numbers of failures in one job. */
  readonly failures: { readonly vm: number; readonly host: number; readonly hostInRecovery: number };
  /** What the run time holds besides the work, by cause. */
  readonly lost: {
    readonly pauses: Seconds;
    readonly redone: MeanAndEnds;
    readonly hostRecovery: MeanAndEnds;
    readonly vmRecovery: MeanAndEnds;
  };
  /** Where the closed form need not hold, and why. */
  readonly warnings: readonly string[];
}

/** Relative half-width of the interval of the run time at which a run stops, where nobody says how long it is to be. */
const usualPrecision = 0.0025;

/** The quantiles that a report gives. */
export const reportedQuantiles = [0.5, 0.95, 0.99] as const;

/**
 * Jobs under failures that happen, beside what the closed form says: they can be run replication by replication, looked at
 * on the way and stopped at any time. VMs proceed together, so that all wait for one; each interval holds at `confidence` by
 * itself.
 *
 * @throws {ScenarioError} when an option is not in its range, or a job would never come to its end
 */
export class Job extends Simulation {
  private readonly margin: number;
  readonly work: Seconds;
  /** The work of one job in base intervals. */
  readonly intervals: number;
  private readonly recorded: boolean;
  private readonly samples = new Map<number, Float64Array>();

  constructor(system: System, options: JobReportOptions) {
    const { margin = 0.01, work, jobs, recorded, seed = defaultSeed, ...rest } = options;
    checkBetween("margin", margin, 1);
    refuseMisfit(system);
    const unharmed = { ...system, failures: { host: 0, vm: 0 } };
    const expected = runTime(recorded ? unharmed : system, work);
    refuseManyVms(system);
    const task = jobTask(system, { work, recorded, jobs }, expected);
    const simulated = {
      ...rest,
      seed,
      precision: options.precision ?? (jobs === undefined ? usualPrecision : undefined),
      ...(jobs !== undefined && { replications: Math.max(2, Math.ceil(checkedJobs(jobs) / task.jobs)) }),
      experiment: {
        layout: jobLayout(system, task),
        run: (replication: number) => runJobs(system, task, { seed, replication }),
        task: { system, seed, plan: replicationPlan(system), job: task },
      },
    };
    super(system, simulated, { measures: ["runTime"] });
    this.margin = margin;
    this.work = work;
    this.intervals = task.intervals;
    this.recorded = recorded !== undefined;
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

  report(): JobReport {
    const { system, work, confidence, margin } = this;
    const found = this.jobEstimates();
    const closedForm = runTime(system, work);
    const warnings = [
      ...(this.recorded ? ["E18 is for failures at random times, and these are recorded ones"] : []),
      ...outsideRunTime(system),
    ];
    const quantiles = this.quantiles(reportedQuantiles);
    const daly = dalyForm(system, work);
    const part = (key: JobMeasureKey): MeanAndEnds => {
      const { mean, low, high } = found[key] ?? nothing;
      return { mean, low, high };
    };
    const verdict = judge({ closedForm, margin, rounding: 1e-9 * closedForm }, part("runTime"));
    return {
      verdict: warnings.length > 0 ? "outside-domain" : verdict,
      seed: this.seed,
      confidence,
      margin,
      jobs: this.jobs,
      replications: this.totals.count,
      seconds: this.seconds,
      ...(this.stopReason === "interrupted" && { interrupted: true }),
      work,
      runTime: {
        closedForm,
        ...(daly !== undefined && { daly }),
        firstOrder: firstOrderRunTime(system, work),
        ...part("runTime"),
        quantiles: byChance(quantiles.map(({ value }) => value)),
        quantileIntervals: byChance(quantiles.map(({ low, high }) => ({ low, high }))),
      },
      efficiency: { closedForm: work / closedForm, ...part("efficiency") },
      failures: {
        vm: part("vmFailures").mean,
        host: part("hostFailures").mean,
        hostInRecovery: part("hostFailuresInRecovery").mean,
      },
      lost: {
        pauses: this.intervals * system.baseInterval - work,
        redone: part("redone"),
        hostRecovery: part("hostRecovery"),
        vmRecovery: part("vmRecovery"),
      },
      warnings,
    };
  }
}

function checkedJobs(jobs: number): number {
  if (Number.isSafeInteger(jobs) && jobs >= 2) return jobs;
  throw new ScenarioError(`jobs must be a whole number of at least 2, got ${jobs}`, "jobs");
}

const nothing: MeanAndEnds = { mean: Number.NaN, low: 0, high: Number.POSITIVE_INFINITY };

function byChance<Value>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(reportedQuantiles.map((chance, place) => [String(chance), values[place]]));
}
