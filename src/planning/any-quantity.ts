import { ScenarioError } from "../scenario/model/scenario-error.js";
import { type Dimension, parseQuantity, type Quantity } from "../scenario/quantities/quantity.js";

const dimensions: readonly Dimension[] = ["number", "time", "rate", "data", "dataRate"];

/**
 * A number in SI base units, whatever its unit says it measures: what fits a path is for the scenario's own
 * checks to say. `undefined` where no dimension knows the unit.
 */
export function anyQuantity(
  text: number | string,
): (Quantity & { readonly dimension: Dimension }) | undefined {
  for (const dimension of dimensions) {
    try {
      return { ...parseQuantity(text, dimension), dimension };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
    }
  }
  return undefined;
}
