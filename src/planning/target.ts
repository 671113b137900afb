import type { Figure } from "../analytic/figure.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import {
  findMeasure,
  type Measure,
  type MeasureKey,
  type MeasureUnit,
  measures,
} from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { type Dimension, parseQuantity, type Quantity } from "../scenario/quantities/quantity.js";

/** A condition on a measure. */
export interface Target {
  readonly measure: Measure & { readonly key: MeasureKey };
  readonly relation: "<=" | ">=";
  /** In the measure's unit. */
  readonly bound: Quantity;
}

const dimensionOf: Readonly<Record<MeasureUnit, Dimension>> = {
  "1": "number",
  "1/s": "rate",
  s: "time",
  B: "data",
  "B/s": "dataRate",
  messages: "number",
  "messages/s": "rate",
};

/**
 * Reads `MEASURE<=VALUE` or `MEASURE>=VALUE`; the value may carry a unit.
 *
 * @throws {ScenarioError} when the text does not read like that
 * @example
 * parseTarget("stableLogPeakBytes<=4GiB").bound.value  // => 4294967296
 */
export function parseTarget(text: string): Target {
  const [, key = "", relation, bound = ""] = /^\s*(\w+)\s*(<=|>=|≤|≥)(.+)$/.exec(text) ?? [];
  if (!relation) {
    throw new ScenarioError(
      `--target must read like stableLogRatio<=0.1 or lineLag>=5s, got ${JSON.stringify(text)}`,
    );
  }
  const measure = findMeasure(key);
  if (!measure) {
    const nearest = nearestName(
      key,
      measures.map((known) => known.key),
      key.length / 2,
    );
    const hint = nearest ? `, the nearest is ${nearest}` : "; `vmqsc measures` lists all";
    throw new ScenarioError(
      `--target must name a measure of the catalogue, got ${JSON.stringify(key)}${hint}`,
    );
  }
  return {
    measure: measure as Target["measure"],
    relation: relation === "<=" || relation === "≤" ? "<=" : ">=",
    bound: parseQuantity(bound.trim(), dimensionOf[measure.unit], `--target ${key}`),
  };
}

/** Whether a figure meets the target: exactly where the figure is a fraction, else as doubles compare. */
export function meets({ relation, bound }: Target, { value, fraction }: Figure): boolean {
  if (fraction === undefined) return relation === "<=" ? value <= bound.value : value >= bound.value;
  const [numerator = "0", denominator = "1"] = fraction.split("/");
  const excess = BigInt(numerator) * bound.exact.denominator - bound.exact.numerator * BigInt(denominator);
  return relation === "<=" ? excess <= 0n : excess >= 0n;
}
