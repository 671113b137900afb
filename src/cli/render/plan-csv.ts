import type { Interval } from "../../pictures/charts/chart.js";
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
      key: "byClass" | "byHost",
    ) =>
      values.map((part, place) => {
        return { ...shared, of, name: names[place], value: part, ...interval(estimate?.[key]?.[place]) };
      });
    const { classes, hosts } = splitNames(system);
    const peak = { ...shared, atIndex, beforeFlush, bound };
    const p999 = { ...peak, of: "p999", value: quantile?.closedForm };
    return [
      { ...peak, of: "system", value, ...interval(estimate) },
      ...(quantile ? [{ ...p999, ...interval({ ...quantile, mean: quantile.value }) }] : []),
      ...parts("class", classes, byClass, "byClass"),
      ...parts("host", hosts, byHost, "byHost"),
    ];
  });
  const doubted = simulated || rows.some(({ outsideDomain }) => outsideDomain !== undefined);
  const flushed = measures.some(({ key }) => figures[key]?.beforeFlush);
  return csvOf(
    [
      ...(["measure", "unit", "of", "name", "value", "atIndex"] as const),
      ...(flushed ? (["beforeFlush"] as const) : []),
      "bound" as const,
      ...(doubted ? (["outsideDomain"] as const) : []),
      ...(simulated ? (["simulated", "low", "high"] as const) : []),
    ],
    rows,
  );
}

function interval(estimate: Interval | undefined) {
  return estimate && { simulated: estimate.mean, low: estimate.low, high: estimate.high };
}
