import {
  type MergedRun,
  mergeShards as merged,
  type NamedShard,
} from "../montecarlo/parallel/merge-shards.js";
import { type Shard, shardOf as shardOfRun } from "../montecarlo/parallel/shard.js";
import { solveTarget as solved } from "../planning/solve-target.js";
import { Sweep as ScenarioSweep } from "../planning/sweep.js";
import { parseSweepAxis as axisOf, type SweepAxis } from "../planning/sweep-axis.js";
import { type Target, parseTarget as targetOf } from "../planning/target.js";
import type { TargetSolution } from "../planning/target-solution.js";
import { LoadedScenario } from "../scenario/checks/loaded-scenario.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { withSettings as withTexts } from "../scenario/reading/with-settings.js";
import { type FitOptions, fit as fitted, type TraceFit } from "../traces/fit.js";
import { parseTrace as traceOf } from "../traces/parse-trace.js";

import { fittedScenarioText as textOfFit } from "../traces/scenario-text.js";
import type { Trace } from "../traces/trace.js";
import type { TraceOptions } from "../traces/trace-reader.js";
import {
  replayTrace as replayed,
  type TraceReplay,
  type TraceReplayOptions,
} from "../validation/replay-trace.js";
import {
  anyTrace,
  checkArgument,
  checkOptions,
  instanceOf,
  listOf,
  measureKeys,
  objectWith,
  scenarioAsWritten,
  text,
  textOr,
} from "./argument-shapes.js";
import { fitOptions, replayOptions, traceOptions } from "./option-shapes.js";
import { Simulation } from "./runs.js";

/**
 * A scenario with settings as the command line's `--set` has them, applied in order; the one given is left as it is.
 *
 * @throws {ScenarioError} when a setting is not `PATH=VALUE`, a scenario has no such path, or the outcome is no valid one
 * @example
 * withSettings(presets.paper, ["classes.MI2.multiple=3"]).classes.MI2.multiple  // => 3
 */
export function withSettings(scenario: Scenario, settings: readonly string[]): Scenario {
  checkArgument("settings", settings, listOf("texts such as baseInterval=30s", text));
  const changed = withTexts(new LoadedScenario(scenario), settings);
  // Only here is it known which setting a fault comes from.
  void changed.system;
  return changed.scenario;
}

/** The target that a text such as `stableLogRatio<=0.1` names. @throws {ScenarioError} when it does not read like that */
export function parseTarget(target: string): Target {
  checkArgument("target", target, text);
  return targetOf(target);
}

/** The axis that a text such as `classes.MI2.multiple=1:10:1` spells. @throws {ScenarioError} when it does not */
export function parseSweepAxis(axis: string): SweepAxis {
  checkArgument("axis", axis, text);
  return axisOf(axis);
}

/**
 * For which values of one number of a scenario a measure meets its target: the edges, with the last value that does and
 * the first that does not.
 *
 * @param target as a text such as `stableLogRatio<=0.1`, or as `parseTarget` has read it
 * @throws {ScenarioError} when the scenario, the target or the path is not as it should be
 * @example
 * solveTarget(presets.paper, "stableLogRatio<=0.25", "classes.MI2.multiple").most.inside.value  // => 4
 */
export function solveTarget(scenario: Scenario, target: Target | string, path: string): TargetSolution {
  const wanted = textOr("a text such as stableLogRatio<=0.1", ["measure", "relation", "bound"]);
  checkArgument("target", target, wanted);
  checkArgument("path", path, text);
  return solved(asWritten(scenario), typeof target === "string" ? parseTarget(target) : target, path);
}

/**
 * Measures over a grid of scenarios, in closed form, step by step.
 *
 * @throws {ScenarioError} when an axis or a measure is not as it should be, or a point of the grid is no valid scenario
 * @example
 * const grid = new Sweep(presets.paper, ["classes.MI2.multiple=2:4:1"]);
 * while (!grid.done) grid.step();
 * grid.columns[0][1]  // => 0.2222222222222222
 */
