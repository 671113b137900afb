import type { System } from "../scenario/system.js";
import type { Experiment } from "./experiment.js";
import { replicationPlan, runReplication, totalsLayout } from "./replication.js";

/** The event-by-event engine on a system: one replication after the other, each with streams of its own. */
export function engineExperiment(system: System, seed: string): Experiment {
  const plan = replicationPlan(system);
  return {
    layout: totalsLayout(system),
    run: (replication) => runReplication(system, { seed, replication, plan }),
  };
}
