import { formatQuantity, suitableUnit } from "../../scenario/quantities/format-quantity.js";
import { type Dimension, parseQuantity } from "../../scenario/quantities/quantity.js";
import { measureDimension, measureText, type ShownUnit } from "./measure-text.js";
import { numberText } from "./number-text.js";

/** How the values of one column are written: all in one unit. */
export type ColumnText = (value: number) => string;

const mostDigits = 12;

/**
 * Numbers with as many digits as it takes to tell them from one another, and so many at least.
 *
 * @example
 * tellingApart([1.00001, 1.00002], 4, (value, digits) => value.toPrecision(digits))(1.00001)  // => "1.00001"
 */
export function tellingApart(
  values: readonly number[],
  leastDigits: number,
  text: (value: number, digits: number) => string,
): ColumnText {
  const different = new Set(values).size;
  let digits = leastDigits;
  while (digits < mostDigits && new Set(values.map((value) => text(value, digits))).size < different)
    digits++;
  return (value) => text(value, digits);
}

/**
 * Values of a scenario as its user would write them: with all their digits, unless these are many, and in one unit,
 * the user's own or one that suits the first.
 */
export function valueColumn(
  values: readonly number[],
  dimension: Dimension,
  unit = unitFor(values, dimension),
): ColumnText {
  if (dimension === "number") return (value) => numberText(value, 7);
  const text = (value: number, digits: number) => formatQuantity(value, dimension, { digits, unit });
  const readsBack = (digits: number) =>
    values.every((value) => parseQuantity(text(value, digits), dimension).value === value);
  let digits = 7;
  while (digits < mostDigits && !readsBack(digits)) digits++;
  return (value) => text(value, readsBack(digits) ? digits : 7);
}

/** Figures of one measure in one unit, the user's own or one that suits the first, with digits that tell them apart. */
export function figureColumn(
  values: readonly number[],
  measureUnit: ShownUnit,
  { unit, digits }: { readonly unit?: string; readonly digits: number },
): ColumnText {
  const dimension = measureDimension(measureUnit);
  if (!dimension) return tellingApart(values, digits, (value, many) => measureText(value, measureUnit, many));
  const chosen = unit ?? unitFor(values, dimension);
  return tellingApart(values, digits, (value, many) =>
    formatQuantity(value, dimension, { digits: many, unit: chosen }),
  );
}

function unitFor(values: readonly number[], dimension: Dimension): string {
  const first = values.find((value) => value !== 0 && Number.isFinite(value)) ?? 0;
  return suitableUnit(first, dimension);
}
