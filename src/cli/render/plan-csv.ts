import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { type MeasureKey, measures } from "../../scenario/model/measures.js";
import { csv } from "./csv.js";

/** Why the closed form of a measure need not hold. */
export function reasonOutside({ warnings }: CapacityPlan, key: MeasureKey): string | undefined {
  const reasons = warnings.filter(({ measures: concerned }) => concerned.includes(key));
  return reasons.length > 0 ? reasons.map(({ reason }) => reason).join("; ") : undefined;
}

/** A capacity plan as CSV: each measure of the system, of each class and of each host. */
export function planCsv(plan: CapacityPlan): string {
  const { system, figures } = plan;
  const rows = measures.flatMap(({ key, unit }) => {
    const figure = figures[key];
    if (!figure) return [];
    const { value, byClass = [], byHost = [], atIndex, bound } = figure;
    const outside = reasonOutside(plan, key);
    const parts = (of: string, names: readonly string[], values: readonly number[]) =>
      values.map((part, place) => [key, unit, of, names[place], part, undefined, undefined, outside]);
    return [
      [key, unit, "system", undefined, value, atIndex, bound, outside],
      ...parts(
        "class",
        system.classes.map(({ name }) => name),
        byClass,
      ),
      ...parts("host", system.hosts.names, byHost),
    ];
  });
  const header = ["measure", "unit", "of", "name", "value", "atIndex", "bound"];
  if (rows.every((row) => row[7] === undefined))
    return csv(
      header,
      rows.map((row) => row.slice(0, 7)),
    );
  return csv([...header, "outsideDomain"], rows);
}
