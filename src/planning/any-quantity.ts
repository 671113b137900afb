import { ScenarioError } from "../scenario/model/scenario-error.js";
import { type Dimension, parseQuantity, type Quantity } from "../scenario/quantities/quantity.js";

const dimensions: readonly Dimension[] = ["number", "time", "rate", "data", "dataRate"];

/** A number of any dimension, with the unit that it is written in, where there is one. */
export interface AnyQuantity extends Quantity {
  readonly dimension: Dimension;
  readonly unit: string | undefined;
}

/**
 * A number in SI base units, whatever its unit says it measures: what fits a path is for the scenario's own
 * checks to say. `undefined` where no dimension knows the unit.
 */
export function anyQuantity(text: number | string): AnyQuantity | undefined {
  for (const dimension of dimensions) {
    try {
      const unit = unitOf(text);
      return { ...parseQuantity(text, dimension), dimension, unit };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
    }
  }
  return undefined;
}

/** What stands behind the number of a quantity; `undefined` where nothing does. */
export function unitOf(text: number | string): string | undefined {
  if (typeof text === "number") return undefined;
  return /[a-zA-Zµμ/].*$/.exec(text.replace(/^\s*[+-]?[\d.]+(?:[eE][+-]?\d+)?/, ""))?.[0].trim();
}
