import { planCharts } from "../../pictures/results/plan-charts.js";
import { type CapacityPlan, capacityPlan } from "../../planning/capacity-plan.js";
import { doubtfulFigures } from "../../validation/doubtful-figures.js";
import { type Options, refuseAny } from "../options.js";
import { drawPlot, noteWarnings, printReport } from "../print-report.js";
import { planForms } from "../render/plan-forms.js";
import { refuseWithoutSimulate, simulationOptionsFrom } from "../run-options.js";
import { runReplications } from "../run-replications.js";
import { resultOf } from "../run-to-end.js";
import { scenarioInput } from "../scenario-input.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { reportSideBySide } from "./side-by-side.js";

export async function reportPlan(terminal: Terminal, [argument, ...others]: string[], options: Options) {
  if (!options.simulate) refuseWithoutSimulate(options);
  others.push(...(options.against ?? []));
  const alone = "goes with one scenario, not with several side by side";
  if (others.length > 0) refuseAny(options, ["simulate", "plot", "strict"], alone);
  const { system } = await scenarioInput(terminal, argument, options);
  if (others.length > 0) {
    const systems = [system];
    for (const other of others) systems.push((await scenarioInput(terminal, other, options)).system);
    return reportSideBySide(terminal, systems, options);
  }
  const plan = await resultOf(capacityPlan(system), "closed forms and advice", terminal);
  if (!plan) return;
  noteWarnings(terminal, plan.warnings);
  if (options.strict && plan.warnings.some(({ measures: concerned }) => concerned.length > 0)) {
    terminal.exitCode = exitCodes.unanswered;
  }
  const simulated = options.simulate && (await simulatedFigures(terminal, plan, options));
  printReport(terminal, options, planForms(plan, simulated || undefined));
  await drawPlot(terminal, options, () => planCharts(plan));
}

async function simulatedFigures(terminal: Terminal, plan: CapacityPlan, options: Options) {
  const { system, figures, warnings } = plan;
  const doubtful = doubtfulFigures(system, figures, warnings, simulationOptionsFrom(options));
  if (!doubtful) {
    terminal.note("vmqsc: every closed form is within its domain, so nothing was simulated\n");
    return undefined;
  }
  await runReplications(terminal, doubtful.simulation, { workers: options.workers });
  return doubtful.result();
}
