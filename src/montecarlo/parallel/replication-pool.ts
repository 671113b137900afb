import type { EngineTask } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";

/** Workers that run replications of one task: threads of Node, or web workers of a page. */
export interface ReplicationPool {
  /** Set by `close`; what was under way then is lost. */
  readonly closed: boolean;
  /**
   * Runs a replication on the next free worker.
   *
   * @throws {WorkerDeath} when the worker dies over it
   */
  run(replication: number): Promise<ReplicationTotals>;
  /** Ends all workers at once, whatever they are at. */
  close(): Promise<void>;
}

export interface WorkerHost {
  /** Workers that can run at once; 0 where there are none besides the caller. */
  readonly cores: number;
  /** Starts workers on a task. */
  open(task: EngineTask, workers: number): Promise<ReplicationPool>;
  /** Lets the caller's other business have its turn: signals, messages, drawing. */
  pause(): Promise<unknown>;
}

/** A worker that ended before it answered: killed, out of memory, or by an exit of its own. */
export class WorkerDeath extends Error {
  override readonly name = "WorkerDeath";

  constructor(sentence: string, cause: unknown) {
    super(sentence, { cause });
  }
}

/** Why a worker died, in a few words. */
export function reasonOfDeath(error: unknown): string {
  const { code, message } = error as Error & { readonly code?: string };
  return code === "ERR_WORKER_OUT_OF_MEMORY" ? "out of memory" : message;
}
