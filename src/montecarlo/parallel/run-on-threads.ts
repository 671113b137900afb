import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import {
  abortSignal,
  call,
  checkArgument,
  checkOptions,
  instanceOf,
  number,
  text,
} from "../../scenario/checks/argument-shapes.js";
import { SequentialRun } from "../estimation/sequential-run.js";
import type { EngineTask } from "../replication/engine-task.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { availableCores } from "./available-cores.js";
import { type ReplicationPool, reasonOfDeath, WorkerDeath, type WorkerHost } from "./replication-pool.js";
import { runOnWorkers, type WorkerOptions } from "./run-on-workers.js";
import { taskForWorkers, totalsOf, type WorkerAnswer } from "./worker-answer.js";

/** What the threads run, and within which bounds. */
export interface PoolOptions {
  /** The built `replication.worker`; default the one of this package. */
  readonly workerFile?: string;
  /** Heap of each thread; default Node's own limit. */
  readonly heapMebibytes?: number;
}

/** Who runs the replications, and who hears of it. */
export interface ThreadOptions extends WorkerOptions, PoolOptions {}

const threadOptions = {
  workers: number,
  signal: abortSignal,
  onProgress: call,
  onDeath: call,
  workerFile: text,
  heapMebibytes: number,
};

/**
 * Runs a simulation or validation to its end on worker threads of Node, as `runOnWorkers` says. By default it stays on
 * this thread until the run has shown that it will take some seconds, and then takes as many as there are cores.
 *
 * @throws {ScenarioError} when there is no such run, or an option is not as it should be
 * @throws {WorkerDeath} when threads die again and again
 */
export async function runOnThreads(run: SequentialRun, options: ThreadOptions = {}): Promise<void> {
  checkArgument("run", run, instanceOf(SequentialRun, "a Simulation or a Validation"));
  checkOptions("runOnThreads", options, threadOptions);
  const host: WorkerHost = {
    cores: existsSync(builtWorker()) ? availableCores() : 0,
    open: (task, threads) => ThreadPool.open(task, threads, options),
    // Signals are heard between turns of the event loop only.
    pause: () => setImmediate(),
  };
  await runOnWorkers(run, host, options);
}

/** Worker threads of Node; a thread that dies is replaced. */
class ThreadPool implements ReplicationPool {
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
