import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import type { EngineTask } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";
import type { WorkerAnswer } from "./replication.worker.js";
import { reasonOfDeath, WorkerDeath } from "./worker-death.js";

/** What the threads run, and within which bounds. */
export interface PoolOptions {
  readonly threads: number;
  /** The built `replication.worker`; default the one of this package. */
  readonly workerFile?: string;
  /** Heap of each thread; default Node's own limit. */
  readonly heapMebibytes?: number;
}

/** Worker threads that run replications of one task; a thread that dies is replaced. */
export class ReplicationPool {
  private readonly threads: Piscina;
  closed = false;

  private constructor(threads: Piscina) {
    this.threads = threads;
  }

  /** Starts the threads. Most runs are short and need none, so the pool is loaded only here. */
  static async open(
    task: EngineTask,
    { threads, workerFile = builtWorker, heapMebibytes }: PoolOptions,
  ): Promise<ReplicationPool> {
    if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing; npm run build makes it`);
    const { Piscina } = await import("piscina");
    const pool = new Piscina({
      filename: workerFile,
      name: "runReplicationOfTask",
      minThreads: threads,
      maxThreads: threads,
      workerData: withoutExactRates(task),
      recordTiming: false,
      ...(heapMebibytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMebibytes } }),
    });
    // A thread that dies idle is replaced like any other, and nothing is lost.
    pool.on("error", () => {});
    return new ReplicationPool(pool);
  }

  /**
   * Runs a replication on the next free thread.
   *
   * @throws {WorkerDeath} when the thread dies over it
   */
  async run(replication: number): Promise<ReplicationTotals> {
    const answer: WorkerAnswer = await this.threads.run(replication).catch((error: unknown) => {
      throw new WorkerDeath(reasonOfDeath(error), error);
    });
    if ("totals" in answer) return answer.totals;
    throw Object.assign(new Error(answer.thrown.message), answer.thrown);
  }

  /** Ends all threads at once, whatever they are at. */
  async close(): Promise<void> {
    this.closed = true;
    await this.threads.destroy();
  }
}

/** Beside the command's bundle and the library's alike; absent where the sources run unbuilt. */
const builtWorker = join(dirname(fileURLToPath(import.meta.url)), "..", "lib", "replication.worker.js");

/** Whether replications can run on other threads at all. */
export function hasBuiltWorker(): boolean {
  return existsSync(builtWorker);
}

/** The engine reads rates as doubles; their exact forms can outweigh all the rest and stay behind. */
function withoutExactRates(task: EngineTask): EngineTask {
  const { system } = task;
  return { ...task, system: { ...system, rates: { ...system.rates, exactRate: [], exactSize: [] } } };
}
