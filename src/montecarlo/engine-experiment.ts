import type { System } from "../scenario/system.js";
import { type EngineTask, runTask } from "./engine-task.js";
import type { Experiment } from "./experiment.js";
import {
  type EngineMode,
  expectedMessages,
  expectedWork,
  replicationPlan,
  totalsLayout,
} from "./replication.js";

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
): Experiment & { readonly expectedMessages: number; readonly task: EngineTask } {
  const plan = replicationPlan(system, messages, mode);
  const task = { system, seed, plan, work: expectedWork(system, plan) };
  return {
    layout: totalsLayout(system),
    run: (replication) => runTask(task, replication),
    expectedMessages: expectedMessages(system, plan),
    task,
  };
}
