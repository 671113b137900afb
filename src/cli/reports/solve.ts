import { unitOf } from "../../planning/any-quantity.js";
import {
  type ProvenBaseInterval,
  type ProvenMultiples,
  type ProvenPhases,
  provenBaseInterval,
  provenMultiples,
  provenPhases,
} from "../../planning/proven-best.js";
import { searchTarget } from "../../planning/solve-target.js";
import { parseTarget } from "../../planning/target.js";
import type { TargetSolution } from "../../planning/target-solution.js";
import type { LoadedScenario } from "../../scenario/checks/loaded-scenario.js";
import type { System } from "../../scenario/model/system.js";
import { noteWarnings } from "../note-warnings.js";
import type { SolveOptions } from "../options.js";
import { printReport } from "../print-report.js";
import { baseIntervalText, baseIntervalTrials, multiplesText, phasesText } from "../render/best-text.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { targetText, targetTrials } from "../render/target-text.js";
import { resultOf } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** Answers an inverse question, with its proof. */
export async function reportSolution(
  terminal: Terminal,
  argument: string,
  options: SolveOptions,
): Promise<void> {
  const { target, by, best } = options;
  if (best === undefined && (target === undefined || by === undefined)) {
    throw new UsageError("solve needs --target with --by, or --best");
  }
  const scenario = await scenarioInput(terminal, argument, options);
  const { system } = scenario;
  if (best === undefined) {
    return reportTarget(terminal, scenario, options);
  }
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
  options: SolveOptions,
): Promise<void> {
  const target = parseTarget(options.target!, "--target");
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
    json: () => targetJson(solution),
    csv: () => targetCsv(solution),
    text: (style) => targetText(solution, style, unitOf(options.target!.replace(/^.*[<>=≤≥]/, ""))),
  });
}

function targetJson(solution: TargetSolution): string {
  const { target, path, phaseModuloMultiple, now, tried, depends, bands, least, most, closest, around } =
    solution;
  const { key, unit } = target.measure;
  return json({
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
  });
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
