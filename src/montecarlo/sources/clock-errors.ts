import type { Clock } from "../../scenario/system.js";
import type { Seconds } from "../../scenario/units.js";
import type { Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import { sampler, samplerRange } from "../random/sampler.js";

/**
 * Errors of the VMs' local clocks: the clock of `v` reads `k·T0` at real time `k·T0 + error`.
 */
export interface ClockErrors {
  /** Bounds of every error that will ever be given. */
  readonly low: Seconds;
  readonly high: Seconds;
  /** Fills in the error of every VM at index `k`. Asked once for each index, in order. */
  fill(k: number, errors: Float64Array): void;
}

/** The clocks of a scenario: an error for each VM or each host, drawn at every index or once and for all. */
export function drawnClockErrors(clock: Clock, population: Population, stream: RandomStream): ClockErrors {
  const draw = sampler(clock.error, stream);
  const fillAnew =
    clock.scope === "vm"
      ? (errors: Float64Array) => {
          for (let vm = 0; vm < errors.length; vm++) errors[vm] = draw();
        }
      : (errors: Float64Array) => {
          const ofHost = Float64Array.from({ length: population.hostCount }, draw);
          for (let vm = 0; vm < errors.length; vm++) errors[vm] = ofHost[population.hostOf[vm]];
        };
  const range = samplerRange(clock.error);
  if (clock.redraw === "each-index") return { ...range, fill: (_k, errors) => fillAnew(errors) };
  const fixed = new Float64Array(population.vmCount);
  fillAnew(fixed);
  return { ...range, fill: (_k, errors) => errors.set(fixed) };
}
