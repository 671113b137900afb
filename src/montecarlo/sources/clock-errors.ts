import type { Clock } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { blockSampler, samplerRange } from "../random/sampler.js";

/**
 * Errors of the VMs' local clocks: the clock of `v` reads `k·T0` at real time `k·T0 + error`.
 */
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
  const draw = drawing(clock, population);
  const bounds = samplerRange(clock.error);
  if (clock.redraw === "each-index") {
    return { ...bounds, fill: (k, errors) => draw(streams(`clock/${k}`), errors) };
  }
  const fixed = new Float64Array(population.vmCount);
  draw(streams("clock"), fixed);
  return { ...bounds, fill: (_k, errors) => errors.set(fixed) };
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
  const draw = drawing(clock, population);
  const bounds = samplerRange(clock.error);
  if (clock.redraw === "each-index") return () => ({ ...bounds, fill: (_k, errors) => draw(stream, errors) });
  return () => {
    const fixed = new Float64Array(population.vmCount);
    draw(stream, fixed);
    return { ...bounds, fill: (_k, errors) => errors.set(fixed) };
  };
}

/** Draws the errors of all VMs at one index. */
function drawing({ error, scope }: Clock, { hostCount, hostOf }: Population) {
  const ofHost = scope === "host" ? new Float64Array(hostCount) : undefined;
  return (stream: RandomStream, errors: Float64Array) => {
    blockSampler(error, stream)(ofHost ?? errors);
    if (ofHost === undefined) return;
    for (let vm = 0; vm < errors.length; vm++) errors[vm] = ofHost[hostOf[vm]];
  };
}
