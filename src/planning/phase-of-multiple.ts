import { parsePath } from "../scenario/checks/path.js";
import { valueAtPath } from "../scenario/checks/set-path.js";
import type { Scenario } from "../scenario/model/scenario.js";

/** The phase of a class, and where it stands. */
export interface PlacedPhase {
  readonly path: string;
  readonly phase: number;
}

/**
 * The phase of the class whose multiple stands at a path: one that a smaller multiple may not fit.
 *
 * - Limits: `undefined` where the path is no multiple, or the phase no number
 *
 * @throws {ScenarioError} when the scenario has no such class
 * @example
 * phaseOfMultiple(presets.cloud, "classes.batch.multiple")  // => { path: "classes.batch.phase", phase: 1 }
 */
export function phaseOfMultiple(scenario: Scenario, path: string): PlacedPhase | undefined {
  const [first, , last, ...more] = parsePath(path);
  if (first !== "classes" || last !== "multiple" || more.length > 0) return undefined;
  // The name stays as the user wrote it, in quotation marks or not.
  const beside = path.replace(/multiple(?=["'\s]*$)/, "phase");
  const phase = valueAtPath(scenario, beside);
  // What is no number is for the scenario's own checks to refuse.
  return typeof phase === "number" ? { path: beside, phase } : undefined;
}
