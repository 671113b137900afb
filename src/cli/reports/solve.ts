import { provenBaseInterval } from "../../planning/best-base-interval.js";
import { provenMultiples } from "../../planning/best-multiples.js";
import { provenPhases } from "../../planning/best-phases.js";
import { bestUnderTargets } from "../../planning/best-under-targets.js";
import { unitOf } from "../../planning/number-at-path.js";
import { searchTarget } from "../../planning/solve-target.js";
import { parseTarget, type Target } from "../../planning/target.js";
import { jointBands, type TargetSolution } from "../../planning/target-solution.js";
import type { LoadedScenario } from "../../scenario/checks/prepare.js";
import type { System } from "../../scenario/model/system.js";
import type { Options } from "../options.js";
import { noteWarnings, printReport, type ReportForms } from "../print-report.js";
import {
  baseIntervalForms,
  bestUnderTargetsForms,
  multiplesForms,
  phasesForms,
} from "../render/best-text.js";
import { jointForms, targetForms, targetTrials } from "../render/target-text.js";
import { resultOf } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal, UsageError } from "../terminal.js";

export async function reportSolution(terminal: Terminal, argument: string, options: Options) {
  const { target, by, best } = options;
  const targets = (target ?? []).map((text) => parseTarget(text, "--target"));
  if (best === undefined && (targets.length === 0 || by === undefined)) {
    throw new UsageError("solve needs --target with --by, or --best");
  }
  const scenario = await scenarioInput(terminal, argument, options);
  const { system } = scenario;
  if (best === undefined) {
    return targets.length === 1
      ? reportTarget(terminal, scenario, targets[0], options)
      : reportTargets(terminal, scenario, targets, options);
  }
  // With storage lags follow the base interval, which E15's closed optimum takes as they are.
  const evaluated = best === "baseInterval" && system.storage !== undefined;
  if (targets.length > 0 || evaluated) return reportBestUnderTargets(terminal, system, targets, options);
  printReport(terminal, options, provenForms(best, system));
}

function provenForms(best: NonNullable<Options["best"]>, system: System): ReportForms {
  if (best === "baseInterval") return baseIntervalForms(provenBaseInterval(system));
  if (best === "multiples") return multiplesForms(provenMultiples(system), system);
  const found = provenPhases(system);
  if (!found) throw new UsageError("the hyperperiod of this scenario is too long to search for phases");
  return phasesForms(found, system);
}

async function reportTarget(terminal: Terminal, scenario: LoadedScenario, target: Target, options: Options) {
  const solution = await solved(terminal, scenario, target, options);
  if (!solution) return;
  const warnings = new Set(targetTrials(solution).flatMap(({ trial }) => trial.outsideDomain ?? []));
  const measures = [target.measure.key];
  noteWarnings(
    terminal,
    [...warnings].map((reason) => ({ reason, measures })),
  );
  const holds = solution.bands.length > 0 || (!solution.depends && solution.now.meets);
  if (options.strict && (!holds || warnings.size > 0)) terminal.exitCode = exitCodes.unanswered;
  const unit = unitOf(options.target![0].replace(/^.*[<>=≤≥]/, ""));
  printReport(terminal, options, targetForms(solution, unit));
}

function solved(terminal: Terminal, scenario: LoadedScenario, target: Target, { by }: Options) {
  return resultOf(searchTarget(scenario, target, by!), `values of ${by}`, terminal);
}

async function reportTargets(
  terminal: Terminal,
  scenario: LoadedScenario,
  targets: readonly Target[],
  options: Options,
) {
  const solutions: TargetSolution[] = [];
  for (const target of targets) {
    const solution = await solved(terminal, scenario, target, options);
    if (!solution) return;
    solutions.push(solution);
  }
  const bands = jointBands(solutions);
  if (options.strict && bands.length === 0) terminal.exitCode = exitCodes.unanswered;
  printReport(terminal, options, jointForms(solutions, bands));
}

async function reportBestUnderTargets(
  terminal: Terminal,
  system: System,
  targets: readonly Target[],
  options: Options,
) {
  const search = bestUnderTargets(system, targets, options.best!);
  const found = await resultOf(search, `choices of ${options.best}`, terminal);
  if (!found) return;
  if (options.strict && !found.best) terminal.exitCode = exitCodes.unanswered;
  printReport(terminal, options, bestUnderTargetsForms(found, system));
}
