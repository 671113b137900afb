import type { Clock } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { blockSampler, samplerRange } from "../random/sampler.js";

/** Errors of the VMs' local clocks: the clock of `v` reads `k·T0` at real time `k·T0 + error`. */
export interface ClockErrors {
  /** Bounds of every error that will ever be given. */
  readonly low: Seconds;
  readonly high: Seconds;
  /** Fills in the error of every VM at index `k`: the same whenever and however often it is asked for. */
  fill(k: number, errors: Float64Array): void;
}

/** The clocks of a scenario: an error for each VM or each host, drawn at every index or once and for all. */
export function drawnClockErrors(
  clock: Clock,
  population: Population,
  streams: StreamsByPurpose,
): ClockErrors {
  return clock.redraw === "once"
    ? fixedErrors(clock, population, streams("clock"))
    : errorsFrom(clock, population, (k) => streams(`clock/${k}`));
}

/**
 * The clocks of one job after the other, whose errors are drawn in turn: where an index is gone through once more, they are
 * other ones.
 */
export function clockErrorsInTurn(
  clock: Clock,
  population: Population,
  streams: StreamsByPurpose,
): () => ClockErrors {
  const stream = streams("clock");
  return clock.redraw === "once"
    ? () => fixedErrors(clock, population, stream)
    : () => errorsFrom(clock, population, () => stream);
}

function fixedErrors(clock: Clock, population: Population, stream: RandomStream): ClockErrors {
  const drawn = errorsFrom(clock, population, () => stream);
  const fixed = new Float64Array(population.vmCount);
  drawn.fill(0, fixed);
  return { ...drawn, fill: (_k, errors) => errors.set(fixed) };
}

function errorsFrom(
  { error, scope }: Clock,
  { hostCount, hostOf }: Population,
  streamAt: (k: number) => RandomStream,
): ClockErrors {
  const ofHost = scope === "host" ? new Float64Array(hostCount) : undefined;
  return {
    ...samplerRange(error),
    fill: (k, errors) => {
      blockSampler(error, streamAt(k))(ofHost ?? errors);
      if (ofHost === undefined) return;
      for (let vm = 0; vm < errors.length; vm++) errors[vm] = ofHost[hostOf[vm]];
    },
  };
}
