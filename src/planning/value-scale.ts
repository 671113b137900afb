/** The values of a number that a search begins with, and how it goes on between them. */
export interface ValueScale {
  /** In ascending order. */
  readonly values: readonly number[];
  /** A value strictly between two others, as far on the way as `share` says; `undefined` where there is none. */
  between(from: number, to: number, share?: number): number | undefined;
}

/** Values of a real number that are tried have so many digits, so that people can repeat what is proved. */
const digits = 7;

/** Decades that are looked through either side of the present value, and from 1 on where that is 0. */
const decades = 9;
const decadesBelowOne = 12;

/** Preferred numbers (the series R5 of ISO 3): five to a decade, in steps that look alike. */
const preferred = [1, 1.6, 2.5, 4, 6.3];

/**
 * Whole numbers: each of the first, then five to a decade up to a billion.
 *
 * @param each up to where each is tried by itself
 * @example
 * wholeScale(0, 3, 10).values  // => [0, 1, 2, 3, 4, 6, 10]
 */
export function wholeScale(present: number, each: number, most = 1e9): ValueScale {
  const last = Math.min(each, most);
  const values = Array.from({ length: last + 1 }, (_, value) => value);
  for (const value of preferredUpTo(0, most).map(Math.round)) if (value > last) values.push(value);
  return {
    values: ascending([...values, present]),
    between(from, to, share = 0.5) {
      if (Math.abs(to - from) <= 1) return undefined;
      const value = Math.round(from + (to - from) * share);
      return Math.abs(value - from) < 1
        ? from + Math.sign(to - from)
        : Math.abs(to - value) < 1
          ? to - Math.sign(to - from)
          : value;
    },
  };
}

/**
 * Real numbers: 0, and five to a decade for nine decades either side of the present value; of both signs where the
 * number may be negative.
 *
 * @param unit the size of the unit in which values between two others have few digits
 * @example
 * realScale(60, false).between(10, 1000)  // => 100
 */
export function realScale(present: number, negative: boolean, unit = 1): ValueScale {
  const size = Math.abs(present);
  const decade = size === 0 ? 0 : Math.floor(Math.log10(size));
  const sizes = preferredUpTo(decade - (size === 0 ? decadesBelowOne : decades), 10 ** (decade + decades));
  const least = sizes[0];
  const inFewDigits = (value: number) => unit * Number((value / unit).toPrecision(digits));
  return {
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

function preferredUpTo(firstDecade: number, most: number): number[] {
  const values: number[] = [];
  for (let decade = firstDecade; ; decade++) {
    for (const first of preferred) {
      const value = Number(`${first}e${decade}`);
      if (value > most) return values;
      values.push(value);
    }
  }
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
