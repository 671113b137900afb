import type { System } from "../../scenario/model/system.js";
import type { Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { blockSampler, samplerRange } from "../random/sampler.js";
import type { ClockErrors } from "../sources/clock-errors.js";

/** Clock errors drawn one after the other: where an index is gone through once more its errors are other ones. */
export function clockErrors(
  { clock: { error, scope, redraw } }: System,
  { vmCount, hostCount, hostOf }: Population,
  streams: StreamsByPurpose,
): () => ClockErrors {
  const draw = blockSampler(error, streams("clock"));
  const range = samplerRange(error);
  const ofHost = scope === "host" && range.high > range.low ? new Float64Array(hostCount) : undefined;
  const fill = (_k: number, errors: Float64Array) => {
    draw(ofHost ?? errors);
    if (ofHost === undefined) return;
    for (let vm = 0; vm < vmCount; vm++) errors[vm] = ofHost[hostOf[vm]];
  };
  if (redraw === "each-index") return () => ({ ...range, fill });
  return () => {
    const kept = new Float64Array(vmCount);
    fill(0, kept);
    return { ...range, fill: (_k, errors) => errors.set(kept) };
  };
}
