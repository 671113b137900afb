import { unitOf } from "../../planning/any-quantity.js";
import {
  type BestUnderTargets,
  bestUnderTargets,
  type ChoiceTrial,
} from "../../planning/best-under-targets.js";
import { type JointBand, jointBands } from "../../planning/joint-bands.js";
import {
  type ProvenBaseInterval,
  type ProvenMultiples,
  type ProvenPhases,
  provenBaseInterval,
  provenMultiples,
  provenPhases,
} from "../../planning/proven-best.js";
import { searchTarget } from "../../planning/solve-target.js";
import { parseTarget, type Target } from "../../planning/target.js";
import type { TargetSolution } from "../../planning/target-solution.js";
import type { LoadedScenario } from "../../scenario/checks/loaded-scenario.js";
import type { System } from "../../scenario/model/system.js";
import type { Options } from "../options.js";
import { noteWarnings, printReport } from "../print-report.js";
import { baseIntervalText, baseIntervalTrials, multiplesText, phasesText } from "../render/best-text.js";
import { csv } from "../render/csv.js";
import { bestUnderTargetsText, jointText } from "../render/joint-text.js";
import { json } from "../render/json.js";
import { targetText, targetTrials } from "../render/target-text.js";
import { resultOf } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal, UsageError } from "../terminal.js";

/** Answers an inverse question, with its proof. */
export async function reportSolution(terminal: Terminal, argument: string, options: Options): Promise<void> {
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
  switch (best) {
    case "baseInterval": {
      const found = provenBaseInterval(scenario);
      return printReport(terminal, options, {
        json: () => baseIntervalJson(found),
        csv: () => baseIntervalCsv(found),
        text: (style) => baseIntervalText(found, style),
      });
    }
    case "multiples": {
      const found = provenMultiples(system);
      return printReport(terminal, options, {
        json: () => multiplesJson(found, system),
        csv: () => multiplesCsv(found, system),
        text: (style) => multiplesText(found, system, style),
      });
    }
    case "phases": {
      const found = provenPhases(scenario);
      if (!found) throw new UsageError("the hyperperiod of this scenario is too long to search for phases");
      return printReport(terminal, options, {
        json: () => phasesJson(found, system),
        csv: () => phasesCsv(found, system),
        text: (style) => phasesText(found, system, style),
      });
    }
  }
}

async function reportTarget(
  terminal: Terminal,
  scenario: LoadedScenario,
  target: Target,
  options: Options,
): Promise<void> {
  const search = searchTarget(scenario, target, options.by!);
  const solution = await resultOf(search, `values of ${options.by}`, terminal);
  if (!solution) return;
  const warnings = new Set(targetTrials(solution).flatMap(({ trial }) => trial.outsideDomain ?? []));
  noteWarnings(
    terminal,
    [...warnings].map((reason) => ({ reason, measures: [target.measure.key] })),
  );
  const holds = solution.bands.length > 0 || (!solution.depends && solution.now.meets);
  if (options.strict && (!holds || warnings.size > 0)) terminal.exitCode = exitCodes.unanswered;
  printReport(terminal, options, {
    json: () => json(targetAnswer(solution)),
    csv: () => targetCsv(solution),
    text: (style) => targetText(solution, style, unitOf(options.target![0].replace(/^.*[<>=≤≥]/, ""))),
  });
}

/** Several targets by one number: each answer, and what they have in common. */
async function reportTargets(
  terminal: Terminal,
  scenario: LoadedScenario,
  targets: readonly Target[],
  options: Options,
): Promise<void> {
  const solutions: TargetSolution[] = [];
  for (const target of targets) {
    const search = searchTarget(scenario, target, options.by!);
    const solution = await resultOf(search, `values of ${options.by}`, terminal);
    if (!solution) return;
    solutions.push(solution);
  }
  const bands = jointBands(solutions);
  if (options.strict && bands.length === 0) terminal.exitCode = exitCodes.unanswered;
  printReport(terminal, options, {
    json: () => json({ by: options.by, bands: bands.map(finiteBand), targets: solutions.map(targetAnswer) }),
    csv: () =>
      csv(
        ["by", "least", "most"],
        bands.map(finiteBand).map(({ least, most }) => [options.by!, least?.value, most?.value]),
      ),
    text: (style) => jointText(solutions, bands, style),
  });
}

/** JSON knows no infinity: an end that nothing sets is left out. */
function finiteBand({ least, most }: JointBand) {
  return {
    least: Number.isFinite(least.value) ? least : undefined,
    most: Number.isFinite(most.value) ? most : undefined,
  };
}

/** The best choice under targets. */
async function reportBestUnderTargets(
  terminal: Terminal,
  system: System,
  targets: readonly Target[],
  options: Options,
): Promise<void> {
  const search = bestUnderTargets(system, targets, options.best!);
  const found = await resultOf(search, `choices of ${options.best}`, terminal);
  if (!found) return;
  if (options.strict && !found.best) terminal.exitCode = exitCodes.unanswered;
  printReport(terminal, options, {
    json: () => bestUnderTargetsJson(found, system),
    csv: () => bestUnderTargetsCsv(found, system),
    text: (style) => bestUnderTargetsText(found, system, style),
  });
}

