import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import type { EngineTask } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { type ReplicationPool, reasonOfDeath, WorkerDeath } from "./replication-pool.js";
import { taskForWorkers, totalsOf, type WorkerAnswer } from "./worker-answer.js";

/** What the threads run, and within which bounds. */
export interface PoolOptions {
  /** The built `replication.worker`; default the one of this package. */
  readonly workerFile?: string;
  /** Heap of each thread; default Node's own limit. */
  readonly heapMebibytes?: number;
}

/** Worker threads of Node; a thread that dies is replaced. */
export class ThreadPool implements ReplicationPool {
  closed = false;

  private constructor(private readonly threads: Piscina) {}

  /** Starts the threads. Most runs are short and need none, so Piscina is loaded only here. */
  static async open(
    task: EngineTask,
    threads: number,
    { workerFile = builtWorker(), heapMebibytes }: PoolOptions,
  ): Promise<ThreadPool> {
    if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing; npm run build makes it`);
    const { Piscina } = await import("piscina");
    const pool = new Piscina({
      filename: workerFile,
      name: "runReplicationOfTask",
      minThreads: threads,
      maxThreads: threads,
      workerData: taskForWorkers(task),
      recordTiming: false,
      resourceLimits: heapMebibytes === undefined ? undefined : { maxOldGenerationSizeMb: heapMebibytes },
    });
    // A thread that dies idle is replaced like any other, and nothing is lost.
    pool.on("error", () => {});
    return new ThreadPool(pool);
  }

  async run(replication: number): Promise<ReplicationTotals> {
    const answer: WorkerAnswer = await this.threads.run(replication).catch((error: unknown) => {
      throw new WorkerDeath(reasonOfDeath(error), error);
    });
    return totalsOf(answer);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.threads.destroy();
  }
}

/** Beside the command's bundle and the library's alike; absent where the sources run unbuilt. */
function builtWorker(): string {
  return fileURLToPath(new URL("../lib/replication.worker.js", import.meta.url));
}

/** Whether replications can run on other threads at all. */
export function hasBuiltWorker(): boolean {
  return existsSync(builtWorker());
}
