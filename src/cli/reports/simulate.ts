import type { Estimate } from "../../montecarlo/estimate.js";
import { Simulation, type SimulationOptions, type SimulationRun } from "../../montecarlo/simulation.js";
import { measures } from "../../scenario/measures.js";
import { parseQuantity } from "../../scenario/quantity.js";
import type { System } from "../../scenario/system.js";
import type { SimulateOptions } from "../commands/simulate.js";
import { measureList } from "../measure-list.js";
import { csv } from "../render/csv.js";
import { json } from "../render/json.js";
import { estimateText } from "../render/measure-text.js";
import { numberText, percentText } from "../render/number-text.js";
import { paint } from "../render/paint.js";
import { table } from "../render/table.js";
import { runReplications } from "../run-replications.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";

/** Runs a simulation and prints its estimates; after Ctrl-C, those known so far. */
export async function reportSimulation(
  terminal: Terminal,
  argument: string,
  options: SimulateOptions,
): Promise<void> {
  const simulationOptions = simulationOptionsFrom(options);
  const { system } = await scenarioInput(argument, options);
  const simulation = new Simulation(system, simulationOptions);
  await runReplications(terminal, simulation, {
    workers: options.workers,
    note: () => {
      const { messages, replications } = simulation.progress();
      return `${numberText(messages, 3)} messages, ${replications} replications`;
    },
  });
  const run = simulation.result();
  if (options.json) terminal.print(simulationJson(run));
  else if (options.csv) terminal.print(simulationCsv(run));
  else terminal.print(simulationText(run, system, terminal.colour));
}

function simulationOptionsFrom(options: SimulateOptions): SimulationOptions {
  const { seed, mode, confidence, precision, messages, maxTime, measures } = options;
  return {
    ...(mode !== undefined && { mode }),
    ...(seed !== undefined && { seed }),
    ...(confidence !== undefined && { confidence }),
    ...(precision !== undefined && { precision }),
    ...(messages !== undefined && { messages }),
    ...(maxTime !== undefined && { maxTime: parseQuantity(maxTime, "time", "--max-time").value }),
    ...(measures !== undefined && { measures: measureList(measures) }),
  };
}

function simulationJson({ measures: found, ...run }: SimulationRun): string {
  const entries = measures.flatMap(({ key, unit }) => (found[key] ? [[key, { ...found[key], unit }]] : []));
  return json({ ...run, measures: Object.fromEntries(entries) });
}

function simulationCsv({ measures: found }: SimulationRun): string {
  return csv(
    ["measure", "unit", "mean", "standardError", "low", "high", "confidence", "replications"],
    measures.flatMap(({ key, unit }) => {
      const estimate = found[key];
      if (!estimate) return [];
      const { mean, standardError, low, high, confidence, replications } = estimate;
      return [[key, unit, mean, standardError, low, high, confidence, replications]];
    }),
  );
}

function simulationText(run: SimulationRun, system: System, colour: boolean): string {
  const style = paint(colour);
  const estimates = Object.values(run.measures);
  const confidence = estimates[0]?.confidence ?? 0;
  return [
    `${style.heading(system.name)}  ${numberText(run.messages, 15)} messages in ${run.replications} replications, `,
    `${numberText(run.seconds, 3)} s, seed ${run.seed}\n\n`,
    table(
      [
        { title: "measure" },
        { title: "estimate", align: "right" },
        { title: `${percentText(confidence)} interval`, align: "right" },
        { title: "±", align: "right" },
      ],
      measures.flatMap(({ key, label, unit }) => {
        const estimate = run.measures[key];
        if (!estimate) return [];
        const { low, mean, high } = estimateText(estimate, unit);
        return [[label, style.strong(mean), `${low} … ${high}`, relativeHalfWidth(estimate)]];
      }),
      style,
    ),
  ].join("");
}

function relativeHalfWidth({ mean, high }: Estimate): string {
  if (high === mean) return "exact";
  return mean === 0 ? "–" : percentText((high - mean) / Math.abs(mean), 2);
}
