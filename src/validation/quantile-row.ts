import type { Figure } from "../analytic/figure.js";
import { chanceOfAtMost } from "../analytic/peak-quantiles.js";
import { levelEstimates } from "../montecarlo/estimation/estimates.js";
import type { PeakLevel } from "../montecarlo/observers/peak-levels.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import { Judge, type ValidationRow } from "./row.js";

/** A quantile of a peak held against its share of lines, as `vmqsc validate --json` prints it. */
export interface QuantileRow extends Omit<ValidationRow, "bound" | "reason"> {
  /** The probability that names the quantile. */
  readonly quantile: number;
  /** The quantile: `closedForm` is how likely the count is at most this, and `mean` the share of lines at which it was. */
  readonly atMost: number;
  /** For the memory of a host: which, from 0. */
  readonly host?: number | undefined;
  readonly reason?: string;
}

/** The quantiles that are held against the simulation, and by how much the share of lines may differ, either way. */
const judged = [
  { name: "p50", quantile: 0.5, margin: 0.1 },
  { name: "p99", quantile: 0.99, margin: 0.02 },
] as const;

/** The peaks whose counts at lines the engine holds against levels. */
export const peaksWithLevels = ["flushBurst", "stableLogPeak", "volatileLogPeak", "hostMemoryPeak"] as const;

/** A judge of one quantile of a peak, and the level that the engine holds its count against. */
export interface QuantileJudge {
  readonly level: PeakLevel;
  readonly judge: Judge<QuantileRow>;
}

/** One for each quantile of the peaks that have them, of those wanted. */
export function quantileJudges(
  system: System,
  figures: { readonly [Key in MeasureKey]?: Figure },
  whyOutside: (measure: MeasureKey) => string | undefined,
): readonly QuantileJudge[] {
  const scattered =
    system.pattern &&
    `counts scatter as those of Poisson traffic do not (traffic.pattern ${system.pattern.kind})`;
  return peaksWithLevels.flatMap((measure) => {
    const figure = figures[measure];
    // The memory of one host alone is the volatile log.
    if (measure === "hostMemoryPeak" && system.hosts.count === 1) return [];
    if (figure?.quantiles === undefined || figure.atIndex === undefined || figure.value === 0) return [];
    const { quantiles, atIndex, atHost: host, beforeFlush } = figure;
    return judged.map(({ name, quantile, margin }): QuantileJudge => {
      const atMost = quantiles[name];
      const level = { measure, atIndex, beforeFlush, host, atMost };
      const closedForm = chanceOfAtMost(system, measure, figure, atMost);
      const judge = new Judge(
        { closedForm, margin: margin / closedForm, rounding: 0 },
        whyOutside(measure) ?? scattered,
        (totals, alpha) => {
          const own = levelEstimates(totals, 1 - alpha).find(
            ({ slot }) => slot.measure === measure && slot.atMost === atMost,
          );
          return own && !Number.isNaN(own.mean) ? { own } : undefined;
        },
        (columns) => ({ ...level, quantile, ...columns }),
      );
      return { level, judge };
    });
  });
}
