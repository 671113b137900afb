import type { Measure, MeasureUnit } from "../../scenario/model/measures.js";
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

/**
 * A figure for the screen, in a unit that suits its size.
 *
 * @example
 * measureText(0.0000125, "s")  // => "12.5 us"
 */
export function measureText(
  value: number,
  unit: ShownUnit,
  digits = unit === "1" ? 6 : 4,
  columnUnit?: string,
): string {
  if (unit === "%") return percentText(value, digits);
  const dimension = dimensions[unit];
  if (dimension && Number.isFinite(value)) {
    return formatQuantity(value, dimension, { digits, unit: columnUnit });
  }
  const number = numberText(value, digits);
  return unit === "1" || dimension ? number : `${number} ${unit === "messages" ? "msg" : "msg/s"}`;
}

/** The unit for a whole column of figures: one that suits the first. */
export function unitOfColumn(values: readonly number[], unit: ShownUnit): string | undefined {
  const dimension = measureDimension(unit);
  const first = values.find((value) => value !== 0 && Number.isFinite(value));
  return dimension && first !== undefined ? suitableUnit(first, dimension) : undefined;
}

/** An estimate for the screen: mean and ends to two digits of the half-width. */
export function estimateText(
  { mean, low, high }: { readonly mean: number; readonly low: number; readonly high: number },
  unit: ShownUnit,
  columnUnit?: string,
): { readonly mean: string; readonly low: string; readonly high: string } {
  const halfWidth = (high - low) / 2;
  const text = (value: number) => measureText(value, unit, digitsFor(value, halfWidth), columnUnit);
  return { mean: text(mean), low: text(low), high: text(high) };
}

/** Digits of a number whose last ones are as fine as two digits of its half-width. */
function digitsFor(value: number, halfWidth: number): number {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth) || value === 0) return 6;
  const spread = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(halfWidth));
  return Math.min(12, Math.max(2, spread + 2));
}
