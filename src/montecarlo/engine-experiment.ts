import type { System } from "../scenario/system.js";
import type { Experiment } from "./experiment.js";
import { replicationPlan, runReplication, totalsLayout } from "./replication.js";

/**
 * The event-by-event engine on a system: one replication after the other, each with streams of its own.
 *
 * `work` is about how many messages a replication should have; left out, the plan decides.
 */
export function engineExperiment(system: System, seed: string, work?: number): Experiment {
  const plan = replicationPlan(system, work);
  return {
    layout: totalsLayout(system),
    run: (replication) => runReplication(system, { seed, replication, plan }),
  };
}
