import type { Simulation, SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { measureList } from "../measure-list.js";
import type { Options } from "../options.js";
import { numberText, plural } from "../render/number-text.js";
import { refuseConflicts } from "./run-conflicts.js";

/** What the options of a command say to the engine. */
export function simulationOptionsFrom(options: Options): SimulationOptions {
  refuseConflicts(options);
  const { seed, mode, confidence, precision, messages, replications, maxTime, measures, shard } = options;
  return {
    mode,
    seed,
    confidence,
    precision,
    messages,
    replications,
    shard,
    maxTime,
    measures: measures === undefined ? undefined : measureList(measures),
  };
}

/** How far a simulation is, in words. */
export function simulationNote(simulation: Simulation): string {
  const { messages, replications } = simulation.progress();
  return `${numberText(messages, 3)} messages, ${plural(replications, "replication")}`;
}
