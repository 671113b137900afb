import { analyze } from "../analytic/analyze.js";
import type { Figures } from "../analytic/figure.js";
import { estimates } from "../montecarlo/estimation/estimates.js";
import { RunningTotals } from "../montecarlo/estimation/running-totals.js";
import { RecordedExperiment } from "../montecarlo/replication/recorded-experiment.js";
import {
  anyTrace,
  anything,
  checkArgument,
  checkOptions,
  number,
  type OptionShapes,
  scenarioAsWritten,
  text,
} from "../scenario/checks/argument-shapes.js";
import { type Measure, type MeasureKey, measures, refuseAbsentMeasures } from "../scenario/model/measures.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { Bytes, Messages } from "../scenario/model/units.js";
import { needsEngine, type Replay, type ReplayOptions, replay, withPhase0 } from "../traces/replay.js";
import type { Trace } from "../traces/trace.js";
import { peakIndices } from "./peak-indices.js";
import { tracedSystem } from "./traced-system.js";

/** A measure on the trace beside what Poisson traffic of the same rates comes to. */
export interface ReplayedMeasure {
  readonly measure: MeasureKey;
  readonly unit: Measure["unit"];
  readonly trace: number;
  /** In closed form; absent where there is none. */
  readonly poisson?: number;
  readonly ratio?: number;
}

/** The largest log that the trace ever fills before a line, beside what Poisson traffic fills it to. */
export interface LargestLog {
  readonly measure: "volatileLogPeak" | "stableLogPeak";
  readonly trace: Messages;
  /** The mean at the line where it is largest, and what it holds in 99.9 % of cases at most. */
  readonly poisson: Messages;
  readonly poissonBound?: Messages;
  readonly ratio: number;
}

/** Every measure of a trace, at phase 0. */
export interface ReplayMeasures {
  readonly rows: readonly ReplayedMeasure[];
  readonly largest: readonly LargestLog[];
  /** Messages and bytes flushed and received in the first of the runs. */
  readonly logged: Messages;
  readonly counted: Messages;
  readonly loggedBytes: Bytes;
  readonly countedBytes: Bytes;
}

/** What clocks, durations and delays are drawn for; the messages are the trace's each time. */
const runs = 4;

/**
 * Plays a trace on the engine, over and over, with delays as recorded or drawn, clock errors and durations as the scenario has
 * them, and puts every measure beside its closed form for Poisson traffic of the same rates.
 *
 * @throws {ScenarioError} as `tracedSystem`
 */
export function replayMeasures(
  trace: Trace,
  scenario: Scenario,
  options: { readonly seed?: string; readonly measures?: readonly MeasureKey[] } = {},
): ReplayMeasures {
  const { seed = "replay", measures: wanted } = options;
  const { system, ...recorded } = tracedSystem(trace, scenario);
  refuseAbsentMeasures(wanted ?? [], system);
  const experiment = new RecordedExperiment(system, { ...recorded, seed, order: "recorded" });
  const { tallies } = experiment.measured(0);
  const replications = Array.from({ length: runs }, (_, run) => experiment.run(run));
  const totals = new RunningTotals(experiment.layout, replications);
  const found = estimates(totals, { atIndex: peakIndices(system, wanted), measures: wanted });
  const figures: Figures = analyze(system);
  const rows = measures.flatMap(({ key, unit }): ReplayedMeasure[] => {
    const estimate = found[key];
    if (estimate === undefined) return [];
    const row = { measure: key, unit, trace: estimate.mean };
    const poisson = figures[key]?.value;
    if (poisson === undefined) return [row];
    return [{ ...row, poisson, ratio: poisson === estimate.mean ? 1 : estimate.mean / poisson }];
  });
  const largest = (
    [
      ["volatileLogPeak", "volatile"],
      ["stableLogPeak", "stable"],
    ] as const
  ).flatMap(([measure, log]): LargestLog[] => {
    const { value: poisson, quantiles } = figures[measure];
    if (poisson === 0) return [];
    const seen = experiment.largest[log];
    const bound = quantiles && { poissonBound: quantiles.p999 };
    return [{ measure, trace: seen, poisson, ...bound, ratio: seen / poisson }];
  });
  const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
  const { logged, received, loggedBytes, receivedBytes } = tallies.byClass;
  return {
    rows,
    largest,
    logged: sum(logged),
    counted: sum(received),
    loggedBytes: sum(loggedBytes),
    countedBytes: sum(receivedBytes),
  };
}

export interface TraceReplayOptions extends ReplayOptions {
  /** Measures to put beside Poisson traffic, or all of them; default none. */
  readonly measures?: readonly MeasureKey[] | "all";
}

const replayOptions: OptionShapes<TraceReplayOptions> = {
  confidence: number,
  seed: text,
  measures: anything,
};

/** A replay, with every measure that was asked for. */
export interface TraceReplay extends Replay {
  readonly measured?: ReplayMeasures;
}

/**
 * Runs the rules on a trace: counted at every phase of the grid, and played on the engine where the scenario has delays or
 * clock errors, or measures are asked for.
 *
 * @throws {ScenarioError} when a node of the trace belongs to no class, or it is shorter than a hyperperiod
 * @example
 * const twoNodes = parseTrace("t,src,dst\n0,a,b\n1,b,a\n2,a,b\n4,a,b\n");
 * const scenario = fit(twoNodes, { multiples: "a=1,b=2", baseInterval: 1 }).scenario;
 * replay(twoNodes, scenario).phase0.stableLogRatio.fraction  // => "2/3"
 */
export function replayTrace(trace: Trace, scenario: Scenario, options: TraceReplayOptions = {}): TraceReplay {
  checkArgument("trace", trace, anyTrace);
  checkArgument("scenario", scenario, scenarioAsWritten);
  checkOptions("replay", options, replayOptions);
  const { measures, seed } = options;
  const result = replay(trace, scenario, options);
  const plays = needsEngine(scenario);
  if (measures === undefined && !plays) return result;
  const wanted = measures === "all" ? undefined : measures;
  const measured = replayMeasures(trace, scenario, { seed, measures: wanted });
  return {
    ...(plays ? withPhase0(result, measured) : result),
    ...(measures !== undefined && { measured }),
  };
}
