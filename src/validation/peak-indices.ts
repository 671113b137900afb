import { analyzeSome } from "../analytic/analyze.js";
import type { PeakPlace } from "../montecarlo/estimation/estimate.js";
import { type Measure, type MeasureKey, measures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";

/** For a peak or burst, the index of the hyperperiod to estimate it at. */
export type PeakIndices = { readonly [Key in MeasureKey]?: PeakPlace };

/**
 * The indices at which the expectations of peaks and bursts are largest, by the closed forms.
 *
 * An estimate at an index that is chosen before the run has no bias. The largest of the estimates at all indices is too
 * large on average, the more so the more indices have nearly the same expectation.
 *
 * - Source: E5 to E8
 * - Limits: a peak whose index the closed forms do not know, for they give a bound, is left out
 *
 * @param wanted only these measures; default all
 * @example
 * peakIndices(paper, ["volatileLogPeak"])  // => { volatileLogPeak: 2 }
 */
export function peakIndices(system: System, wanted?: readonly MeasureKey[]): PeakIndices {
  const keys = measures.flatMap((measure: Measure) =>
    measure.peak && (!wanted || wanted.includes(measure.key)) ? [measure.key] : [],
  );
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
