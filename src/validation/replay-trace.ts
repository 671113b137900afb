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
import type { MeasureKey } from "../scenario/model/measures.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { needsEngine, type Replay, type ReplayOptions, replay, withPhase0 } from "../traces/replay.js";
import type { Trace } from "../traces/trace.js";
import { type ReplayMeasures, replayMeasures } from "./replay-measures.js";

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
