import type { CapacityPlan } from "../../planning/capacity-plan.js";
import { loadFormulas, memoryFormulas, storageFormulas } from "./load-formulas.js";
import type { PlanFormula } from "./plan-formula.js";
import { lineFormulas, recoveryFormulas } from "./recovery-formulas.js";

type Planned = Pick<CapacityPlan, "system" | "figures" | "cost">;

/**
 * The formulas that a plan rests on, with the user's numbers put in; where one is an integral, with what it comes to.
 *
 * - Source: E1, E2, E5 to E16, E19, E20
 */
export function planFormulas({ system, figures, cost }: Planned): readonly PlanFormula[] {
  return [
    ...loadFormulas(system, figures),
    ...memoryFormulas(system, figures),
    ...storageFormulas(system, figures),
    ...lineFormulas(figures),
    ...recoveryFormulas(system, figures, cost),
  ];
}
