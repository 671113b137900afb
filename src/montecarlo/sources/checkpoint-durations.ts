import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import { sampler } from "../random/sampler.js";

/** How long the checkpoint of VM `vm` at index `k` takes (R6). */
export type CheckpointDurations = (vm: number, k: number) => Seconds;

/** Durations drawn from the law of each VM's class. */
export function drawnDurations(
  system: System,
  population: Population,
  stream: RandomStream,
): CheckpointDurations {
  const samplers = system.classes.map(({ duration }) => sampler(duration, stream));
  const { classOf } = population;
  return (vm) => samplers[classOf[vm]]();
}
