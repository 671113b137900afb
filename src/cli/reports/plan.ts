import type { SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { planCharts } from "../../pictures/results/plan-charts.js";
import { type CapacityPlan, capacityPlan } from "../../planning/capacity-plan.js";
import { sideBySide } from "../../planning/side-by-side.js";
import { findMeasure, measures } from "../../scenario/model/measures.js";
import type { System } from "../../scenario/model/system.js";
import { DoubtfulFigures, type SimulatedFigures } from "../../validation/doubtful-figures.js";
import { type Options, refuseAny } from "../options.js";
import { drawPlot, noteWarnings, printReport } from "../print-report.js";
import { csv } from "../render/csv.js";
import { planCsv, reasonOutside } from "../render/plan-csv.js";
import { planText } from "../render/plan-text.js";
import { sideBySideText } from "../render/side-by-side-text.js";
import { namedSplits, splitNames } from "../render/simulation-run.js";
import { runReplications } from "../run-replications.js";
import { resultOf } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { refuseWithoutSimulate, simulationOptionsFrom } from "./simulation-options.js";

/** Prints every closed form of a scenario, and what to change first; of several scenarios, their figures side by side. */
export async function reportPlan(
  terminal: Terminal,
  [argument, ...others]: readonly [string, ...string[]],
  options: Options,
): Promise<void> {
  if (!options.simulate) refuseWithoutSimulate(options);
  const simulationOptions = simulationOptionsFrom(options);
  others.push(...(options.against ?? []));
  const alone = "goes with one scenario, not with several side by side";
  if (others.length > 0) refuseAny(options, ["simulate", "plot", "strict"], alone);
  const { system } = await scenarioInput(terminal, argument, options);
  if (others.length > 0) return reportSideBySide(terminal, system, others, options);
  const plan = await resultOf(capacityPlan(system), "closed forms and advice", terminal);
  if (!plan) return;
  noteWarnings(terminal, plan.warnings);
  if (options.strict && plan.warnings.some(({ measures: concerned }) => concerned.length > 0)) {
    terminal.exitCode = exitCodes.unanswered;
  }
  const simulated = options.simulate && (await simulatedFigures(terminal, plan, simulationOptions, options));
  printReport(terminal, options, {
    json: () => planJson(plan, simulated),
    csv: () => planCsv(plan, simulated),
    text: (style) => planText(plan, style, simulated),
  });
  await drawPlot(terminal, options, () => planCharts(plan));
}

/** What the engine finds of those measures for which the closed forms do not vouch. */
async function simulatedFigures(
  terminal: Terminal,
  { system, figures, warnings }: CapacityPlan,
  options: SimulationOptions,
  { workers }: Options,
): Promise<SimulatedFigures | undefined> {
  const doubtful = DoubtfulFigures.of(system, figures, warnings, options);
  if (!doubtful) {
    terminal.note("vmqsc: every closed form is within its domain, so nothing was simulated\n");
    return undefined;
  }
  const { simulation } = doubtful;
  await runReplications(terminal, simulation, { workers });
  return doubtful.result();
}

/** Several scenarios measure by measure, and how each differs from the first. */
async function reportSideBySide(
  terminal: Terminal,
  first: System,
  others: readonly string[],
  options: Options,
): Promise<void> {
  const systems = [first];
  for (const other of others) systems.push((await scenarioInput(terminal, other, options)).system);
  const { rows, misfits } = sideBySide(systems);
  for (const [place, reason] of misfits.entries()) {
    if (reason !== undefined) terminal.note(`vmqsc: ${systems[place].name}: ${reason}\n`);
  }
  const names = systems.map(({ name }) => name);
  printReport(terminal, options, {
    json: () => ({
      scenarios: names,
      measures: Object.fromEntries(
        rows.map(({ measure, values, differences }) => [
          measure,
          {
            unit: findMeasure(measure)!.unit,
            values: values.map((value) => value ?? null),
            differences: differences.map((value) => value ?? null),
          },
        ]),
      ),
    }),
    csv: () =>
      csv(
        ["measure", "unit", ...names, ...names.slice(1).map((name) => `${name} less ${names[0]}`)],
        rows.map(({ measure, values, differences }) => [
          ...[measure, findMeasure(measure)!.unit],
          ...values,
          ...differences.slice(1),
        ]),
      ),
    text: (style) => sideBySideText(rows, systems, style),
  });
}

function planJson(plan: CapacityPlan, simulated?: SimulatedFigures) {
  const { system, figures, cost, advice: found, warnings, hyperperiod: period } = plan;
  const names = splitNames(system);
  const className = (index: number) => system.classes[index].name;
  return {
    measures: Object.fromEntries(
      measures.flatMap(({ key, unit }) => {
        const figure = figures[key];
        const outsideDomain = reasonOutside(plan, key);
        const estimate = simulated?.run.measures[key];
        const found = estimate && {
          simulated: { ...namedSplits(estimate, names), p999: simulated?.quantiles[key] },
        };
        return figure ? [[key, { unit, ...namedSplits(figure, names), outsideDomain, ...found }]] : [];
      }),
    ),
    simulation: simulated && { ...simulated.run, measures: undefined },
    hyperperiod: period <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(period) : String(period),
    cost: cost && {
      perHour: cost.cost,
      leastPerHour: cost.leastCost,
      by: cost.by,
      proven: cost.proven,
      bound: cost.bound,
      classes: Object.fromEntries(cost.classes.map(({ classIndex, ...one }) => [className(classIndex), one])),
    },
    advice: {
      dominant: found.dominant.map(({ classIndex, ...one }) => ({ class: className(classIndex), ...one })),
      multiple: found.multiple && {
        class: className(found.multiple.classIndex),
        from: found.multiple.multiple,
        to: found.multiple.best,
        waste: found.multiple.waste,
        leastWaste: found.multiple.leastWaste,
        effects: found.multiple.effects,
      },
      bottleneck: found.bottleneck,
      doubled: found.bottleneck && found.doubled,
      baseInterval: found.baseInterval,
      phases: found.phases && {
        ...found.phases,
        phases: Object.fromEntries(found.phases.phases.map((phase, index) => [className(index), phase])),
      },
    },
    warnings,
  };
}
