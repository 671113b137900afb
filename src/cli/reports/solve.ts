import {
  type ProvenBaseInterval,
  type ProvenMultiples,
  type ProvenPhases,
  provenBaseInterval,
  provenMultiples,
  provenPhases,
} from "../../planning/proven-best.js";
import { solveTarget, type TargetSolution } from "../../planning/solve-target.js";
import { parseTarget } from "../../planning/target.js";
import type { System } from "../../scenario/model/system.js";
import type { SolveOptions } from "../commands/solve.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { paint } from "../render/paint.js";
import {
  baseIntervalText,
  baseIntervalTrials,
  multiplesText,
  phasesText,
  targetText,
  targetTrials,
} from "../render/solution-text.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
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
  const scenario = await scenarioInput(argument, options);
  const { system } = scenario;
  const style = paint(terminal.colour);
  if (best === undefined) {
    const solution = solveTarget(scenario, parseTarget(target!, "--target"), by!);
    if (options.json) terminal.print(targetJson(solution));
    else if (options.csv) terminal.print(targetCsv(solution));
    else terminal.print(targetText(solution, style));
    return;
  }
  switch (best) {
    case "baseInterval": {
      const found = provenBaseInterval(scenario);
      if (options.json) terminal.print(baseIntervalJson(found));
      else if (options.csv) terminal.print(baseIntervalCsv(found));
      else terminal.print(baseIntervalText(found, style));
      return;
    }
    case "multiples": {
      const found = provenMultiples(system);
      if (options.json) terminal.print(multiplesJson(found, system));
      else if (options.csv) terminal.print(multiplesCsv(found, system));
      else terminal.print(multiplesText(found, system, style));
      return;
    }
    case "phases": {
      const found = provenPhases(scenario);
      if (!found) throw new UsageError("the hyperperiod of this scenario is too long to search for phases");
      if (options.json) terminal.print(phasesJson(found, system));
      else if (options.csv) terminal.print(phasesCsv(found, system));
      else terminal.print(phasesText(found, system, style));
    }
  }
}

function targetJson(solution: TargetSolution): string {
  const { target, path, phaseModuloMultiple, now, least, most, closest } = solution;
  const { key, unit } = target.measure;
  return json({
    target: { measure: key, relation: target.relation, value: target.bound.value, unit },
    by: path,
    phaseModuloMultiple,
    now,
    solution: least && most ? { least, most } : null,
    closest,
  });
}

function targetCsv(solution: TargetSolution): string {
  const { target, path, phaseModuloMultiple: modulo } = solution;
  const header = ["trial", path, target.measure.key, "meets"];
  return csv(
    modulo === undefined ? header : [...header, "phase"],
    targetTrials(solution).map(({ what, trial }) => {
      const cells = [what, trial.value, trial.figure, String(trial.meets)];
      if (modulo === undefined) return cells;
      return [...cells, trial.refused === undefined ? (trial.phase ?? modulo) : undefined];
    }),
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

function multiplesJson(found: ProvenMultiples, { classes }: System): string {
  return json({
    best: "multiples",
    by: found.by,
    costPerHour: found.cost,
    leastCostPerHour: found.leastCost,
    classes: Object.fromEntries(
      found.classes.map(({ classIndex, ...one }) => [
        classes[classIndex].name,
        { ...one, best: Number.isFinite(one.best) ? one.best : "Infinity" },
      ]),
    ),
  });
}

function multiplesCsv(found: ProvenMultiples, { classes }: System): string {
  return csv(
    [
      ...["class", "multiple", "costPerHour", "best", "leastCostPerHour"],
      ...["costPerHour one less", "costPerHour one more"],
    ],
    found.classes.map(({ classIndex, multiple, cost, best, leastCost, proof }) => {
      const costAt = (tried: number) => proof.find((entry) => entry.multiple === tried)?.cost;
      const { name } = classes[classIndex];
      return [name, multiple, cost, String(best), leastCost, costAt(best - 1), costAt(best + 1)];
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
