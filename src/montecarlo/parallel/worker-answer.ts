import { type EngineTask, runTask } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";

/** What a worker answers, as plain data: what a replication found, or what the engine threw. */
export type WorkerAnswer =
  | { readonly totals: ReplicationTotals }
  | { readonly thrown: Pick<Error, "name" | "message"> & { readonly stack: string | undefined } };

/**
 * Runs one replication of a task. What the engine throws is an answer, so that everything else that goes wrong is the
 * death of the worker.
 */
export function answerTask(task: EngineTask, replication: number): WorkerAnswer {
  try {
    return { totals: runTask(task, replication) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { thrown: { name, message, stack } };
  }
}

/** The totals of an answer. @throws what the engine threw */
export function totalsOf(answer: WorkerAnswer): ReplicationTotals {
  if ("totals" in answer) return answer.totals;
  throw Object.assign(new Error(answer.thrown.message), answer.thrown);
}

/** The task as workers need it: the engine reads rates as doubles, and their exact forms can outweigh all the rest. */
export function taskForWorkers(task: EngineTask): EngineTask {
  const { system } = task;
  return { ...task, system: { ...system, rates: { ...system.rates, exactRate: [], exactSize: [] } } };
}
