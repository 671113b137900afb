import { setImmediate } from "node:timers/promises";
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
import { availableCores } from "./available-cores.js";
import type { WorkerHost } from "./replication-pool.js";
import { runOnWorkers, type WorkerOptions } from "./run-on-workers.js";
import { hasBuiltWorker, type PoolOptions, ThreadPool } from "./thread-pool.js";

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
    cores: hasBuiltWorker() ? availableCores() : 0,
    open: (task, threads) => ThreadPool.open(task, threads, options),
    // Signals are heard between turns of the event loop only.
    pause: () => setImmediate(),
  };
  await runOnWorkers(run, host, options);
}
