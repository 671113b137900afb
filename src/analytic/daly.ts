import { checkArgument, checkOptions, positive, within } from "../scenario/checks/argument-shapes.js";
import type { Seconds } from "../scenario/model/units.js";

/** One job under one checkpoint period, in seconds. */
export interface DalyJob {
  /** `δ`: time to write one checkpoint. */
  readonly checkpointCost: Seconds;
  /** `R`: time to restart after a failure. */
  readonly restart: Seconds;
  /** `M`: mean time between failures. */
  readonly mtbf: Seconds;
  /** `Ts`: the job's own work. */
  readonly work: Seconds;
}

const jobTimes = {
  checkpointCost: positive,
  restart: within(0, Number.MAX_VALUE),
  mtbf: positive,
  work: positive,
};

/**
 * Daly's interval: work between two checkpoints that makes the expected run time least.
 *
 *     τ = sqrt(2δM) (1 + (1/3) sqrt(δ/(2M)) + (1/9) (δ/(2M))) − δ   for δ < 2M, else M
 *
 * - Source: E17; Daly 2006, the yardstick for a single checkpoint period
 * - Assumes: Poisson failures; the perturbation solution, which beats Young's `sqrt(2δM)` by its terms in `δ/M`
 * - Limits: Young's interval less `δ` as `δ/M` tends to 0
 *
 * @throws {ScenarioError} when the job is no object of positive times
 * @example
 * dalyInterval({ checkpointCost: 300, mtbf: 86_400 })  // => 7001.3888…
 */
export function dalyInterval(job: Pick<DalyJob, "checkpointCost" | "mtbf">): Seconds {
  checkOptions("dalyInterval", job, jobTimes, ["checkpointCost", "mtbf"]);
  const { checkpointCost, mtbf } = job;
  if (checkpointCost >= 2 * mtbf) return mtbf;
  const ratio = checkpointCost / (2 * mtbf);
  const young = Math.sqrt(2 * checkpointCost * mtbf);
  return young * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - checkpointCost;
}

/**
 * Expected run time of a job that checkpoints after every `interval` of work; by default Daly's.
 *
 *     M e^(R/M) (e^((τ+δ)/M) − 1) Ts/τ
 *
 * - Source: E17; Daly 2006
 * - Assumes: Poisson failures, which may strike checkpoints and restarts too
 * - Limits: `Ts (τ+δ)/τ` as failures become rare
 *
 * @throws {ScenarioError} when the job is no object of positive times, or `interval` no positive number
 * @example
 * dalyRunTime({ checkpointCost: 300, restart: 600, mtbf: 86_400, work: 1_800_000 })  // => 1972374.4…
 */
export function dalyRunTime(job: DalyJob, interval?: Seconds): Seconds {
  checkOptions("dalyRunTime", job, jobTimes, ["checkpointCost", "restart", "mtbf", "work"]);
  if (interval !== undefined) checkArgument("interval", interval, positive);
  const { checkpointCost, mtbf } = job;
  return runTimeBetween(job, interval ?? dalyInterval({ checkpointCost, mtbf }));
}

/** {@link dalyRunTime} of a job that may have nothing to write. */
export function runTimeBetween({ checkpointCost, restart, mtbf, work }: DalyJob, interval: Seconds): Seconds {
  return (mtbf * Math.exp(restart / mtbf) * Math.expm1((interval + checkpointCost) / mtbf) * work) / interval;
}
