import type { AuditOptions } from "../montecarlo/audit/audit.js";
import type { SimulationOptions } from "../montecarlo/estimation/simulation.js";
import {
  anything,
  measureKeys,
  number,
  type OptionShapes,
  schemeKeys,
  share,
  text,
} from "../scenario/checks/argument-shapes.js";
import type { ComparisonOptions } from "../validation/comparison-report.js";
import type { ValidationOptions } from "../validation/validation.js";
import type { JobOptions } from "./runs.js";

/** How long and how precisely to run. */
const budget = { seed: text, confidence: number, precision: number, maxTime: number };
const counts = { messages: number, replications: number };

export const simulationOptions: OptionShapes<SimulationOptions> = {
  ...budget,
  ...counts,
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
  ...budget,
  ...counts,
  record: anything,
  schemes: schemeKeys,
  shard: share,
};

export const jobOptions: OptionShapes<JobOptions> = {
  ...budget,
  work: anything,
  failures: text,
  jobs: number,
  margin: number,
};

export const auditOptions: OptionShapes<AuditOptions> = {
  seed: text,
  failures: number,
  messages: number,
  maxMessages: number,
  runs: number,
  confidence: number,
};
