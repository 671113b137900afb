import { ScenarioError } from "../../src/scenario/model/scenario-error.js";
import type { Fault } from "./questions.js";

/** A mistake of the user's as plain data; anything else is a bug, and thrown on. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof ScenarioError)) throw error;
  const { sentence, position } = error;
  return { sentence, line: position?.line, column: position?.column };
}
