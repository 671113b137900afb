import type { Simulation, SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { wantedMeasures } from "../key-lists.js";
import type { Options } from "../options.js";
import { numberText, plural } from "../render/number-text.js";
import { refuseConflicts } from "./run-conflicts.js";

/** What the options of a command say to the engine. */
export function simulationOptionsFrom(options: Options): SimulationOptions {
  refuseConflicts(options);
  return { ...options, measures: wantedMeasures(options) };
}

/** How far a simulation is, in words. */
export function simulationNote(simulation: Simulation): string {
  const { messages, replications } = simulation.progress();
  return `${numberText(messages, 3)} messages, ${plural(replications, "replication")}`;
}
