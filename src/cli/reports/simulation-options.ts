import type { SimulationOptions } from "../../montecarlo/estimation/simulation.js";
import { wantedMeasures } from "../key-lists.js";
import type { Options } from "../options.js";
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

/** Refuses options of a simulation where there is none: with the flags of those that are given, as commander names them. */
export function refuseWithoutSimulate(options: Options): void {
  const { seed, mode, confidence, precision, messages, replications, maxTime, workers } = options;
  const flags = {
    "--seed": seed,
    "--mode": mode,
    "--confidence": confidence,
    "--precision": precision,
    "--messages": messages,
    "--replications": replications,
    "--max-time": maxTime,
    "--workers": workers,
  };
  const given = Object.entries(flags).find(([, value]) => value !== undefined);
  if (given) throw new UsageError(`${given[0]} goes with --simulate`);
}
