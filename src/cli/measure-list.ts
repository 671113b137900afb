import { quote } from "../scenario/checks/describe-value.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import { findMeasure, type MeasureKey, measures } from "../scenario/model/measures.js";
import { UsageError } from "./usage-error.js";

/**
 * The measures that a list of keys with commas between names.
 *
 * @throws {UsageError} when no measure has one of the keys, naming the nearest that has
 */
export function measureList(text: string): readonly MeasureKey[] {
  const keys = text.split(",").map((entry) => entry.trim());
  for (const key of keys) {
    if (findMeasure(key)) continue;
    const nearest = nearestName(
      key,
      measures.map((measure) => measure.key),
      key.length / 2,
    );
    const hint = nearest ? `, the nearest is ${nearest}` : "; `vmqsc measures` lists all";
    throw new UsageError(`--measures must name keys of the catalogue, got ${quote(key)}${hint}`);
  }
  return [...new Set(keys)] as MeasureKey[];
}
