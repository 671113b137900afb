import { analyze as analyzeSystem } from "../analytic/analyze.js";
import {
  type DalyJob,
  dalyInterval as intervalOfJob,
  dalyRunTime as runTimeOfJob,
} from "../analytic/daly.js";
import { domainWarnings as warningsOf } from "../analytic/domain.js";
import {
  finiteRunRatio as ratioOfRun,
  observedRatioVariance as varianceOfRatio,
} from "../analytic/finite-run.js";
import {
  exactStableLogRatio,
  stableLogRatio as ratioOf,
  stableLogShares as sharesOf,
} from "../analytic/stable-log-ratio.js";
import { advice as adviceFor } from "../planning/advice.js";
import { bestBaseInterval as baseIntervalFor } from "../planning/best-base-interval.js";
import { bestMultiples as multiplesFor } from "../planning/best-multiples.js";
import { bestPhases as phasesFor } from "../planning/best-phases.js";
import {
  largestMultiple as largestMultipleOf,
  largestShare as largestShareOf,
  type ShareAnswer,
  type TargetAnswer,
} from "../planning/target-ratio.js";
import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import {
  checkArgument,
  checkOptions,
  ofScenario,
  positive,
  within,
  wrongName,
  yesOrNo,
} from "./argument-shapes.js";

/** A ratio as the nearest double and, where it is rational, as a fraction in lowest terms. */
export interface ExactValue {
  readonly value: number;
  readonly fraction: string | undefined;
}

/**
 * Share of all messages that must be written to stable storage.
 *
 *     η = Σ_b F_b (1 − 1/i_b) / Σ_b F_b
 *
 * - Source: E2; §5 is the case SI and MI_2, 1 : 1
 * - Assumes: the steady state, or whole hyperperiods; any delay law
 * - Limits: 0 when every class is SI; tends to 1 as all multiples grow. The fraction is `undefined` only under
 *   `inTransit: stable` with delays, where η is irrational
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 * @example
 * stableLogRatio(presets.paper)  // => 0.16666666666666666
 * @example
 * stableLogRatio(presets.paper, { exact: true })  // => { value: 0.16666666666666666, fraction: "1/6" }
 */
export function stableLogRatio(scenario: Scenario | System, options?: { readonly exact?: false }): number;
export function stableLogRatio(scenario: Scenario | System, options: { readonly exact: true }): ExactValue;
export function stableLogRatio(
  scenario: Scenario | System,
  options: { readonly exact?: boolean } = {},
): number | ExactValue {
  checkOptions("stableLogRatio", options, { exact: yesOrNo });
  const system = prepare(scenario);
  if (!options.exact) return ratioOf(system);
  return exactStableLogRatio(system) ?? { value: ratioOf(system), fraction: undefined };
}

/**
 * Every closed form of the catalogue, keyed by measure (E1 to E15); `domainWarnings` says where a scenario is outside
 * the domain of a formula.
 *
 * @throws {ScenarioError} when the scenario is not as it should be
 * @example
 * analyze(presets.paper).messageRate.value  // => 18
 */
export const analyze = ofScenario(analyzeSystem);

/** Where a scenario leaves the domain in which the closed forms hold, and which measures that concerns. */
export const domainWarnings = ofScenario(warningsOf);

/**
 * Each class's part in the stable-log ratio, and what moves it, in the scenario's order (E2).
 *
 * @example
 * stableLogShares(presets.paper)[1].logged  // => 0.5
 */
export const stableLogShares = ofScenario(sharesOf);

/**
 * The stable-log ratio over the first `indices` base intervals (E3).
 *
 * @throws {ScenarioError} when the scenario is not as it should be, or `indices` no whole number of at least 1
 * @example
 * finiteRunRatio(presets.paper, 3).fraction  // => "2/9"
 */
export const finiteRunRatio = ofScenario(ratioOfRun, (indices) =>
  checkArgument("indices", indices, within(1, Number.MAX_SAFE_INTEGER, "whole")),
);

