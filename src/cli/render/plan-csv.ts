import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type MeasureKey, measures } from "../../scenario/model/measures.js";
import type { SimulatedFigures } from "../../validation/doubtful-figures.js";
import { csvOf } from "./csv.js";
import { splitNames } from "./simulation-run.js";

/** Why the closed form of a measure need not hold. */
export function reasonOutside({ warnings }: CapacityPlan, key: MeasureKey): string | undefined {
  const reasons = warnings.filter(({ measures: concerned }) => concerned.includes(key));
  return reasons.length > 0 ? reasons.map(({ reason }) => reason).join("; ") : undefined;
}

/**
 * A capacity plan as CSV: each measure of the system, of each class and of each host; and, where some were simulated,
 * their estimates, with a line of its own for the 99.9 % quantile of a peak.
 */
export function planCsv(plan: CapacityPlan, simulated?: SimulatedFigures): string {
  const { system, figures } = plan;
  const rows = measures.flatMap(({ key: measure, unit }) => {
    const figure = figures[measure];
    if (!figure) return [];
    const { value, byClass = [], byHost = [], atIndex, bound } = figure;
    const beforeFlush = figure.beforeFlush && "true";
    const shared = { measure, unit, outsideDomain: reasonOutside(plan, measure) };
    const estimate = simulated?.run.measures[measure];
    const quantile = simulated?.quantiles[measure];
    const parts = (
      of: string,
      names: readonly string[],
      values: readonly number[],
      found?: readonly Estimate[],
    ) =>
      values.map((part, place) => {
        return { ...shared, of, name: names[place], value: part, ...interval(found?.[place]) };
      });
    const { classes, hosts } = splitNames(system);
    return [
      { ...shared, of: "system", value, atIndex, beforeFlush, bound, ...interval(estimate) },
      ...(quantile
        ? [
            {
              ...{ ...shared, of: "p999", value: quantile.closedForm, atIndex, beforeFlush, bound },
              ...interval({ ...quantile, mean: quantile.value }),
            },
          ]
        : []),
      ...parts("class", classes, byClass, estimate?.byClass),
      ...parts("host", hosts, byHost, estimate?.byHost),
    ];
  });
  const doubted = simulated || rows.some(({ outsideDomain }) => outsideDomain !== undefined);
  return csvOf(
    [
      ...(["measure", "unit", "of", "name", "value", "atIndex"] as const),
      ...(measures.some(({ key }) => figures[key]?.beforeFlush) ? (["beforeFlush"] as const) : []),
      "bound" as const,
      ...(doubted ? (["outsideDomain"] as const) : []),
      ...(simulated ? (["simulated", "low", "high"] as const) : []),
    ],
    rows,
  );
}

function interval(estimate: Pick<Estimate, "mean" | "low" | "high"> | undefined) {
  return estimate && { simulated: estimate.mean, low: estimate.low, high: estimate.high };
}
