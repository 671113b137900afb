import type { CompareOptions, SimulateOptions } from "../options.js";
import { UsageError } from "../usage-error.js";

/** Refuses options that say two things of how long to run, and shares of a run whose length is not known beforehand. */
export function refuseConflicts({
  precision,
  messages,
  replications,
  maxTime,
  shard,
  json,
}: SimulateOptions | CompareOptions): void {
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