export class Sweep extends ScenarioSweep {
  constructor(
    scenario: Scenario,
    axes: readonly (SweepAxis | string)[],
    measures: readonly MeasureKey[] = ["stableLogRatio"],
  ) {
    const axis = textOr("an axis such as classes.MI2.multiple=1:10:1", ["path", "values"]);
    checkArgument("axes", axes, listOf("axes such as classes.MI2.multiple=1:10:1", axis));
    checkArgument("measures", measures, measureKeys);
    super(
      asWritten(scenario),
      axes.map((one) => (typeof one === "string" ? parseSweepAxis(one) : one)),
      measures,
    );
  }
}

function asWritten(scenario: Scenario): LoadedScenario {
  checkArgument("scenario", scenario, scenarioAsWritten);
  return new LoadedScenario(scenario);
}

/**
 * Reads a message trace from text, CSV or spans in JSON; `fileName` is what errors call it.
 *
 * @throws {ScenarioError} for a malformed row, with its place
 * @example
 * parseTrace("t,src,dst\n0,a,b\n1.5,b,a", "two.csv").nodes  // => ["a", "b"]
 */
export function parseTrace(content: string, fileName = "trace.csv", options: TraceOptions = {}): Trace {
  checkArgument("content", content, text);
  checkArgument("fileName", fileName, text);
  checkOptions("parseTrace", options, traceOptions);
  return traceOf(content, fileName, options);
}

/** A scenario with the message rates of a trace (E1). @throws {ScenarioError} when there is no such trace, or fit */
export function fit(trace: Trace, options: FitOptions = {}): TraceFit {
  checkArgument("trace", trace, anyTrace);
  checkOptions("fit", options, fitOptions);
  return fitted(trace, options);
}

/** A fitted scenario as YAML, with comments on what the trace says. @throws {ScenarioError} when it is no fit */
export function fittedScenarioText(fitted: TraceFit): string {
  const wanted = objectWith("what fit has made of a trace", ["scenario", "burstiness", "classes"]);
  checkArgument("fitted", fitted, wanted);
  return textOfFit(fitted);
}

/**
 * The rules run on a trace, at every phase of the checkpoint grid, beside E2; with `measures`, those of the trace beside
 * Poisson traffic of the same rates.
 *
 * @throws {ScenarioError} when a node of the trace belongs to no class, or it is shorter than a hyperperiod
 * @example
 * const twoNodes = parseTrace("t,src,dst\n0,a,b\n1,b,a\n2,a,b\n4,a,b\n");
 * const scenario = fit(twoNodes, { multiples: "a=1,b=2", baseInterval: 1 }).scenario;
 * replay(twoNodes, scenario).phase0.stableLogRatio.fraction  // => "2/3"
 */
export function replay(trace: Trace, scenario: Scenario, options: TraceReplayOptions = {}): TraceReplay {
  checkArgument("trace", trace, anyTrace);
  checkArgument("scenario", scenario, scenarioAsWritten);
  checkOptions("replay", options, replayOptions);
  return replayed(trace, scenario, options);
}

/**
 * What a simulation of one share has found, for `mergeShards`.
 *
 * @throws {ScenarioError} when the simulation runs no share, or replicates something else than the engine
 */
export function shardOf(simulation: Simulation): Shard {
  checkArgument("simulation", simulation, instanceOf(Simulation, "a Simulation"));
  return shardOfRun(simulation);
}

/**
 * Puts the shards of a run together: the same estimates, to the last bit, as one run of all the replications gives.
 *
 * @throws {ScenarioError} when the shards are not exactly those of one run, naming the ones at fault
 */
export function mergeShards(shards: readonly NamedShard[]): MergedRun {
  const named = objectWith("an object such as { name: file, shard: JSON }", ["name", "shard"]);
  checkArgument("shards", shards, listOf("shards, each with its name", named));
  return merged(shards);
}
