import type { Seconds } from "../scenario/model/units.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";
import { UsageError } from "./usage-error.js";

/**
 * The option `--max-time` where it is given, as options of runs have it.
 *
 * @throws {ScenarioError | UsageError} when it is no time above 0
 * @example
 * maxTimeOption("2min")  // => { maxTime: 120 }
 */
export function maxTimeOption(text: string | undefined): { readonly maxTime?: Seconds } {
  if (text === undefined) return {};
  const { value } = parseQuantity(text, "time", "--max-time");
  if (value <= 0) throw new UsageError(`--max-time must be a time above 0, such as 60 s, got ${text}`);
  return { maxTime: value };
}
