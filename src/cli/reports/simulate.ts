import { analyzeSome } from "../../analytic/analyze.js";
import { refuseMisfit } from "../../analytic/storage-fit.js";
import { Simulation } from "../../montecarlo/estimation/simulation.js";
import { shardOf } from "../../montecarlo/parallel/shard.js";
import { simulationChart } from "../../pictures/results/agreement-chart.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import { peakIndices } from "../../validation/peak-indices.js";
import type { Options } from "../options.js";
import { drawPlot } from "../plot.js";
import { printReport } from "../print-report.js";
import { simulationCsv, simulationJson, simulationText, splitNames } from "../render/simulation-run.js";
import { runReplications } from "../run-replications.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { simulationNote, simulationOptionsFrom } from "./simulation-options.js";

/** Runs a simulation and prints its estimates; after Ctrl-C, those known so far. */
export async function reportSimulation(
  terminal: Terminal,
  argument: string,
  options: Options,
): Promise<void> {
  const simulationOptions = simulationOptionsFrom(options);
  const { system } = await scenarioInput(terminal, argument, options);
  refuseMisfit(system);
  const atIndex = peakIndices(system, simulationOptions.measures);
  const simulation = new Simulation(system, { ...simulationOptions, atIndex });
  await runReplications(terminal, simulation, {
    workers: options.workers,
    note: () => simulationNote(simulation),
  });
  if (options.shard) return terminal.print(`${JSON.stringify(shardOf(simulation))}\n`);
  const run = simulation.result();
  printReport(terminal, options, {
    json: () => simulationJson(run, splitNames(system)),
    csv: () => simulationCsv(run),
    text: (style) => simulationText(run, system.name, style),
  });
  await drawPlot(terminal, options, () => {
    const keys = Object.keys(run.measures) as MeasureKey[];
    return [simulationChart(run.measures, analyzeSome(system, keys))];
  });
}
