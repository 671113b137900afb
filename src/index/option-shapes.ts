import type { AuditOptions } from "../montecarlo/audit/audit.js";
import type { ComparisonOptions } from "../montecarlo/comparison/comparison.js";
import type { SimulationOptions } from "../montecarlo/estimation/simulation.js";
import type { FitOptions } from "../traces/fit.js";
import type { TraceOptions } from "../traces/trace-reader.js";
import type { TraceReplayOptions } from "../validation/replay-trace.js";
import type { ForecastOptions } from "../validation/run-forecast.js";
import type { ValidationOptions } from "../validation/validation.js";
import {
  anything,
  measureKeys,
  number,
  type OptionShapes,
  schemeKeys,
  share,
  text,
} from "./argument-shapes.js";
import type { JobOptions } from "./runs.js";

export const simulationOptions: OptionShapes<SimulationOptions> = {
  seed: text,
  confidence: number,
  precision: number,
  messages: number,
  replications: number,
  maxTime: number,
  shard: share,
  measures: measureKeys,
  atIndex: anything,
  mode: text,
  experiment: anything,
};

export const validationOptions: OptionShapes<ValidationOptions> = {
  seed: text,
  confidence: number,
  margin: number,
  messages: number,
  maxTime: number,
  measures: measureKeys,
  mode: text,
  experiment: anything,
  figures: anything,
  warnings: anything,
};

export const comparisonOptions: OptionShapes<ComparisonOptions> = {
  record: anything,
  schemes: schemeKeys,
  seed: text,
  confidence: number,
  precision: number,
  messages: number,
  replications: number,
  maxTime: number,
  shard: share,
};

export const jobOptions: OptionShapes<JobOptions> = {
  work: anything,
  failures: text,
  jobs: number,
  seed: text,
  confidence: number,
  margin: number,
  precision: number,
  maxTime: number,
};

export const auditOptions: OptionShapes<AuditOptions> = {
  seed: text,
  failures: number,
  messages: number,
  maxMessages: number,
  runs: number,
  confidence: number,
};

export const forecastOptions: OptionShapes<ForecastOptions> = {
  seed: text,
  mode: text,
  confidence: number,
  precision: number,
  messages: number,
  replications: number,
  maxTime: number,
  workers: number,
};

export const replayOptions: OptionShapes<TraceReplayOptions> = {
  confidence: number,
  seed: text,
  measures: anything,
};

export const fitOptions: OptionShapes<FitOptions> = {
  multiples: anything,
  by: text,
  baseInterval: anything,
  name: text,
  image: text,
  prices: anything,
};

export const traceOptions: OptionShapes<TraceOptions> = {
  columns: text,
  separator: text,
  timeUnit: text,
  onBad: text,
};
