import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import { runComparison } from "../comparison/comparison-experiment.js";
import { type JobTask, runJobs } from "../job/job-replication.js";
import type { PeakLevel } from "../observers/peak-levels.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { withEvents } from "./event-slots.js";
import { runReplication, totalsLayout } from "./replication.js";
import { type EngineMode, type ReplicationPlan, replicationPlan } from "./replication-plan.js";
import type { ReplicationTotals, TotalsLayout } from "./totals.js";

/** Everything that replications of one run have in common, as plain data that crosses to other threads. */
export interface EngineTask {
  readonly system: System;
  readonly seed: string;
  readonly plan: ReplicationPlan;
  /** Levels that peaks are held against, line by line. */
  readonly levels?: readonly PeakLevel[];
  /** The schemes to be compared on the same events; left out, the engine of VM_QSC runs alone. */
  readonly schemes?: readonly SchemeKey[];
  /** The job to be run under failures that happen; left out, nothing fails. */
  readonly job?: JobTask;
}

export function runTask(task: EngineTask, replication: number): ReplicationTotals {
  const { system, seed, plan, schemes, levels, job } = task;
  if (job !== undefined) return runJobs(system, job, { seed, replication });
  return schemes === undefined
    ? runReplication(system, { seed, replication, plan, levels })
    : runComparison(system, { seed, replication, plan, schemes });
}

/**
 * Something that can be replicated. The engine is one; another mode of it, or a stand-in with a known answer,
 * takes its place behind the same face.
 */
export interface Experiment {
  readonly layout: TotalsLayout;
  /** What replication `replication` finds: the same for the same number, whenever and wherever it runs. */
  run(replication: number): ReplicationTotals;
  /** Messages that a replication delivers on average, where that is known beforehand. */
  readonly expectedMessages?: number;
  /** What another thread needs to run it; absent where only this one can. */
  readonly task?: EngineTask;
}

export interface EngineOptions {
  readonly seed: string;
  /** Default `span`. */
  readonly mode?: EngineMode;
  /** Messages of a replication, about; left out, the plan decides. */
  readonly work?: number;
  /** Levels that peaks are held against: a slot for each, after all others. */
  readonly levels?: readonly PeakLevel[];
}

/** The engine on a system: one replication after the other, each with streams of its own. */
export function engineExperiment(
  system: System,
  { seed, mode = "span", work, levels = [] }: EngineOptions,
): Experiment & { readonly expectedMessages: number; readonly task: EngineTask } {
  const plan = replicationPlan(system, work, mode);
  const task = { system, seed, plan, ...(levels.length > 0 && { levels }) };
  const { slots } = withEvents(totalsLayout(system), system, plan);
  return {
    layout: { slots: [...slots, ...levels.map((level) => ({ ...level, perEvent: 1 }))] },
    run: (replication) => runTask(task, replication),
    expectedMessages: plan.indices * system.baseInterval * messagesPerSecond(system),
    task,
  };
}
