import { provenBaseInterval } from "../../planning/best-base-interval.js";
import { provenMultiples } from "../../planning/best-multiples.js";
import { bestPhases } from "../../planning/best-phases.js";
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
  if (best === undefined) return reportTargets(terminal, scenario, targets, options);
  // With storage lags follow the base interval, which E15's closed optimum takes as they are.
  const evaluated = best === "baseInterval" && system.storage !== undefined;
  if (targets.length > 0 || evaluated) return reportBestUnderTargets(terminal, system, targets, options);
  printReport(terminal, options, provenForms(best, system));
}

function provenForms(best: NonNullable<Options["best"]>, system: System): ReportForms {
  if (best === "baseInterval") return baseIntervalForms(provenBaseInterval(system));
  if (best === "multiples") return multiplesForms(provenMultiples(system), system);
  const found = bestPhases(system);
  if (!found) throw new UsageError("the hyperperiod of this scenario is too long to search for phases");
  return phasesForms(found, system);
}

async function reportTargets(
  terminal: Terminal,
  scenario: LoadedScenario,
  targets: readonly Target[],
  options: Options,
) {
  const solutions: TargetSolution[] = [];
  for (const target of targets) {
    const search = searchTarget(scenario, target, options.by!);
    const solution = await resultOf(search, `values of ${options.by}`, terminal);
    if (!solution) return;
    solutions.push(solution);
  }
  const warnings = solutions.flatMap((solution) => {
    const reasons = targetTrials(solution).flatMap(({ trial }) => trial.outsideDomain ?? []);
    return [...new Set(reasons)].map((reason) => ({ reason, measures: [solution.target.measure.key] }));
  });
  noteWarnings(terminal, warnings);
  const [first, ...others] = solutions;
  const bands = jointBands(solutions);
  const holds =
    others.length > 0 ? bands.length > 0 : first.bands.length > 0 || (!first.depends && first.now.meets);
  if (options.strict && (!holds || warnings.length > 0)) terminal.exitCode = exitCodes.unanswered;
  const unit = unitOf(options.target![0].replace(/^.*[<>=≤≥]/, ""));
  printReport(terminal, options, others.length > 0 ? jointForms(solutions, bands) : targetForms(first, unit));
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
