import { analyzeSome } from "../analytic/analyze.js";
import type { PeakPlace } from "../montecarlo/estimation/estimate.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";

/** For a peak or burst, the index of the hyperperiod to estimate it at. */
export type PeakIndices = { readonly [Key in MeasureKey]?: PeakPlace };

/**
 * The indices at which the expectations of peaks and bursts are largest, by the closed forms; a peak whose index they do
 * not know, for they give a bound, is left out.
 *
 * An estimate at an index that is chosen before the run has no bias. The largest of the estimates at all indices is too
 * large on average, the more so the more indices have nearly the same expectation.
 *
 * @param wanted only these measures; default all
 */
export function peakIndices(system: System, wanted?: readonly MeasureKey[]): PeakIndices {
  const keys = measures.flatMap(({ key, peak }) => (peak && (wanted?.includes(key) ?? true) ? [key] : []));
  const found: { [Key in MeasureKey]?: PeakPlace } = {};
  for (const [key, figure] of Object.entries(analyzeSome(system, keys))) {
    const { atIndex, beforeFlush, atHost, atIndexByHost, beforeFlushByHost } = figure;
    const at = (index: number, flush: boolean | undefined) => (flush ? { beforeFlush: index } : index);
    if (atHost !== undefined && atIndexByHost !== undefined) {
      const indices = atIndexByHost.map((index, host) => at(index, beforeFlushByHost?.[host]));
      found[key as MeasureKey] = { host: atHost, indices };
    } else if (atIndex !== undefined) found[key as MeasureKey] = at(atIndex, beforeFlush);
  }
  return found;
}
