import {
  abortSignal,
  call,
  checkArgument,
  checkOptions,
  instanceOf,
  number,
  scenarioAsWritten,
  text,
} from "./index/argument-shapes.js";
import { fitOptions, traceOptions } from "./index/option-shapes.js";
import { SequentialRun } from "./montecarlo/estimation/sequential-run.js";
import { runOnThreads as runInThreads, type ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
import type { Scenario } from "./scenario/model/scenario.js";
import { type FitOptions, fitSummary, fittedBaseInterval, type TraceFit } from "./traces/fit.js";
import { streamTrace, readTrace as traceOfFile } from "./traces/read-trace.js";
import { type Replay, ReplayCounts, type ReplayOptions } from "./traces/replay.js";
import type { Trace } from "./traces/trace.js";
import type { TraceOptions } from "./traces/trace-reader.js";
import { TraceSums } from "./traces/trace-summary.js";

export * from "./index.js";
export type { ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
export type { WorkerOptions } from "./montecarlo/parallel/run-on-workers.js";
export type { PoolOptions } from "./montecarlo/parallel/thread-pool.js";
export { loadScenario } from "./scenario/reading/load-scenario.js";
export type { ReplayOptions } from "./traces/replay.js";

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
 * A scenario with the message rates of a trace in a file, read as it comes: of any length, in memory that grows with the pairs
 * of nodes.
 *
 * @throws {ScenarioError} as `fit` and `readTrace`
 */
export async function fitFile(path: string, options: FitOptions & TraceOptions = {}): Promise<TraceFit> {
  checkArgument("path", path, text);
  checkOptions("fitFile", options, { ...fitOptions, ...traceOptions });
  const sums = new TraceSums(fittedBaseInterval(options));
  return fitSummary(sums.summary(await streamTrace(path, sums, options)), options);
}

/**
 * The rules run on a trace in a file, read as it comes, with perfect clocks and no delay but what the trace records.
 *
 * @throws {ScenarioError} as `replay` and `readTrace`, and for a trace whose first message is not its earliest
 */
export async function replayFile(
  path: string,
  scenario: Scenario,
  options: ReplayOptions & TraceOptions = {},
): Promise<Replay> {
  checkArgument("path", path, text);
  checkArgument("scenario", scenario, scenarioAsWritten);
  checkOptions("replayFile", options, { confidence: number, seed: text, ...traceOptions });
  const counts = new ReplayCounts(scenario);
  return counts.result(await streamTrace(path, counts.intervals, options), options);
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
