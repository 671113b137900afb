import type { Seconds } from "../scenario/model/units.js";
import type { IntervalCounts } from "./interval-counts.js";
import { exponentialSumTail, flushedByShift, poissonSpread } from "./phase-curve.js";

/** Another base interval, and how far the flushed share depends on the phase there. */
export interface OtherBaseInterval {
  readonly baseInterval: Seconds;
  /** Standard deviation over all phases. */
  readonly spread: number;
  /** Whether it is beyond what Poisson traffic would do. */
  readonly found: boolean;
}

/** As shares of the base interval in use. */
const ratios = [1.1, 0.9, 1.25, 0.8, 4 / 3, 0.75, 1.5, 2 / 3, 2, 0.5];
/** A base interval must hold as many bins of the history for its spread to be seen. */
const leastBins = 4;

/**
 * How far the flushed share depends on the phase at base intervals near the one in use, the nearest first.
 *
 * - Limits: looked at in bins of a sixteenth of the base interval in use, or wider where the trace is long
 */
export function otherBaseIntervals({ groups, grid }: IntervalCounts, level: number): OtherBaseInterval[] {
  const all = groups.reduce((sum, { messages }) => sum + messages, 0);
  const chance = poissonSpread(groups);
  return ratios.flatMap((ratio) => {
    const baseInterval = Number((ratio * grid.baseInterval).toPrecision(3));
    const bins = Math.min(...groups.map(({ history }) => Math.floor(baseInterval / history.width)));
    if (bins < leastBins) return [];
    const periods = groups.map(({ multiple, phase, history }) => {
      const counts = new Float64Array(multiple * bins);
      const first = history.firstBin;
      for (const [bin, count] of history.bins().entries()) {
        // Each bin of the history counts at its middle.
        const place = Math.floor(((first + bin + 0.5) * history.width * bins) / baseInterval);
        counts[((place % counts.length) + counts.length) % counts.length] += count;
      }
      return { multiple, phase, counts };
    });
    const flushed = flushedByShift(periods, bins, grid.hyperperiod * bins);
    const variance = varianceOf(flushed) / all ** 2;
    const found = exponentialSumTail(chance, variance) < level;
    return [{ baseInterval, spread: Math.sqrt(variance), found }];
  });
}

/** Variance over all of a set of values. */
export function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
