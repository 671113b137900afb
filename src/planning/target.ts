import { type ExactRatio, exactRatio } from "../analytic/exact-ratio.js";
import type { Figure } from "../analytic/figure.js";
import { text as anyText, checkArgument } from "../scenario/checks/argument-shapes.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import { findMeasure, type Measure, type MeasureUnit, measures } from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Rational } from "../scenario/quantities/exact-decimal.js";
import { type Dimension, parseQuantity } from "../scenario/quantities/quantity.js";

/** A condition on a measure. */
export interface Target {
  readonly measure: Measure;
  readonly relation: "<=" | ">=";
  /** In the measure's unit: as the nearest double, and exactly as written. */
  readonly bound: ExactRatio;
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
 * Reads `MEASURE<=VALUE` or `MEASURE>=VALUE`; the value may carry a unit, for shares `%`.
 *
 * @param subject what an error sentence calls the text
 * @throws {ScenarioError} when the text does not read like that
 * @example
 * parseTarget("stableLogPeakBytes<=4GiB").bound.value  // => 4294967296
 */
export function parseTarget(text: string, subject = "target"): Target {
  checkArgument(subject, text, anyText);
  const [, key = "", relation, bound = ""] = /^\s*(\w+)\s*(<=|>=|≤|≥)(.+)$/.exec(text) ?? [];
  const fault = (wanted: string) => new ScenarioError(`${subject} must ${wanted}`);
  if (!relation) throw fault(`read like stableLogRatio<=0.1 or lineLag>=5s, got ${JSON.stringify(text)}`);
  const measure = findMeasure(key);
  if (!measure) {
    const known = measures.map((one) => one.key);
    const nearest = nearestName(key, known, key.length / 2);
    const hint = nearest ? `, the nearest is ${nearest}` : "; `vmqsc measures` lists all";
    throw fault(`name a measure of the catalogue, got ${JSON.stringify(key)}${hint}`);
  }
  if (measure.equation === undefined)
    throw fault(`name a measure that has a closed form, and ${key} has none`);
  const { exact } = boundOf(bound.trim(), measure, `${subject} ${key}`);
  return {
    measure,
    relation: relation === "<=" || relation === "≤" ? "<=" : ">=",
    bound: exactRatio(exact.numerator, exact.denominator),
  };
}

/** The bound, exactly as written; shares may be written in per cent. */
function boundOf(text: string, { unit }: Measure, place: string): { readonly exact: Rational } {
  const percent = unit === "1" && text.endsWith("%");
  const { exact } = parseQuantity(percent ? text.slice(0, -1).trim() : text, dimensionOf[unit], place);
  return { exact: percent ? { ...exact, denominator: exact.denominator * 100n } : exact };
}

/** Whether a figure meets the target: exactly where the figure is a fraction, else as doubles compare. */
export function meets(
  { relation, bound }: Pick<Target, "relation" | "bound">,
  { value, fraction }: Figure,
): boolean {
  if (fraction === undefined) return relation === "<=" ? value <= bound.value : value >= bound.value;
  const [numerator, denominator] = wholeParts(fraction);
  const [most, mostDenominator] = wholeParts(bound.fraction);
  const excess = numerator * mostDenominator - most * denominator;
  return relation === "<=" ? excess <= 0n : excess >= 0n;
}

/** Numerator and denominator of a fraction such as `1/6`, or of a whole number. */
export function wholeParts(fraction: string): readonly [numerator: bigint, denominator: bigint] {
  const [numerator, denominator = "1"] = fraction.split("/");
  return [BigInt(numerator), BigInt(denominator)];
}
