import type { SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { wantedMeasures } from "../key-lists.js";
import { type Options, refuseAny } from "../options.js";
import { UsageError } from "../terminal.js";

/** What the options of a command say to the engine. */
export function simulationOptionsFrom(options: Options): SimulationOptions {
  refuseConflicts(options);
  return { ...options, measures: wantedMeasures(options) };
}

/** Refuses options that say two things of how long to run, and shares of a run whose length is not known beforehand. */
export function refuseConflicts({ precision, messages, replications, maxTime, shard, json }: Options): void {
  if (messages !== undefined && replications !== undefined)
    throw new UsageError("--messages and --replications each say how long to run; give one of them");
  if (shard === undefined) return;
  if (!json) throw new UsageError("--shard prints what vmqsc merge reads, so it goes with --json");
  const open = messages === undefined && replications === undefined;
  if (open || precision !== undefined || maxTime !== undefined)
    throw new UsageError(
      "--shard needs a number of replications that is known beforehand: give --messages or --replications, and neither --precision nor --max-time",
    );
}

/** Refuses options of a simulation where there is none. */
export function refuseWithoutSimulate(options: Options): void {
  const ofRuns = ["confidence", "precision", "messages", "replications", "maxTime", "workers"] as const;
  refuseAny(options, ["seed", "mode", ...ofRuns], "goes with --simulate");
}
