import type { SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { wantedMeasures } from "../key-lists.js";
import { givenOf, type Options, refuseAny } from "../options.js";
import { UsageError } from "../terminal.js";

/** What the options of a command say to the engine. */
export function simulationOptionsFrom(options: Options): SimulationOptions {
  refuseConflicts(options);
  return { ...options, measures: wantedMeasures(options) };
}

/** Refuses options that say two things of how long to run, and shares of a run whose length is not known beforehand. */
export function refuseConflicts(options: Options): void {
  const counts = givenOf(options, "messages", "replications").length;
  if (counts > 1)
    throw new UsageError("--messages and --replications each say how long to run; give one of them");
  if (options.shard === undefined) return;
  if (!options.json) throw new UsageError("--shard prints what vmqsc merge reads, so it goes with --json");
  if (counts === 0 || givenOf(options, "precision", "maxTime").length > 0)
    throw new UsageError(
      "--shard needs a number of replications that is known beforehand: give --messages or --replications, and neither --precision nor --max-time",
    );
}

export function refuseWithoutSimulate(options: Options): void {
  const ofRuns = ["confidence", "precision", "messages", "replications", "maxTime", "workers"] as const;
  refuseAny(options, ["seed", "mode", ...ofRuns], "goes with --simulate");
}
