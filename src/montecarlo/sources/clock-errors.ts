import type { Clock } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
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
  { error, scope, redraw }: Clock,
  { vmCount, hostCount, hostOf }: Population,
  streams: StreamsByPurpose,
): ClockErrors {
  const ofHost = scope === "host" ? new Float64Array(hostCount) : undefined;
  const draw = (purpose: string, errors: Float64Array) => {
    blockSampler(error, streams(purpose))(ofHost ?? errors);
    if (ofHost === undefined) return;
    for (let vm = 0; vm < errors.length; vm++) errors[vm] = ofHost[hostOf[vm]];
  };
  const bounds = samplerRange(error);
  if (redraw === "each-index") return { ...bounds, fill: (k, errors) => draw(`clock/${k}`, errors) };
  const fixed = new Float64Array(vmCount);
  draw("clock", fixed);
  return { ...bounds, fill: (_k, errors) => errors.set(fixed) };
}
