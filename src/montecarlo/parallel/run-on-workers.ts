import type { Seconds } from "../../scenario/model/units.js";
import { checkWorkers } from "../estimation/refuse-unrunnable.js";
import type { SequentialRun } from "../estimation/sequential-run.js";
import type { EngineTask } from "../replication/engine-task.js";
import { replicationWork } from "../replication/replication-plan.js";
import type { ReplicationTotals } from "../replication/totals.js";
import { type ReplicationPool, WorkerDeath, type WorkerHost } from "./replication-pool.js";

/** How many workers run the replications, and who hears of it. */
export interface WorkerOptions {
  /**
   * Workers; 1 runs on the calling thread alone, unless replications are so long that nothing else would be heard.
   * Default: the calling thread until the run has shown that it will take some seconds, then as many as there are cores.
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
 * Runs a simulation or validation to its end on several workers. The result, and with it the decision when to stop,
 * is the same to the last bit for any number of them: replications are taken in by number, looks happen at the counts
 * they would happen at on one thread, and what ran ahead of the end is dropped. Only a limit on time depends on the
 * machine.
 *
 * A limit on time ends a run on workers at once, too, in the midst of replications.
 *
 * - Limits: a replication over which its worker dies three times ends the run
 *
 * @throws {ScenarioError} when `workers` is no whole number of at least 1
 * @throws {WorkerDeath} when workers die again and again
 */
export async function runOnWorkers(
  run: SequentialRun,
  host: WorkerHost,
  options: WorkerOptions = {},
): Promise<void> {
  const { signal, onProgress } = options;
  checkWorkers(options.workers);
  const { task } = run;
  const workers = options.workers ?? Math.max(1, host.cores);
  const stop = () => run.stop();
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    while (!run.done) {
      const pays = workers > 1 && (options.workers !== undefined || isWorthWorkers(run));
      // While a long replication ran here, no signal would be heard.
      if (task !== undefined && (pays || (host.cores > 0 && isLong(task))))
        return await runInPool(run, task, host, { ...options, workers });
      run.step();
      onProgress?.();
      await host.pause();
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Workers take some 0.1 s to start. */
const worthwhile: Seconds = 1;
const trial: Seconds = 0.1;

function isWorthWorkers(run: SequentialRun): boolean {
  const { seconds, share } = run.progress();
  return run.totals.count > 0 && seconds >= trial && seconds * (1 / share - 1) >= worthwhile;
}

/** Half a second or more, in advances and messages. */
const longReplication = 3e6;

function isLong({ system, plan }: EngineTask): boolean {
  return replicationWork(system, plan) >= longReplication;
}

async function runInPool(
  run: SequentialRun,
  task: EngineTask,
  host: WorkerHost,
  options: WorkerOptions & { readonly workers: number },
): Promise<void> {
  let next = run.nextReplication;
  const workers = Math.min(options.workers, run.endReplication - next);
  const pool = await host.open(task, workers);
  // Two for each worker, so that the next one is at hand when one is done.
  const lanes = Array.from({ length: 2 * workers }, async () => {
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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    const milliseconds = Math.max(0, 1000 * run.timeLeft);
    const stop = () => {
      // Two short replications, which make an interval, may still come; the run ends with the second.
      if (run.totals.count < 2 && !isLong(task)) return;
      run.stopForTime();
      resolve();
    };
    // A timer takes what is longer for nothing at all; the run looks at its clock after each replication.
    if (milliseconds < longestTimer) timer = setTimeout(stop, milliseconds);
  });
  try {
    await Promise.race([Promise.all(lanes), interrupted, timeIsUp]);
  } finally {
    clearTimeout(timer);
    await pool.close();
    await Promise.allSettled(lanes);
  }
}

const longestTimer = 2 ** 31 - 1;

const mostDeaths = 3;

/** A replication's totals, run again where its worker dies; `undefined` once the pool is closed. */
async function survivor(
  pool: ReplicationPool,
  replication: number,
  onDeath: WorkerOptions["onDeath"],
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
