import { parseQuantity } from "../scenario/quantity.js";
import { UsageError } from "./usage-error.js";

/**
 * The time that `--max-time` allows, in seconds.
 *
 * @throws {ScenarioError} when it is no time
 * @throws {UsageError} when it is not above 0
 */
export function timeLimit(text: string): number {
  const { value } = parseQuantity(text, "time", "--max-time");
  if (value > 0) return value;
  throw new UsageError(`--max-time must be a time above 0, such as 60 s, got ${text}`);
}
