import type { System } from "../../scenario/model/system.js";
import { runReplication } from "./replication.js";
import type { ReplicationPlan } from "./replication-plan.js";
import type { ReplicationTotals } from "./totals.js";

/** Everything that replications of one run have in common, as plain data that crosses to other threads. */
export interface EngineTask {
  readonly system: System;
  readonly seed: string;
  readonly plan: ReplicationPlan;
}

/** Runs one replication of a task. */
export function runTask({ system, seed, plan }: EngineTask, replication: number): ReplicationTotals {
  return runReplication(system, { seed, replication, plan });
}