/**
 * Variance of the ratio that a run observes, given how many messages it had: `η (1 − η)/n` (E3).
 *
 * @throws {ScenarioError} when `ratio` is no number from 0 to 1, or `messages` not above 0
 * @example
 * observedRatioVariance(0.5, 100)  // => 0.0025
 */
export function observedRatioVariance(ratio: number, messages: number): number {
  checkArgument("ratio", ratio, within(0, 1));
  checkArgument("messages", messages, positive);
  return varianceOfRatio(ratio, messages);
}

/**
 * The largest multiple of a class with which the stable-log ratio is at most `target` (E4).
 *
 * @throws {ScenarioError} when the scenario has no class of that name, or `target` is no number from 0 to 1
 * @example
 * largestMultiple(presets.paper, "MI2", 0.25).answer  // => 4
 */
export const largestMultiple = ofScenario(
  (system, className: string, target: number): TargetAnswer =>
    largestMultipleOf(system, classNamed(system, className), target),
  (_, target) => checkArgument("target", target, within(0, 1)),
);

/**
 * The largest share of all messages that a class may receive, the others keeping their proportions, with which the
 * stable-log ratio is at most `target` (E4).
 *
 * @throws {ScenarioError} when the scenario has no class of that name, or `target` is no number from 0 to 1
 * @example
 * largestShare(presets.paper, "MI2", 0.25).fraction  // => "1/2"
 */
export const largestShare = ofScenario(
  (system, className: string, target: number): ShareAnswer =>
    largestShareOf(system, classNamed(system, className), target),
  (_, target) => checkArgument("target", target, within(0, 1)),
);

function classNamed({ classes }: System, name: string): number {
  const index = classes.findIndex((one) => one.name === name);
  if (index >= 0) return index;
  const found = wrongName(
    name,
    classes.map((one) => one.name),
  );
  throw new ScenarioError(`className must name a class of the scenario, got ${found}`, "className");
}

/** What to change first: the classes that dominate η, the multiple, base interval and phases that would be better. */
export const advice = ofScenario(adviceFor);

/** The base interval of least waste (E15). */
export const bestBaseInterval = ofScenario(baseIntervalFor);

/** The multiple of least cost for each class, at the scenario's prices (E16). */
export const bestMultiples = ofScenario((system) => multiplesFor(system));

/** Phases that flatten the checkpoint bursts; `undefined` where the hyperperiod is too long to search. */
export const bestPhases = ofScenario(phasesFor);

const jobTimes = {
  checkpointCost: positive,
  restart: within(0, Number.MAX_VALUE),
  mtbf: positive,
  work: positive,
};

/**
 * Daly's interval: work between two checkpoints that makes the expected run time of one job least (E17).
 *
 * @throws {ScenarioError} when the job is no object of positive times
 * @example
 * dalyInterval({ checkpointCost: 300, mtbf: 86_400 })  // => 7001.3888…
 */
export function dalyInterval(job: Pick<DalyJob, "checkpointCost" | "mtbf">): Seconds {
  checkOptions("dalyInterval", job, jobTimes, ["checkpointCost", "mtbf"]);
  return intervalOfJob(job);
}

/**
 * Expected run time of a job that checkpoints after every `interval` of work; by default Daly's (E17).
 *
 * @throws {ScenarioError} when the job is no object of positive times, or `interval` no positive number
 * @example
 * dalyRunTime({ checkpointCost: 300, restart: 600, mtbf: 86_400, work: 1_800_000 })  // => 1972374.4…
 */
export function dalyRunTime(job: DalyJob, interval?: Seconds): Seconds {
  checkOptions("dalyRunTime", job, jobTimes, ["checkpointCost", "restart", "mtbf", "work"]);
  if (interval !== undefined) checkArgument("interval", interval, positive);
  return runTimeOfJob(job, interval);
}
