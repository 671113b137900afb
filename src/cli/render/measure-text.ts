import type { Interval } from "../../pictures/charts/chart.js";
import { findMeasure, type Measure, type MeasureUnit } from "../../scenario/model/measures.js";
import { formatQuantity, suitableUnit } from "../../scenario/quantities/format-quantity.js";
import type { Dimension } from "../../scenario/quantities/quantity.js";
import { numberText, percentText } from "./number-text.js";

/** The measures' units that scenarios have too; messages are counted, they have no units to choose from. */
const dimensions: { readonly [Unit in MeasureUnit]?: Dimension } = {
  s: "time",
  "1/s": "rate",
  B: "data",
  "B/s": "dataRate",
};

export function labelOf(measure: string): string {
  return findMeasure(measure)?.label ?? measure;
}

/** How a measure's values are written: in its unit, or in per cent. */
export type ShownUnit = MeasureUnit | "%";

/** The waste is a share of time, which people think of in per cent. */
export function shownUnit({ key, unit }: Pick<Measure, "key" | "unit">): ShownUnit {
  return key === "waste" ? "%" : unit;
}

/** What a measure's unit is for scenarios; nothing for numbers and messages. */
export function measureDimension(unit: ShownUnit): Dimension | undefined {
  return unit === "%" ? undefined : dimensions[unit];
}

/** A figure for the screen, in a unit that suits its size: `12.5 us`. */
export function measureText(
  value: number,
  unit: ShownUnit,
  digits = unit === "1" ? 6 : 4,
  columnUnit?: string,
): string {
  if (Number.isNaN(value)) return "–";
  if (unit === "%") return percentText(value, digits);
  const dimension = dimensions[unit];
  if (dimension && Number.isFinite(value)) {
    return formatQuantity(value, dimension, { digits, unit: columnUnit });
  }
  const number = numberText(value, digits);
  return unit === "1" || dimension ? number : `${number} ${unit === "messages" ? "msg" : "msg/s"}`;
}

/** An estimate for the screen: mean and ends to two digits of the half-width. */
export function estimateText(estimate: Interval, unit: ShownUnit, columnUnit?: string) {
  const halfWidth = (estimate.high - estimate.low) / 2;
  const digits = (value: number) => {
    if (!(halfWidth > 0) || !Number.isFinite(halfWidth) || value === 0) return 6;
    const spread = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(halfWidth));
    return Math.min(12, Math.max(2, spread + 2));
  };
  const text = (value: number) => measureText(value, unit, digits(value), columnUnit);
  const [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map(text);
  return { mean, low, high, interval: `${low} … ${high}` };
}

/** How the values of one column are written: all in one unit. */
export type ColumnText = (value: number) => string;

const mostDigits = 12;

/** Numbers with as many digits as it takes to tell them from one another, and so many at least. */
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

/** Values of a scenario in one unit, the user's own or one that suits the first, with digits that tell them apart. */
export function valueColumn(
  values: readonly number[],
  dimension: Dimension,
  unit = unitFor(values, dimension),
): ColumnText {
  if (dimension === "number") return (value) => numberText(value, 7);
  return tellingApart(values, 7, (value, digits) => formatQuantity(value, dimension, { digits, unit }));
}

/** Figures of one measure in one unit, the user's own or one that suits the first, with digits that tell them apart. */
export function figureColumn(
  values: readonly number[],
  measureUnit: ShownUnit,
  { unit, digits }: { readonly unit?: string; readonly digits: number },
): ColumnText {
  const dimension = measureDimension(measureUnit);
  const chosen = unit ?? (dimension && unitFor(values, dimension));
  return tellingApart(values, digits, (value, many) => measureText(value, measureUnit, many, chosen));
}

/** The unit for a whole column: one that suits the first value. */
export function unitFor(values: readonly number[], dimension: Dimension): string {
  const first = values.find((value) => value !== 0 && Number.isFinite(value)) ?? 0;
  return suitableUnit(first, dimension);
}
