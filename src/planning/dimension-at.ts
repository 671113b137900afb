import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { withValueAtPath } from "../scenario/checks/set-path.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Dimension } from "../scenario/quantities/quantity.js";

const baseUnits: readonly (readonly [Dimension, string])[] = [
  ["time", "s"],
  ["rate", "/s"],
  ["data", "B"],
  ["dataRate", "B/s"],
];

/**
 * What the number at a path measures, also where the user wrote it without a unit: the dimension of the one base
 * unit that the scenario's own checks let stand behind it, `number` where they let none.
 *
 * - Limits: `number` as well where the scenario does not allow the value itself
 *
 * @example
 * dimensionAt(new LoadedScenario(presets.paper), "traffic.rates.SI.SI", 4)  // => "rate"
 */
export function dimensionAt(scenario: LoadedScenario, path: string, value: number): Dimension {
  return baseUnits.find(([, unit]) => allows(scenario, path, `${value} ${unit}`))?.[0] ?? "number";
}

function allows(scenario: LoadedScenario, path: string, value: string): boolean {
  try {
    void withValueAtPath(scenario, path, value).system;
    return true;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return false;
  }
}
