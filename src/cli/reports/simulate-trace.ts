import { resampledResult, resampledSimulation } from "../../validation/resampled-run.js";
import { wantedMeasures } from "../key-lists.js";
import type { Options } from "../options.js";
import { printReport } from "../print-report.js";
import { numberText, plural } from "../render/number-text.js";
import { simulationCsv, simulationJson, simulationText, splitNames } from "../render/simulation-run.js";
import { runReplications } from "../run-replications.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { namedTrace } from "../traced-input.js";

/** Simulates a trace resampled in blocks, and prints its estimates with the intervals of one trace. */
export async function reportResampled(
  terminal: Terminal,
  argument: string,
  options: Options & { readonly trace: string },
): Promise<void> {
  const { scenario } = await scenarioInput(terminal, argument, options);
  const trace = await namedTrace(terminal, options.trace, options);
  const simulation = resampledSimulation(trace, scenario, { ...options, measures: wantedMeasures(options) });
  await runReplications(terminal, simulation, {
    workers: 1,
    note: () => plural(simulation.progress().replications, "replication"),
  });
  const run = resampledResult(simulation);
  printReport(terminal, options, {
    json: () => simulationJson(run, splitNames(simulation.system)),
    csv: () => simulationCsv(run),
    text: (style) =>
      simulationText(run, trace.source, style) +
      `Each replication is ${trace.source} put together anew from pieces of itself; the intervals are those of one trace of its length, ${numberText(trace.times.length, 15)} messages.\n`,
  });
}
