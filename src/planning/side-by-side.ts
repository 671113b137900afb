import { analyze } from "../analytic/analyze.js";
import type { Figure, Figures } from "../analytic/figure.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";

/** One measure of several systems. */
export interface SideBySide {
  readonly measure: MeasureKey;
  /** By system; absent where a system has no such measure. */
  readonly values: readonly (number | undefined)[];
  /** By system: what it has more than the first one, in the measure's unit; the first one has 0. */
  readonly differences: readonly (number | undefined)[];
}

/**
 * The closed forms of several systems, measure by measure, and how each differs from the first system.
 *
 * - Source: E1 to E23
 * - Assumes: the domain of each formula
 * - Limits: those of each closed form
 *
 * @throws {ScenarioError} when the writes of a system do not fit its storage
 */
export function sideBySide(systems: readonly System[]): readonly SideBySide[] {
  const figures: readonly Figures[] = systems.map(analyze);
  return measures.flatMap(({ key }) => {
    const values = figures.map((one) => (one[key] as Figure | undefined)?.value);
    if (values.every((value) => value === undefined)) return [];
    const [first] = values;
    const differences = values.map((value) =>
      value === undefined || first === undefined ? undefined : value - first,
    );
    return [{ measure: key, values, differences }];
  });
}
