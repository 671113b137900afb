import { workerData } from "node:worker_threads";
import { type EngineTask, runTask } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";

/** What a worker thread answers: what a replication found, or what the engine threw. */
export type WorkerAnswer =
  | { readonly totals: ReplicationTotals }
  | {
      readonly thrown: {
        readonly name: string;
        readonly message: string;
        readonly stack: string | undefined;
      };
    };

/**
 * Runs one replication of the task that the thread was started with. What the engine throws is an answer, so that
 * everything else that goes wrong is the death of the thread.
 */
export function runReplicationOfTask(replication: number): WorkerAnswer {
  try {
    return { totals: runTask(workerData as EngineTask, replication) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { thrown: { name, message, stack } };
  }
}
