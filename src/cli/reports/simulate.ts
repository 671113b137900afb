import { Simulation, type SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { shardOf } from "../../montecarlo/parallel/shard.js";
import { peakIndices } from "../../validation/peak-indices.js";
import type { SimulateOptions } from "../commands/simulate.js";
import { maxTimeOption } from "../max-time.js";
import { measureList } from "../measure-list.js";
import { numberText } from "../render/number-text.js";
import { simulationCsv, simulationJson, simulationText, splitNames } from "../render/simulation-run.js";
import { runReplications } from "../run-replications.js";
import { scenarioInput } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** Runs a simulation and prints its estimates; after Ctrl-C, those known so far. */
export async function reportSimulation(
  terminal: Terminal,
  argument: string,
  options: SimulateOptions,
): Promise<void> {
  const simulationOptions = simulationOptionsFrom(options);
  const { system } = await scenarioInput(argument, options);
  const atIndex = peakIndices(system, simulationOptions.measures);
  const simulation = new Simulation(system, { ...simulationOptions, atIndex });
  await runReplications(terminal, simulation, {
    workers: options.workers,
    note: () => {
      const { messages, replications } = simulation.progress();
      return `${numberText(messages, 3)} messages, ${replications} replications`;
    },
  });
  if (options.shard) return terminal.print(`${JSON.stringify(shardOf(simulation))}\n`);
  const run = simulation.result();
  if (options.json) terminal.print(simulationJson(run, splitNames(system)));
  else if (options.csv) terminal.print(simulationCsv(run));
  else terminal.print(simulationText(run, system.name, terminal.colour));
}

function simulationOptionsFrom(options: SimulateOptions): SimulationOptions {
  const { seed, mode, confidence, precision, messages, replications, maxTime, measures, shard } = options;
  if (shard !== undefined && !options.json)
    throw new UsageError("--shard prints what vmqsc merge reads, so it goes with --json");
  return {
    ...(mode !== undefined && { mode }),
    ...(seed !== undefined && { seed }),
    ...(confidence !== undefined && { confidence }),
    ...(precision !== undefined && { precision }),
    ...(messages !== undefined && { messages }),
    ...(replications !== undefined && { replications }),
    ...(shard !== undefined && { shard }),
    ...maxTimeOption(maxTime),
    ...(measures !== undefined && { measures: measureList(measures) }),
  };
}
