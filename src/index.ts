export type { DalyJob } from "./analytic/daly.js";
export type { DomainWarning, Figure, Figures } from "./analytic/figure.js";
export type { FiniteRunRatio } from "./analytic/finite-run.js";
export type { Advice } from "./analytic/questions/advice.js";
export type { BestBaseInterval } from "./analytic/questions/best-base-interval.js";
export type { BestMultiple, BestMultiples } from "./analytic/questions/best-multiples.js";
export type { BestPhases } from "./analytic/questions/best-phases.js";
export type { TargetEdge, TargetSolution, Trial } from "./analytic/questions/solve-target.js";
export type { SweepAxis } from "./analytic/questions/sweep-axis.js";
export type { Target } from "./analytic/questions/target.js";
export type { ShareAnswer, TargetAnswer } from "./analytic/questions/target-ratio.js";
export type { ClassShare } from "./analytic/stable-log-ratio.js";
export {
  advice,
  analyze,
  bestBaseInterval,
  bestMultiples,
  bestPhases,
  dalyInterval,
  dalyRunTime,
  domainWarnings,
  type ExactValue,
  finiteRunRatio,
  largestMultiple,
  largestShare,
  observedRatioVariance,
  stableLogRatio,
  stableLogShares,
} from "./index/closed-forms.js";
export {
  fit,
  fittedScenarioText,
  mergeShards,
  parseSweepAxis,
  parseTarget,
  parseTrace,
  readTrace,
  Sweep,
  shardOf,
  solveTarget,
  withSettings,
} from "./index/inputs.js";
export {
  audit,
  forecastRun,
  runOnThreads,
  Simulation,
  simulate,
  simulateRun,
  Validation,
  validate,
} from "./index/runs.js";
export type { AuditOptions, AuditReport } from "./montecarlo/audit/audit.js";
export type { Estimate, Estimates } from "./montecarlo/estimation/estimate.js";
export type { SimulationOptions, SimulationRun } from "./montecarlo/estimation/simulation.js";
export type { MergedRun, NamedShard } from "./montecarlo/parallel/merge-shards.js";
export type { Share } from "./montecarlo/parallel/replication-share.js";
export type { ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
export type { Shard } from "./montecarlo/parallel/shard.js";
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
export type { DistributionInput, QuantityInput, Scenario, VmClassInput } from "./scenario/scenario.js";
export { ScenarioError, type SourcePosition } from "./scenario/scenario-error.js";
export { starter } from "./scenario/starter.js";
export type { System, VmClass } from "./scenario/system.js";
export type { FitOptions, TraceFit } from "./traces/fit.js";
export type { Trace } from "./traces/trace.js";
export type { ValidationRow } from "./validation/row.js";
export type { ForecastOptions, RunForecast } from "./validation/run-forecast.js";
export type { ValidationOptions, ValidationReport } from "./validation/validation.js";
export { version } from "./version.js";
