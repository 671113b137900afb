/** The values of a number that a search begins with, and how it goes on between them. */
export interface ValueScale {
  /** In ascending order. */
  readonly values: readonly number[];
  /** A value strictly between two others, as far on the way as `share` says; `undefined` where there is none. */
  between(from: number, to: number, share?: number): number | undefined;
  /** How many more values may be tried where the measure could do between two of them what it does at neither. */
  readonly mostBetween: number;
  /** Where a value stands on the scale, on which decades are alike. */
  place(value: number): number;
}

/** Values of a real number that are tried have so many digits, so that people can repeat what is proved. */
const digits = 7;
/** Preferred numbers (the series R5 of ISO 3): five to a decade, in steps that look alike. */
const preferred = [1, 1.6, 2.5, 4, 6.3];

/** How many values a search begins with. */
export interface ScaleExtent {
  /** Up to where each whole number is tried, and how far whole numbers go. */
  readonly each: number;
  readonly mostWhole: number;
  /** Decades of real numbers either side of the present one, and values in a decade. */
  readonly decades: number;
  readonly perDecade: readonly number[];
  readonly mostBetween: number;
}

/** Where trials take little, where each takes some hundredths of a second, and where it takes tenths. */
export const [wideExtent, middleExtent, narrowExtent]: readonly [ScaleExtent, ScaleExtent, ScaleExtent] = [
  { each: 500, mostWhole: 1e9, decades: 9, perDecade: preferred, mostBetween: 200 },
  { each: 50, mostWhole: 1e6, decades: 6, perDecade: [1, 3], mostBetween: 40 },
  { each: 16, mostWhole: 1e4, decades: 3, perDecade: [1], mostBetween: 20 },
];

/** Whole numbers: each of the first, then some to a decade. */
export function wholeScale(
  present: number,
  { each, mostWhole, perDecade, mostBetween }: ScaleExtent,
): ValueScale {
  const last = Math.min(each, mostWhole);
  const first = Array.from({ length: last + 1 }, (_, value) => value);
  const more = decadesUpTo(0, mostWhole, perDecade)
    .map(Math.round)
    .filter((value) => value > last);
  return {
    values: ascending([...first, ...more, present]),
    mostBetween,
    place: (value) => Math.log10(1 + value),
    between(from, to, share = 0.5) {
      if (Math.abs(to - from) <= 1) return undefined;
      const inside = [from + Math.sign(to - from), to - Math.sign(to - from)];
      const value = Math.round(from + (to - from) * share);
      return Math.min(Math.max(value, Math.min(...inside)), Math.max(...inside));
    },
  };
}

/**
 * Real numbers: 0, and some to a decade for some decades either side of the present value, or of 1 where that is 0;
 * of both signs where the number may be negative. Values between two others have few digits in `unit`.
 */
export function realScale(
  present: number,
  { decades, perDecade, mostBetween }: ScaleExtent,
  { negative = false, unit = 1 }: { readonly negative?: boolean; readonly unit?: number } = {},
): ValueScale {
  const size = Math.abs(present);
  const decade = size === 0 ? 0 : Math.floor(Math.log10(size));
  const sizes = decadesUpTo(decade - decades - (size === 0 ? 3 : 0), 10 ** (decade + decades), perDecade);
  const least = sizes[0];
  const inFewDigits = (value: number) => unit * Number((value / unit).toPrecision(digits));
  return {
    mostBetween,
    place: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value) / least),
    values: ascending([...(negative ? sizes.map((value) => -value) : []), 0, ...sizes, present]),
    between(from, to, share = 0.5) {
      const [a, b] = [Math.abs(from), Math.abs(to)];
      // Between 0 and the least value there would be no end of halves.
      if (Math.min(a, b) === 0 && Math.max(a, b) <= least) return undefined;
      const even = from * to > 0;
      const value = inFewDigits(
        even ? Math.sign(from) * a ** (1 - share) * b ** share : from + (to - from) * share,
      );
      return (value - from) * (to - value) > 0 ? value : undefined;
    },
  };
}

function decadesUpTo(firstDecade: number, most: number, perDecade: readonly number[]): number[] {
  const values: number[] = [];
  for (let decade = firstDecade; ; decade++) {
    for (const first of perDecade) {
      const value = Number(`${first}e${decade}`);
      if (value > most) return values;
      values.push(value);
    }
  }
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
