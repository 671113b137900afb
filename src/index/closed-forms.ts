import { analyze as analyzeSystem } from "../analytic/analyze.js";
import { domainWarnings as warningsOf } from "../analytic/domain.js";
import { finiteRunRatio as ratioOfRun } from "../analytic/finite-run.js";
import {
  exactStableLogRatio,
  stableLogRatio as ratioOf,
  stableLogShares as sharesOf,
} from "../analytic/stable-log-ratio.js";
import { advice as adviceFor } from "../planning/advice.js";
import { bestBaseInterval as baseIntervalFor } from "../planning/best-base-interval.js";
import { bestMultiples as multiplesFor } from "../planning/best-multiples.js";
import { bestPhases as phasesFor } from "../planning/best-phases.js";
import { solveTarget as solved } from "../planning/solve-target.js";
import { Sweep as ScenarioSweep } from "../planning/sweep.js";
import { parseSweepAxis, type SweepAxis } from "../planning/sweep-axis.js";
import { parseTarget, type Target } from "../planning/target.js";
import type { TargetSolution } from "../planning/target-solution.js";
import {
  checkArgument,
  checkOptions,
  measureKeys,
  scenarioAsWritten,
  text,
  textOr,
  within,
  yesOrNo,
} from "../scenario/checks/argument-shapes.js";
import { LoadedScenario, prepare } from "../scenario/checks/prepare.js";
import { list } from "../scenario/checks/shape.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { System } from "../scenario/model/system.js";
import { withSettings as withTexts } from "../scenario/reading/with-settings.js";
import { ofScenario } from "./of-scenario.js";

/** A ratio as the nearest double and, where it is rational, as a fraction in lowest terms. */
export interface ExactValue {
  readonly value: number;
  readonly fraction: string | undefined;
}

/**
 * Share of all messages that must be written to stable storage.
 *
 *     η = Σ_b F_b (1 − 1/i_b) / Σ_b F_b
 *
 * - Source: E2; §5 is the case SI and MI_2, 1 : 1
 * - Assumes: the steady state, or whole hyperperiods; any delay law
 * - Limits: 0 when every class is SI; tends to 1 as all multiples grow. The fraction is `undefined` only under
 *   `inTransit: stable` with delays, where η is irrational
 *
 * @throws {ScenarioError} when the scenario or an option is not as it should be
 * @example
 * stableLogRatio(presets.paper)  // => 0.16666666666666666
 * @example
 * stableLogRatio(presets.paper, { exact: true })  // => { value: 0.16666666666666666, fraction: "1/6" }
 */
export function stableLogRatio(scenario: Scenario | System, options?: { readonly exact?: false }): number;
export function stableLogRatio(scenario: Scenario | System, options: { readonly exact: true }): ExactValue;
export function stableLogRatio(
  scenario: Scenario | System,
  options: { readonly exact?: boolean } = {},
): number | ExactValue {
  checkOptions("stableLogRatio", options, { exact: yesOrNo });
  const system = prepare(scenario);
  if (!options.exact) return ratioOf(system);
  return exactStableLogRatio(system) ?? { value: ratioOf(system), fraction: undefined };
}

/**
 * Every closed form of the catalogue, keyed by measure (E1 to E15); `domainWarnings` says where a scenario is outside
 * the domain of a formula.
 *
 * @throws {ScenarioError} when the scenario is not as it should be
 * @example
 * analyze(presets.paper).messageRate.value  // => 18
 */
export const analyze = ofScenario(analyzeSystem);

/** Where a scenario leaves the domain in which the closed forms hold, and which measures that concerns. */
export const domainWarnings = ofScenario(warningsOf);

/**
 * Each class's part in the stable-log ratio, and what moves it, in the scenario's order (E2).
 *
 * @example
 * stableLogShares(presets.paper)[1].logged  // => 0.5
 */
export const stableLogShares = ofScenario(sharesOf);

/**
 * The stable-log ratio over the first `indices` base intervals (E3).
 *
 * @throws {ScenarioError} when the scenario is not as it should be, or `indices` no whole number of at least 1
 * @example
 * finiteRunRatio(presets.paper, 3).fraction  // => "2/9"
 */
export const finiteRunRatio = ofScenario(ratioOfRun, (indices) =>
  checkArgument("indices", indices, within(1, Number.MAX_SAFE_INTEGER, "whole")),
);

/** What to change first: the classes that dominate η, the multiple, base interval and phases that would be better. */
export const advice = ofScenario(adviceFor);

/** The base interval of least waste (E15). */
export const bestBaseInterval = ofScenario(baseIntervalFor);

/** The multiple of least cost for each class, at the scenario's prices (E16). */
export const bestMultiples = ofScenario(multiplesFor);

/** Phases that flatten the checkpoint bursts; `undefined` where the hyperperiod is too long to search. */
export const bestPhases = ofScenario(phasesFor);

/**
 * A scenario with settings as the command line's `--set` has them, applied in order; the one given is left as it is.
 *
 * @throws {ScenarioError} when a setting is not `PATH=VALUE`, a scenario has no such path, or the outcome is no valid one
 * @example
 * withSettings(presets.paper, ["classes.MI2.multiple=3"]).classes.MI2.multiple  // => 3
 */
export function withSettings(scenario: Scenario, settings: readonly string[]): Scenario {
  checkArgument("settings", settings, list("texts such as baseInterval=30s", text));
  const changed = withTexts(new LoadedScenario(scenario), settings);
  // Only here is it known which setting a fault comes from.
  void changed.system;
  return changed.scenario;
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
    checkArgument("axes", axes, list("axes such as classes.MI2.multiple=1:10:1", axis));
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