function bestUnderTargetsJson(found: BestUnderTargets, { classes }: System): string {
  const { choice, targets, objective, now, best, tried } = found;
  const byName = (values: readonly number[]) =>
    Object.fromEntries(classes.map(({ name, index }) => [name, values[index]]));
  const trial = ({ multiples, phases, figures, ...one }: ChoiceTrial) => ({
    ...one,
    multiples: byName(multiples),
    phases: byName(phases),
    figures: Object.fromEntries(targets.map(({ measure }, place) => [measure.key, figures[place] ?? null])),
  });
  return json({
    best: choice,
    objective,
    targets: targets.map(({ measure, relation, bound }) => ({
      measure: measure.key,
      relation,
      value: bound.value,
    })),
    tried,
    now: trial(now),
    solution: best ? trial(best) : null,
  });
}

function bestUnderTargetsCsv(
  { targets, objective, now, best }: BestUnderTargets,
  { classes }: System,
): string {
  const row = (
    what: string,
    { baseInterval, multiples, phases, objective: least, figures, meets }: ChoiceTrial,
  ) => [...[what, baseInterval, ...multiples, ...phases, least], ...figures, String(meets)];
  return csv(
    [
      ...["trial", "baseInterval", ...classes.map(({ name }) => `${name} multiple`)],
      ...classes.map(({ name }) => `${name} phase`),
      ...[objective, ...targets.map(({ measure }) => measure.key), "meets"],
    ],
    [row("now", now), ...(best ? [row("best", best)] : [])],
  );
}

function targetAnswer(solution: TargetSolution) {
  const { target, path, phaseModuloMultiple, now, tried, depends, bands, least, most, closest, around } =
    solution;
  const { key, unit } = target.measure;
  return {
    target: { measure: key, relation: target.relation, value: target.bound.value, unit },
    by: path,
    phaseModuloMultiple,
    now,
    tried,
    depends,
    solution: least && most ? { least, most } : null,
    bands,
    closest,
    around,
  };
}

function targetCsv(solution: TargetSolution): string {
  const { target, path, phaseModuloMultiple: modulo } = solution;
  const trials = targetTrials(solution);
  const phase = modulo === undefined ? [] : ["phase"];
  const outside = trials.some(({ trial }) => trial.outsideDomain !== undefined) ? ["outsideDomain"] : [];
  return csv(
    ["trial", path, target.measure.key, "meets", ...phase, ...outside],
    trials.map(({ what, trial }) => [
      ...[what, trial.value, trial.figure, String(trial.meets)],
      ...phase.map(() => (trial.refused === undefined ? (trial.phase ?? modulo) : undefined)),
      ...outside.map(() => trial.outsideDomain),
    ]),
  );
}

function baseIntervalJson({ best, everyIsBest, proof }: ProvenBaseInterval): string {
  return json({ best: "baseInterval", ...best, everyIsBest, proof });
}

function baseIntervalCsv({ best, everyIsBest, proof }: ProvenBaseInterval): string {
  const rows = proof.map(({ baseInterval, waste }, place) => [
    baseIntervalTrials[place],
    baseInterval,
    waste,
  ]);
  // Without the best among them the trials alone would not say which way it lies.
  if (rows.length === 1)
    rows.push(["best", everyIsBest ? "any" : String(best.baseInterval), best.leastWaste]);
  return csv(["trial", "baseInterval", "waste"], rows);
}

function multiplesJson({ cost, leastCost, ...found }: ProvenMultiples, { classes }: System): string {
  return json({
    best: "multiples",
    ...found,
    costPerHour: cost,
    leastCostPerHour: leastCost,
    classes: Object.fromEntries(
      found.classes.map(({ classIndex, ...one }) => [classes[classIndex].name, one]),
    ),
  });
}

function multiplesCsv(found: ProvenMultiples, { classes }: System): string {
  return csv(
    [
      ...["class", "multiple", "costPerHour", "best", "leastCostPerHour"],
      ...["costPerHour one less", "costPerHour one more"],
    ],
    found.classes.map(({ classIndex, multiple, cost, best, unbounded, leastCost, proof }) => {
      const costAt = (tried: number) => proof.find((entry) => entry.multiple === tried)?.cost;
      const { name } = classes[classIndex];
      const shown = unbounded ? "the longer the better" : best;
      return [name, multiple, cost, shown, leastCost, costAt(best - 1), costAt(best + 1)];
    }),
  );
}

function phasesJson({ phases, ...found }: ProvenPhases, { classes }: System): string {
  return json({
    best: "phases",
    phases: Object.fromEntries(classes.map(({ name, index }) => [name, phases[index]])),
    ...found,
  });
}

function phasesCsv({ phases }: ProvenPhases, { classes }: System): string {
  return csv(
    ["class", "multiple", "phase", "best"],
    classes.map(({ name, index, multiple, phase }) => [name, multiple, phase, phases[index]]),
  );
}
