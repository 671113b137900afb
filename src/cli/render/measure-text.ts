import type { MeasureUnit } from "../../scenario/measures.js";
import { numberText } from "./number-text.js";

/** A unit for the screen, and how many base units it is. */
interface Scale {
  readonly suffix: string;
  readonly factor: number;
  /** The least magnitude, in base units, that is shown in it. */
  readonly from: number;
}

const day = 86_400;
const year = 365.25 * day;
const kibi = 1024;

/** Per base unit, from the largest scale down; the last takes all that is smaller. */
const scales: Readonly<Record<MeasureUnit, readonly Scale[]>> = {
  "1": [{ suffix: "", factor: 1, from: 0 }],
  s: [
    { suffix: " years", factor: year, from: 2 * year },
    { suffix: " d", factor: day, from: 2 * day },
    { suffix: " h", factor: 3600, from: 7200 },
    { suffix: " min", factor: 60, from: 120 },
    { suffix: " s", factor: 1, from: 1 },
    { suffix: " ms", factor: 1e-3, from: 1e-3 },
    { suffix: " µs", factor: 1e-6, from: 1e-6 },
    { suffix: " ns", factor: 1e-9, from: 0 },
  ],
  "1/s": [
    { suffix: "/s", factor: 1, from: 1 },
    { suffix: "/min", factor: 1 / 60, from: 1 / 60 },
    { suffix: "/h", factor: 1 / 3600, from: 1 / 3600 },
    { suffix: "/d", factor: 1 / day, from: 1 / day },
    { suffix: "/year", factor: 1 / year, from: 0 },
  ],
  B: dataScales(""),
  "B/s": dataScales("/s"),
  messages: [{ suffix: " msg", factor: 1, from: 0 }],
  "messages/s": [{ suffix: " msg/s", factor: 1, from: 0 }],
};

function dataScales(per: string): readonly Scale[] {
  const prefixes = ["PiB", "TiB", "GiB", "MiB", "KiB"];
  return [
    ...prefixes.map((name, place) => {
      const factor = kibi ** (prefixes.length - place);
      return { suffix: ` ${name}${per}`, factor, from: factor };
    }),
    { suffix: ` B${per}`, factor: 1, from: 0 },
  ];
}

/**
 * A figure for the screen, in a unit that suits its size.
 *
 * @example
 * measureText(0.0000125, "s")  // => "12.5 µs"
 */
export function measureText(value: number, unit: MeasureUnit, digits = unit === "1" ? 6 : 4): string {
  const { suffix, factor } = scaleFor(value, unit);
  return numberText(value / factor, digits) + suffix;
}

/** An estimate for the screen: mean and ends in one unit, to two digits of the half-width. */
export function estimateText(
  { mean, low, high }: { readonly mean: number; readonly low: number; readonly high: number },
  unit: MeasureUnit,
): { readonly mean: string; readonly low: string; readonly high: string } {
  const { suffix, factor } = scaleFor(mean, unit);
  const halfWidth = (high - low) / 2 / factor;
  const text = (value: number) => numberText(value / factor, digitsFor(value / factor, halfWidth)) + suffix;
  return { mean: text(mean), low: text(low), high: text(high) };
}

/** Digits of a number whose last ones are as fine as two digits of its half-width. */
function digitsFor(value: number, halfWidth: number): number {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth) || value === 0) return 6;
  return Math.min(
    12,
    Math.max(2, Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(halfWidth)) + 2),
  );
}

function scaleFor(value: number, unit: MeasureUnit): Scale {
  const magnitude = Math.abs(value);
  const known = scales[unit];
  if (magnitude === 0) return known.find(({ factor }) => factor === 1)!;
  return known.find(({ from }) => magnitude >= from) ?? known.at(-1)!;
}
