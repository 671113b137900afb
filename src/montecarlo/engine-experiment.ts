import type { System } from "../scenario/system.js";
import type { Experiment } from "./experiment.js";
import { type EngineMode, replicationPlan, runReplication, totalsLayout } from "./replication.js";

/**
 * The engine on a system: one replication after the other, each with streams of its own.
 *
 * `messages` is about how many messages a replication should have; left out, the plan decides.
 */
export function engineExperiment(
  system: System,
  seed: string,
  messages?: number,
  mode: EngineMode = "span",
): Experiment {
  const plan = replicationPlan(system, messages, mode);
  return {
    layout: totalsLayout(system),
    run: (replication) => runReplication(system, { seed, replication, plan }),
  };
}
