import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { Seconds } from "../../scenario/model/units.js";
import { checkWorkers } from "../estimation/run-options.js";
import type { SequentialRun } from "../estimation/sequential-run.js";
import type { EngineTask } from "../replication/engine-task.js";
import { replicationWork } from "../replication/replication-plan.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { hasBuiltWorker, type PoolOptions, ReplicationPool } from "./replication-pool.js";
import { WorkerDeath } from "./worker-death.js";

/** Who runs the replications, and who hears of it. */
export interface ThreadOptions extends Partial<Omit<PoolOptions, "threads">> {
  /**
   * Worker threads; 1 runs on this thread alone, unless replications are so long that nothing else would be heard.
   * Default: this thread until the run has shown that it will take some seconds, then as many as the machine has cores.
   */
  readonly workers?: number;
  /** Ends the run at once, with what is known so far. */
  readonly signal?: AbortSignal;
  /** Called after each replication that has been taken in. */
  readonly onProgress?: () => void;
  /** Called with one sentence for each worker that dies. */
  readonly onDeath?: (sentence: string) => void;
}

/**
 * Runs a simulation or validation to its end on several threads. The result, and with it the decision when to stop,
 * is the same to the last bit for any number of them: replications are taken in by number, looks happen at the counts
 * they would happen at on one thread, and what ran ahead of the end is dropped. Only a limit on time depends on the
 * machine.
 *
 * A limit on time ends a run on threads at once, too, in the midst of replications.
 *
 * - Limits: a replication over which its thread dies three times ends the run
 *
 * @throws {ScenarioError} when `workers` is no whole number of at least 1
 * @throws {WorkerDeath} when threads die again and again
 */
export async function runOnThreads(run: SequentialRun, options: ThreadOptions = {}): Promise<void> {
  const { workers, signal, onProgress } = options;
  checkWorkers(workers);
  const { task } = run;
  const threads = workers ?? (hasBuiltWorker() ? availableParallelism() : 1);
  const stop = () => run.stop();
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    while (!run.done) {
      if (
        task !== undefined &&
        (isLong(task) || (threads > 1 && (workers !== undefined || isWorthThreads(run))))
      )
        return await runInPool(run, task, { ...options, threads });
      run.step();
      onProgress?.();
      // Signals are heard between turns of the event loop only.
      await setImmediate();
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Threads take some 0.1 s to start. */
const worthwhile: Seconds = 1;
const trial: Seconds = 0.1;

function isWorthThreads(run: SequentialRun): boolean {
  const { seconds, share } = run.progress();
  return run.totals.count > 0 && seconds >= trial && seconds * (1 / share - 1) >= worthwhile;
}

/** Half a second or more, in advances and messages: while it ran on this thread, no Ctrl-C would be heard. */
const longReplication = 3e6;

function isLong({ system, plan }: EngineTask): boolean {
  return replicationWork(system, plan) >= longReplication && hasBuiltWorker();
}

async function runInPool(
  run: SequentialRun,
  task: EngineTask,
  options: ThreadOptions & PoolOptions,
): Promise<void> {
  let next = run.nextReplication;
  const threads = Math.min(options.threads, run.endReplication - next);
  const pool = await ReplicationPool.open(task, { ...options, threads });
  // Two for each thread, so that the next one is at hand when one is done.
  const lanes = Array.from({ length: 2 * threads }, async () => {
    while (!run.done && next < run.endReplication) {
      const totals = await survivor(pool, next++, options.onDeath);
      if (totals === undefined || run.done) return;
      run.absorb(totals);
      options.onProgress?.();
      if (run.done) await pool.close();
    }
  });
  const interrupted = new Promise<void>((resolve) => {
    if (options.signal?.aborted) resolve();
    options.signal?.addEventListener("abort", () => resolve(), { once: true });
  });
  const timeLimit = new TimeLimit(run, task);
  try {
    await Promise.race([Promise.all(lanes), interrupted, timeLimit.reached]);
  } finally {
    timeLimit.forget();
    await pool.close();
    await Promise.allSettled(lanes);
  }
}

/** Ends a run whose time is up, whatever its threads are at. */
class TimeLimit {
  /** Resolves when it has ended the run. */
  readonly reached: Promise<void>;
  private timer: NodeJS.Timeout | undefined;

  constructor(run: SequentialRun, task: EngineTask) {
    this.reached = new Promise((resolve) => {
      const stop = () => {
        run.stopForTime();
        resolve();
      };
      // Two short replications, which make an interval, may still come while threads start.
      const stopOrWait = () => {
        if (run.totals.count >= 2 || isLong(task)) stop();
        else this.timer = setTimeout(stop, 1000 * worthwhile);
      };
      const milliseconds = Math.max(0, 1000 * run.timeLeft);
      // A timer takes what is longer for nothing at all; the run looks at its clock after each replication.
      if (milliseconds < longestTimer) this.timer = setTimeout(stopOrWait, milliseconds);
    });
  }

  forget(): void {
    clearTimeout(this.timer);
  }
}

const longestTimer = 2 ** 31 - 1;

const mostDeaths = 3;

/** A replication's totals, run again where its thread dies; `undefined` once the pool is closed. */
async function survivor(
  pool: ReplicationPool,
  replication: number,
  onDeath: ThreadOptions["onDeath"],
): Promise<ReplicationTotals | undefined> {
  for (let deaths = 1; ; deaths++) {
    try {
      return await pool.run(replication);
    } catch (error) {
      if (pool.closed) return undefined;
      if (!(error instanceof WorkerDeath)) throw error;
      if (deaths === mostDeaths)
        throw new WorkerDeath(
          `replication ${replication} is given up, ${deaths} workers died over it, the last one by: ${error.message}`,
          error,
        );
      onDeath?.(`a worker died over replication ${replication} (${error.message}); it runs again`);
    }
  }
}
