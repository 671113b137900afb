import { dalyForm, firstOrderRunTime, outsideRunTime, runTime } from "../analytic/run-time.js";
import { refuseMisfit } from "../analytic/storage-fit.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { checkBetween } from "../montecarlo/estimation/refuse-unrunnable.js";
import { type JobOptions, JobSimulation } from "../montecarlo/job/job-simulation.js";
import type { JobMeasureKey } from "../scenario/model/job-measures.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { judge, type Verdict } from "./row.js";

/** How to run jobs, and what counts as agreement. */
export interface JobReportOptions extends JobOptions {
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

/** The quantiles that a report gives. */
export const reportedQuantiles = [0.5, 0.95, 0.99] as const;

/**
 * Jobs under failures that happen, beside what the closed form says: they can be run replication by replication, looked at
 * on the way and stopped at any time. VMs proceed together, so that all wait for one; each interval holds at `confidence` by
 * itself.
 *
 * @throws {ScenarioError} when an option is not in its range, or a job would never come to its end
 */
export class Job extends JobSimulation {
  private readonly margin: number;
  private readonly recorded: boolean;

  constructor(system: System, { margin = 0.01, ...options }: JobReportOptions) {
    checkBetween("margin", margin, 1);
    refuseMisfit(system);
    const unharmed = { ...system, failures: { host: 0, vm: 0 } };
    super(system, options, runTime(options.recorded ? unharmed : system, options.work));
    this.margin = margin;
    this.recorded = options.recorded !== undefined;
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

const nothing: MeanAndEnds = { mean: Number.NaN, low: 0, high: Number.POSITIVE_INFINITY };

function byChance<Value>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(reportedQuantiles.map((chance, place) => [String(chance), values[place]]));
}
