import {
  abortSignal,
  call,
  checkArgument,
  checkOptions,
  instanceOf,
  number,
  text,
} from "./index/argument-shapes.js";
import { traceOptions } from "./index/option-shapes.js";
import { SequentialRun } from "./montecarlo/estimation/sequential-run.js";
import { runOnThreads as runInThreads, type ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
import { readTrace as traceOfFile } from "./traces/read-trace.js";
import type { Trace } from "./traces/trace.js";
import type { TraceOptions } from "./traces/trace-reader.js";

export * from "./index.js";
export type { ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
export type { WorkerOptions } from "./montecarlo/parallel/run-on-workers.js";
export type { PoolOptions } from "./montecarlo/parallel/thread-pool.js";
export { loadScenario } from "./scenario/reading/load-scenario.js";

/**
 * Reads a whole message trace from a file, or from standard input where the path is `-`: CSV or spans in JSON, gzip too.
 *
 * @throws {ScenarioError} when it cannot be read, or for a malformed row, with its place
 */
export function readTrace(path: string, options: TraceOptions = {}): Trace {
  checkArgument("path", path, text);
  checkOptions("readTrace", options, traceOptions);
  return traceOfFile(path, options);
}

/**
 * Runs a simulation or validation to its end on worker threads; the result is the same as on one.
 *
 * @throws {ScenarioError} when there is no such run, or an option is not as it should be
 */
export async function runOnThreads(run: SequentialRun, options: ThreadOptions = {}): Promise<void> {
  checkArgument("run", run, instanceOf(SequentialRun, "a Simulation or a Validation"));
  checkOptions("runOnThreads", options, {
    workers: number,
    signal: abortSignal,
    onProgress: call,
    onDeath: call,
    workerFile: text,
    heapMebibytes: number,
  });
  await runInThreads(run, options);
}
