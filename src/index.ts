import { analyze as analyzeSystem } from "./analytic/analyze.js";
import type { Figures } from "./analytic/figure.js";
import { exactStableLogRatio, stableLogRatio as stableLogRatioOf } from "./analytic/stable-log-ratio.js";
import { type AuditOptions, type AuditReport, audit as auditSystem } from "./montecarlo/audit/audit.js";
import type { Estimates } from "./montecarlo/estimation/estimate.js";
import {
  simulate as simulateSystem,
  simulateRun as simulateSystemRun,
} from "./montecarlo/estimation/simulate.js";
import type { SimulationOptions, SimulationRun } from "./montecarlo/estimation/simulation.js";
import { prepare } from "./scenario/prepare.js";
import type { Scenario } from "./scenario/scenario.js";
import type { System } from "./scenario/system.js";
import { validate as validateSystem } from "./validation/validate.js";
import type { ValidationOptions, ValidationReport } from "./validation/validation.js";

export { type DalyJob, dalyInterval, dalyRunTime } from "./analytic/daly.js";
export { domainWarnings } from "./analytic/domain.js";
export type { DomainWarning, Figure, Figures } from "./analytic/figure.js";
export { type FiniteRunRatio, finiteRunRatio, observedRatioVariance } from "./analytic/finite-run.js";
export { type Advice, advice } from "./analytic/questions/advice.js";
export { type BestBaseInterval, bestBaseInterval } from "./analytic/questions/best-base-interval.js";
export { type BestMultiple, type BestMultiples, bestMultiples } from "./analytic/questions/best-multiples.js";
export { type BestPhases, bestPhases } from "./analytic/questions/best-phases.js";
export {
  type ProvenBaseInterval,
  type ProvenMultiples,
  type ProvenPhases,
  provenBaseInterval,
  provenMultiples,
  provenPhases,
} from "./analytic/questions/proven-best.js";
export {
  solveTarget,
  type TargetEdge,
  type TargetSolution,
  type Trial,
} from "./analytic/questions/solve-target.js";
export { Sweep } from "./analytic/questions/sweep.js";
export { parseSweepAxis, type SweepAxis } from "./analytic/questions/sweep-axis.js";
export { parseTarget, type Target } from "./analytic/questions/target.js";
export {
  largestMultiple,
  largestShare,
  type ShareAnswer,
  type TargetAnswer,
} from "./analytic/questions/target-ratio.js";
export { type ClassShare, stableLogShares } from "./analytic/stable-log-ratio.js";
export type { AuditOptions, AuditReport } from "./montecarlo/audit/audit.js";
export type { Estimate, Estimates } from "./montecarlo/estimation/estimate.js";
export {
  Simulation,
  type SimulationOptions,
  type SimulationRun,
} from "./montecarlo/estimation/simulation.js";
export { type MergedRun, mergeShards, type NamedShard } from "./montecarlo/parallel/merge-shards.js";
export type { Share } from "./montecarlo/parallel/replication-share.js";
export { runOnThreads, type ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
export { type Shard, shardOf } from "./montecarlo/parallel/shard.js";
export { formatQuantity } from "./scenario/format-quantity.js";
export { jsonSchema } from "./scenario/json-schema.js";
export { loadScenario, parseScenario } from "./scenario/load-scenario.js";
export {
  findMeasure,
  type Measure,
  type MeasureKey,
  type MeasureUnit,
  measures,
} from "./scenario/measures.js";
export { prepare } from "./scenario/prepare.js";
export { type PresetName, presets } from "./scenario/presets.js";
export { type Dimension, parseQuantity, type Quantity } from "./scenario/quantity.js";
export type { DistributionInput, QuantityInput, Scenario, VmClassInput } from "./scenario/scenario.js";
export { ScenarioError, type SourcePosition } from "./scenario/scenario-error.js";
export { valueAtPath, withSettings, withValueAtPath } from "./scenario/set-path.js";
export { starter } from "./scenario/starter.js";
export type { System, VmClass } from "./scenario/system.js";
export { type FitOptions, fit, type TraceFit } from "./traces/fit.js";
export { parseTrace, readTrace } from "./traces/read-trace.js";
export { fittedScenarioText } from "./traces/scenario-text.js";
export type { Trace } from "./traces/trace.js";
export type { ValidationRow } from "./validation/row.js";
export { type ForecastOptions, forecastRun, type RunForecast } from "./validation/run-forecast.js";
export { Validation, type ValidationOptions, type ValidationReport } from "./validation/validation.js";
export { version } from "./version.js";

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
 * @throws {ScenarioError} when the scenario is not as it should be
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
  const system = prepare(scenario);
  if (!options.exact) return stableLogRatioOf(system);
  return exactStableLogRatio(system) ?? { value: stableLogRatioOf(system), fraction: undefined };
}

/**
 * Every closed form of the catalogue, keyed by measure.
 *
 * - Source: E1 to E15
 * - Assumes: the domain that `Figures` come with; `validate` marks what lies outside
 *
 * @throws {ScenarioError} when the scenario is not as it should be
 * @example
 * analyze(presets.paper).messageRate.value  // => 18
 */
export function analyze(scenario: Scenario | System): Figures {
  return analyzeSystem(prepare(scenario));
}

/**
 * Monte Carlo estimates, keyed by measure, from a run of the full protocol (R1 to R10).
 *
 * - Assumes: nothing beyond the scenario; it knows none of the closed forms
 * - Limits: each interval holds at `confidence` by itself; the same seed gives the same result to the last bit
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 */
export function simulate(scenario: Scenario | System, options: SimulationOptions = {}): Estimates {
  return simulateSystem(prepare(scenario), options);
}

/** {@link simulate}, with what it took: seed, messages, replications, seconds. */
export function simulateRun(scenario: Scenario | System, options: SimulationOptions = {}): SimulationRun {
  return simulateSystemRun(prepare(scenario), options);
}

/**
 * Closed form beside Monte Carlo estimate for every measure, row by row, with a verdict on each.
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 * @example
 * validate(presets.paper).verdict  // => "agree"
 */
export function validate(scenario: Scenario | System, options: ValidationOptions = {}): ValidationReport {
  return validateSystem(prepare(scenario), options);
}

/**
 * Keeps every message of small runs by its identity, lets every VM and every host fail at many instants, and says
 * what R9 and R10 would leave: orphans, messages lost, wrong replays.
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be, or a run would not fit in memory
 * @example
 * audit(presets.paper, { messages: 20_000, failures: 40 }).orphans  // => 0
 */
export function audit(scenario: Scenario | System, options: AuditOptions = {}): AuditReport {
  return auditSystem(prepare(scenario), options);
}
