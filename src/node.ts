import {
  checkArgument,
  checkOptions,
  number,
  scenarioAsWritten,
  text,
} from "./scenario/checks/argument-shapes.js";
import type { Scenario } from "./scenario/model/scenario.js";
import { type FitOptions, fitOptions, fitSummary, fittedBaseInterval, type TraceFit } from "./traces/fit.js";
import { streamTrace } from "./traces/read-trace.js";
import { type Replay, ReplayCounts, type ReplayOptions } from "./traces/replay.js";
import { type TraceOptions, traceOptions } from "./traces/trace-reader.js";
import { TraceSums } from "./traces/trace-summary.js";

export * from "./index.js";
export { type PoolOptions, runOnThreads, type ThreadOptions } from "./montecarlo/parallel/run-on-threads.js";
export type { WorkerOptions } from "./montecarlo/parallel/run-on-workers.js";
export { loadScenario } from "./scenario/reading/load-scenario.js";
export { readTrace } from "./traces/read-trace.js";
export type { ReplayOptions } from "./traces/replay.js";

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
