import { analyzeSome } from "../analytic/analyze.js";
import { storageMisfit } from "../analytic/storage-fit.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
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
 * The closed forms of several systems, measure by measure, and how each differs from the first system; and by system why
 * its writes do not fit its storage, where they do not: it has only what does not depend on them then.
 */
export function sideBySide(systems: readonly System[]): {
  readonly rows: readonly SideBySide[];
  readonly misfits: readonly (string | undefined)[];
} {
  const rows = measures.flatMap(({ key }) => {
    const values = systems.map((one) => valueIn(one, key));
    if (values.every((value) => value === undefined)) return [];
    const [first] = values;
    const differences = values.map((value) =>
      value === undefined || first === undefined ? undefined : value - first,
    );
    return [{ measure: key, values, differences }];
  });
  return { rows, misfits: systems.map((one) => storageMisfit(one)?.reason) };
}

function valueIn(system: System, key: MeasureKey): number | undefined {
  try {
    return analyzeSome(system, [key])[key]?.value;
  } catch (error) {
    if (error instanceof ScenarioError && storageMisfit(system)) return undefined;
    throw error;
  }
}
