import type { System } from "../../scenario/model/system.js";
import { type Population, populate } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { type CheckpointDurations, drawnDurations } from "./checkpoint-durations.js";
import { drawnClockErrors } from "./clock-errors.js";
import type { MessageSource } from "./message-source.js";
import { drawnTraffic } from "./patterned-traffic.js";
import { Timers } from "./timers.js";

/**
 * All that happens in one run whatever rules play it: when each VM's clock reaches each index, which messages travel,
 * how long a checkpoint takes. The fast engine and the plain stream of events take the same sources.
 */
export interface RunSources {
  readonly population: Population;
  readonly timers: Timers;
  readonly source: MessageSource;
  readonly durations: CheckpointDurations;
  /** In lockstep, where a number of the population stands for all VMs of a cell: the longest of their durations. */
  readonly longest?: CheckpointDurations;
}

/** What a run may have instead of what its system says. */
export interface GivenSources {
  /** Default the VMs of the system. */
  readonly population?: Population | undefined;
  /** A script or a trace; default traffic at the rates and in the pattern of the system. */
  readonly source?: MessageSource | undefined;
}

/** The sources of a system, each drawn from random streams of its own; they serve one run. */
export function drawnSources(
  system: System,
  streams: StreamsByPurpose,
  { population = populate(system), source }: GivenSources = {},
): RunSources {
  const clock = drawnClockErrors(system.clock, population, streams);
  return {
    population,
    timers: new Timers(system.baseInterval, population.vmCount, clock),
    source: source ?? drawnTraffic(system, population, streams),
    durations: drawnDurations(system, population, streams),
  };
}
