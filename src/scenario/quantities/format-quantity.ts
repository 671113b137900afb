import { nearestDouble, parseDecimal, product } from "./exact-decimal.js";
import type { Dimension } from "./quantity.js";
import { unitFactor } from "./unit-table.js";

export interface FormatOptions {
  /** Significant digits, 4 unless said otherwise; trailing zeros are left out. */
  readonly digits?: number;
  /** As many digits as it takes to read the same double back; `digits` is not looked at. */
  readonly exact?: boolean;
  /** The unit to write it in; one that suits its size where it is absent, or no unit of its dimension. */
  readonly unit?: string;
}

/** Units to choose from, from the smallest up. Binary ones stand where an exact text is shorter in them. */
const printedUnits: Readonly<Record<Dimension, readonly string[]>> = {
  time: ["ns", "us", "ms", "s", "min", "h", "d", "year"],
  rate: ["/year", "/d", "/h", "/min", "/s"],
  data: ["B", "kB", "MB", "GB", "TB", "PB"],
  dataRate: ["B/s", "kB/s", "MB/s", "GB/s", "TB/s", "PB/s"],
  number: [""],
};
const exactUnits: Readonly<Record<Dimension, readonly string[]>> = {
  ...printedUnits,
  data: [...printedUnits.data, "KiB", "MiB", "GiB", "TiB", "PiB"],
};

// A value stays in a unit until it is this many of it: 90 s is clearer than 1.5 min, 1500 B than 1.5 kB not.
const leastOf: Readonly<Record<string, number>> = { min: 2, h: 2, d: 2, year: 2 };

/**
 * A quantity in SI base units as text with a unit: 4 significant digits for people, or exactly. What is not finite is written
 * `NaN`, `Infinity`, `-Infinity`.
 *
 * @example
 * formatQuantity(0.0123456, "time")                 // => "12.35 ms"
 * formatQuantity(2 ** 31, "data", { exact: true })  // => "2 GiB"
 */
export function formatQuantity(value: number, dimension: Dimension, options: FormatOptions = {}): string {
  if (!Number.isFinite(value)) return String(value);
  if (options.exact) return exactText(value, dimension);
  const { digits = 4, unit: asked = "" } = options;
  const unit = unitFactor(asked, dimension) ? asked : suitableUnit(value, dimension, digits);
  return joined(formatNumber(value / factorOf(unit, dimension), { digits }), unit);
}

/** The unit in which a quantity is best read, by its size. */
export function suitableUnit(value: number, dimension: Dimension, digits = 4): string {
  const units = printedUnits[dimension];
  if (value === 0 || !Number.isFinite(value)) return baseUnits[dimension];
  // Rounding may carry a value over to the next unit: 999.96 ms is 1 s.
  const size = Math.abs(Number(value.toPrecision(digits)));
  const isLarge = (unit: string) => size >= factorOf(unit, dimension) * (leastOf[unit] ?? 1);
  return units.findLast(isLarge) ?? units[0];
}

/** Seconds, as `12.35 ms`, `90 s`, `3.5 h`. */
export function formatSeconds(seconds: number, options?: FormatOptions): string {
  return formatQuantity(seconds, "time", options);
}

/** Bytes, in powers of 1000, as `2.147 GB`. */
export function formatBytes(bytes: number, options?: FormatOptions): string {
  return formatQuantity(bytes, "data", options);
}

/** A plain number with as many significant digits as are asked for and no exponent where people can do without. */
export function formatNumber(value: number, { digits = 4 }: { readonly digits?: number } = {}): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size > 0 && (size < 1e-4 || size >= 1e15)) return rounded.toExponential().replace("e+", "e");
  return String(rounded);
}

/** The shortest text that reads back to the same double; among equally short ones that in the largest unit. */
function exactText(value: number, dimension: Dimension): string {
  const base = baseUnits[dimension];
  const texts = exactUnits[dimension].flatMap((unit) => {
    // The base unit always reads back: its text is the shortest one of the double itself.
    const number = unit === base ? value : value / factorOf(unit, dimension);
    const text = String(number).replace("e+", "e");
    return unit === base || (value !== 0 && readsBack(text, unit, dimension, value)) ? [{ text, unit }] : [];
  });
  const { text, unit } = texts.reduce((best, one) => (one.text.length <= best.text.length ? one : best));
  return joined(text, unit);
}

function readsBack(text: string, unit: string, dimension: Dimension, value: number): boolean {
  const decimal = parseDecimal(text);
  const factor = unitFactor(unit, dimension);
  return (
    typeof decimal !== "string" && factor !== undefined && nearestDouble(product(decimal, factor)) === value
  );
}

const baseUnits: Readonly<Record<Dimension, string>> = {
  time: "s",
  rate: "/s",
  data: "B",
  dataRate: "B/s",
  number: "",
};

function factorOf(unit: string, dimension: Dimension): number {
  const factor = unitFactor(unit, dimension);
  return factor ? nearestDouble(factor) : 1;
}

function joined(number: string, unit: string): string {
  return unit === "" || unit.startsWith("/") ? `${number}${unit}` : `${number} ${unit}`;
}
