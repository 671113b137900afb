export { type DalyJob, dalyInterval, dalyRunTime } from "./analytic/daly.js";
export type { ExactRatio } from "./analytic/exact-ratio.js";
export type { DomainWarning, Figure, Figures } from "./analytic/figure.js";
export { type FiniteRunRatio, observedRatioVariance } from "./analytic/finite-run.js";
export type { ClassShare } from "./analytic/stable-log-ratio.js";
export * from "./index/closed-forms.js";
export * from "./index/runs.js";
export type { AuditOptions, AuditReport } from "./montecarlo/audit/audit.js";
export type {
  AuditCounts,
  AuditedMessage,
  AuditFault,
  AuditFinding,
} from "./montecarlo/audit/failure-audit.js";
export type {
  ScriptCheckpoint,
  ScriptOutcome,
  ScriptRecovery,
} from "./montecarlo/comparison/script-comparison.js";
export type { Estimate, Estimates } from "./montecarlo/estimation/estimate.js";
export type { RunningTotals, TotalsBlock, TotalsState } from "./montecarlo/estimation/running-totals.js";
export type { Budget, Progress, SequentialRun, StopReason } from "./montecarlo/estimation/sequential-run.js";
export type {
  Simulation as SystemSimulation,
  SimulationOptions,
  SimulationRun,
} from "./montecarlo/estimation/simulation.js";
export type { PrecisionGoals } from "./montecarlo/estimation/stopping.js";
export { type MergedRun, mergeShards, type NamedShard } from "./montecarlo/parallel/merge-shards.js";
export type { Share } from "./montecarlo/parallel/replication-share.js";
export { type Shard, shardOf } from "./montecarlo/parallel/shard.js";
export type { EngineTask, Experiment } from "./montecarlo/replication/engine-task.js";
export type { EngineMode, ReplicationPlan } from "./montecarlo/replication/replication-plan.js";
export type {
  ReplicationTotals,
  SlotKey,
  SlotPair,
  TotalSlot,
  TotalsLayout,
} from "./montecarlo/replication/totals.js";
export type { Advice, DominantClass, WasteByMultiple } from "./planning/advice.js";
export type { BestBaseInterval } from "./planning/best-base-interval.js";
export type { BestMultiple, BestMultiples } from "./planning/best-multiples.js";
export type { BestPhases } from "./planning/best-phases.js";
export type { Sweep as SystemSweep } from "./planning/sweep.js";
export { parseSweepAxis, type SweepAxis } from "./planning/sweep-axis.js";
export { parseTarget, type Target } from "./planning/target.js";
export type { TargetBand, TargetEdge, TargetSolution, Trial } from "./planning/target-solution.js";
export type { LoadedScenario } from "./scenario/checks/prepare.js";
export { prepare } from "./scenario/checks/prepare.js";
export { jsonSchema } from "./scenario/checks/scenario-shape.js";
export type { JsonSchema } from "./scenario/checks/shape.js";
export type { ByComparisonMeasure, ByMeasure } from "./scenario/model/by-measure.js";
export {
  type ComparisonMeasure,
  type ComparisonMeasureKey,
  comparisonMeasures,
  comparisonSections,
} from "./scenario/model/comparison-measures.js";
export type { Distribution } from "./scenario/model/distribution.js";
export type { ByJobMeasure, JobMeasureKey } from "./scenario/model/job-measures.js";
export {
  type Certainty,
  findMeasure,
  type Measure,
  type MeasureKey,
  type MeasureUnit,
  measureSections,
  measures,
} from "./scenario/model/measures.js";
export { type PresetName, presets } from "./scenario/model/presets.js";
export type * from "./scenario/model/scenario.js";
export { type Locate, ScenarioError, type SourcePosition } from "./scenario/model/scenario-error.js";
export {
  certainties,
  guarantees,
  type SchemeEntry,
  type SchemeKey,
  schemes,
} from "./scenario/model/schemes.js";
export type { ScriptInput } from "./scenario/model/script.js";
export type {
  Clock,
  Hosts,
  PlacedGroup,
  Placement,
  Policies,
  RateConvention,
  System,
  TrafficRates,
  VmClass,
} from "./scenario/model/system.js";
export type * from "./scenario/model/units.js";
export type { Rational } from "./scenario/quantities/exact-decimal.js";
export type { Dimension } from "./scenario/quantities/unit-table.js";
export { parseScenario } from "./scenario/reading/parse-scenario.js";
export { starter } from "./scenario/reading/starter.js";
export type { Burstiness, Dispersion } from "./traces/burstiness.js";
export {
  type FitOptions,
  type FittedClass,
  fit,
  type NamedRhythm,
  type TraceFit,
} from "./traces/fit.js";
export type { ClassBy } from "./traces/node-groups.js";
export type { OtherBaseInterval } from "./traces/other-base-intervals.js";
export { parseTrace } from "./traces/parse-trace.js";
export type { ProposedMultiples, StoragePrices } from "./traces/proposed-multiples.js";
export type { CountedShare, PhaseRisk, PhaseSpread, Replay, ReplayOptions } from "./traces/replay.js";
export type { Rhythm } from "./traces/rhythms.js";
export { fittedScenarioText } from "./traces/scenario-text.js";
export type { TimeUnit } from "./traces/time-stamp.js";
export type { Trace } from "./traces/trace.js";
export type { OnBad } from "./traces/trace-intake.js";
export type { TraceOptions } from "./traces/trace-reader.js";
export type {
  Answer,
  ClaimFigure,
  ComparedEstimate,
  ComparedMeasure,
  ComparedScheme,
  PaperClaim,
} from "./validation/comparison-claims.js";
export type {
  Comparison as SystemComparison,
  ComparisonOptions,
  ComparisonReport,
} from "./validation/comparison-report.js";
export type { Job as SystemJob, JobReport, JobReportOptions, MeanAndEnds } from "./validation/job-report.js";
export type { QuantileRow } from "./validation/quantile-row.js";
export {
  replayTrace as replay,
  type TraceReplay,
  type TraceReplayOptions,
} from "./validation/replay-measures.js";
export type { ValidationRow, Verdict } from "./validation/row.js";
export type {
  Validation as SystemValidation,
  ValidationOptions,
  ValidationReport,
} from "./validation/validation.js";
export { version } from "./version.js";
