import type { Estimates } from "../../src/montecarlo/estimation/estimate.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import type { EngineMode } from "../../src/montecarlo/replication/replication-plan.js";
import type { System } from "../../src/scenario/model/system.js";

/** A run of the engine of a fixed size. */
export interface EngineRun {
  readonly seed: string;
  readonly replications: number;
  /** Messages of one replication, about; never less than a hyperperiod. */
  readonly work: number;
  readonly confidence?: number;
  readonly mode?: EngineMode;
}

/** What the engine says of a system. */
export function engineRun(
  system: System,
  { seed, replications, work, confidence, mode }: EngineRun,
): Estimates {
  const experiment = engineExperiment(system, { seed, work, mode });
  const totals = new RunningTotals(experiment.layout);
  while (totals.count < replications) totals.add(experiment.run(totals.count));
  return estimates(totals, confidence === undefined ? {} : { confidence });
}
