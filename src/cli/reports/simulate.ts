import { analyzeSome } from "../../analytic/analyze.js";
import { refuseMisfit } from "../../analytic/storage-fit.js";
import { Simulation } from "../../montecarlo/estimation/simulation.js";
import { shardOf } from "../../montecarlo/parallel/shard.js";
import { simulationChart } from "../../pictures/results/agreement-chart.js";
import { type MeasureKey, refuseAbsentMeasures } from "../../scenario/model/measures.js";
import { peakIndices } from "../../validation/peak-indices.js";
import { resampledResult, resampledSimulation } from "../../validation/resampled-run.js";
import type { Options } from "../options.js";
import { drawPlot, printReport } from "../print-report.js";
import { numberText } from "../render/number-text.js";
import { simulationForms, splitNames } from "../render/simulation-run.js";
import { simulationOptionsFrom, wantedMeasures } from "../run-options.js";
import { runReplications } from "../run-replications.js";
import { namedTrace, scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";

export async function reportSimulation(terminal: Terminal, argument: string, options: Options) {
  const simulationOptions = simulationOptionsFrom(options);
  const { system } = await scenarioInput(terminal, argument, options);
  refuseMisfit(system);
  refuseAbsentMeasures(simulationOptions.measures ?? [], system);
  const atIndex = peakIndices(system, simulationOptions.measures);
  const simulation = new Simulation(system, { ...simulationOptions, atIndex });
  await runReplications(terminal, simulation, options);
  if (options.shard) return terminal.print(`${JSON.stringify(shardOf(simulation))}\n`);
  const run = simulation.result();
  printReport(terminal, options, simulationForms(run, system.name, splitNames(system)));
  await drawPlot(terminal, options, () => {
    const keys = Object.keys(run.measures) as MeasureKey[];
    return [simulationChart(run.measures, analyzeSome(system, keys))];
  });
}

export async function reportResampled(terminal: Terminal, argument: string, options: Options) {
  const { scenario } = await scenarioInput(terminal, argument, options);
  const trace = await namedTrace(terminal, options.trace!, options);
  const simulation = resampledSimulation(trace, scenario, { ...options, measures: wantedMeasures(options) });
  await runReplications(terminal, simulation, { workers: 1 });
  const run = resampledResult(simulation);
  const forms = simulationForms(run, trace.source, splitNames(simulation.system));
  printReport(terminal, options, {
    ...forms,
    text: (style) =>
      forms.text(style) +
      `Each replication is ${trace.source} put together anew from pieces of itself; the intervals are those of one trace of its length, ${numberText(trace.times.length, 15)} messages.\n`,
  });
}
