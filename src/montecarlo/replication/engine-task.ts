import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import { runComparison } from "../comparison/comparison-replication.js";
import { runReplication } from "./replication.js";
import type { ReplicationPlan } from "./replication-plan.js";
import type { ReplicationTotals } from "./totals.js";

/** Everything that replications of one run have in common, as plain data that crosses to other threads. */
export interface EngineTask {
  readonly system: System;
  readonly seed: string;
  readonly plan: ReplicationPlan;
  /** The schemes to be compared on the same events; left out, the engine of VM_QSC runs alone. */
  readonly schemes?: readonly SchemeKey[];
}

/** Runs one replication of a task. */
export function runTask({ system, seed, plan, schemes }: EngineTask, replication: number): ReplicationTotals {
  return schemes === undefined
    ? runReplication(system, { seed, replication, plan })
    : runComparison(system, { seed, replication, plan, schemes });
}
