import type { System } from "../scenario/model/system.js";
import { Validation, type ValidationOptions, type ValidationReport } from "./validation.js";

/**
 * Closed form beside Monte Carlo estimate for every measure that both halves know, each with a verdict.
 *
 * - Source: E1 to E15 against R1 to R10
 * - Limits: see `Validation`; a row that the budget did not suffice for is `inconclusive`
 *
 * @throws {ScenarioError} when an option is no number in its range
 * @example
 * validate(paper).verdict // => "agree"
 */
export function validate(system: System, options: ValidationOptions = {}): ValidationReport {
  const validation = new Validation(system, options);
  while (!validation.done) validation.step();
  return validation.report();
}
