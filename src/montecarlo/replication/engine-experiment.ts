import type { System } from "../../scenario/model/system.js";
import type { PeakLevel } from "../observers/peak-levels.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { type EngineTask, type Experiment, runTask } from "./engine-task.js";
import { withEvents } from "./event-slots.js";
import { totalsLayout } from "./replication.js";
import { type EngineMode, replicationPlan } from "./replication-plan.js";

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
