export type { DalyJob } from "./analytic/daly.js";
export type { DomainWarning, Figure, Figures } from "./analytic/figure.js";
export type { FiniteRunRatio } from "./analytic/finite-run.js";
export type { ClassShare } from "./analytic/stable-log-ratio.js";
export * from "./index/closed-forms.js";
export * from "./index/inputs.js";
export * from "./index/runs.js";
export type { AuditOptions, AuditReport } from "./montecarlo/audit/audit.js";
export type { Estimate, Estimates } from "./montecarlo/estimation/estimate.js";
export type { SimulationOptions, SimulationRun } from "./montecarlo/estimation/simulation.js";
export type { MergedRun, NamedShard } from "./montecarlo/parallel/merge-shards.js";
export type { Share } from "./montecarlo/parallel/replication-share.js";
export type { Shard } from "./montecarlo/parallel/shard.js";
export type { Advice } from "./planning/advice.js";
export type { BestBaseInterval } from "./planning/best-base-interval.js";
export type { BestMultiple, BestMultiples } from "./planning/best-multiples.js";
export type { BestPhases } from "./planning/best-phases.js";
export type { SweepAxis } from "./planning/sweep-axis.js";
export type { Target } from "./planning/target.js";
export type { ShareAnswer, TargetAnswer } from "./planning/target-ratio.js";
export type { TargetEdge, TargetSolution, Trial } from "./planning/target-solution.js";
export { jsonSchema } from "./scenario/checks/json-schema.js";
export { prepare } from "./scenario/checks/prepare.js";
export {
  findMeasure,
  type Measure,
  type MeasureKey,
  type MeasureUnit,
  measures,
} from "./scenario/model/measures.js";
export { type PresetName, presets } from "./scenario/model/presets.js";
export type { DistributionInput, QuantityInput, Scenario, VmClassInput } from "./scenario/model/scenario.js";
export { ScenarioError, type SourcePosition } from "./scenario/model/scenario-error.js";
export type { System, VmClass } from "./scenario/model/system.js";
export { parseScenario } from "./scenario/reading/parse-scenario.js";
export { starter } from "./scenario/reading/starter.js";
export type { FitOptions, TraceFit } from "./traces/fit.js";
export type { Replay, ReplayOptions } from "./traces/replay.js";
export type { Trace } from "./traces/trace.js";
export type { TraceOptions } from "./traces/trace-reader.js";
export type { ValidationRow } from "./validation/row.js";
export type { ForecastOptions, RunForecast } from "./validation/run-forecast.js";
export type { ValidationOptions, ValidationReport } from "./validation/validation.js";
export { version } from "./version.js";
