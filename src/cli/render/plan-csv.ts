import type { Estimate } from "../../montecarlo/estimation/estimate.js";
import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type MeasureKey, measures } from "../../scenario/model/measures.js";
import type { SimulatedFigures } from "../../validation/doubtful-figures.js";
import { csv } from "./csv.js";

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
  const rows = measures.flatMap(({ key, unit }) => {
    const figure = figures[key];
    if (!figure) return [];
    const { value, byClass = [], byHost = [], atIndex, bound } = figure;
    const outside = reasonOutside(plan, key);
    const estimate = simulated?.run.measures[key];
    const quantile = simulated?.quantiles[key];
    const parts = (
      of: string,
      names: readonly string[],
      values: readonly number[],
      estimates: readonly Estimate[] = [],
    ) =>
      values.map((part, place) => [
        ...[key, unit, of, names[place], part, undefined, undefined, outside],
        ...estimateCells(estimates[place]),
      ]);
    return [
      [key, unit, "system", undefined, value, atIndex, bound, outside, ...estimateCells(estimate)],
      ...(quantile
        ? [
            [
              key,
              unit,
              "p999",
              undefined,
              quantile.closedForm,
              atIndex,
              bound,
              outside,
              quantile.value,
              quantile.low,
              quantile.high,
            ],
          ]
        : []),
      ...parts(
        "class",
        system.classes.map(({ name }) => name),
        byClass,
        estimate?.byClass,
      ),
      ...parts("host", system.hosts.names, byHost, estimate?.byHost),
    ];
  });
  const header = ["measure", "unit", "of", "name", "value", "atIndex", "bound"];
  if (simulated) return csv([...header, "outsideDomain", "simulated", "low", "high"], rows);
  const doubted = rows.some((row) => row[7] !== undefined);
  return csv(
    doubted ? [...header, "outsideDomain"] : header,
    rows.map((row) => row.slice(0, doubted ? 8 : 7)),
  );
}

function estimateCells(estimate: Estimate | undefined): readonly (number | undefined)[] {
  return [estimate?.mean, estimate?.low, estimate?.high];
}
