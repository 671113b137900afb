/**
 * An exact rational number as the user wrote it (`0.1`, `10/min`), never rounded through a double.
 * The denominator is positive; the two need not be in lowest terms.
 */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Not in lowest terms, which costs more than it saves. */
export function product(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** Decimal text as far as quantities go: digits with at most one point, and an exponent. */
const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?/;
/** A decimal beyond this power of ten either way is far outside what a double can hold. */
const farthestExponent = 400;

/** Why a decimal text has no rational: it is no number, or so large or small that no double comes near. */
export type DecimalFault = "malformed" | "too large" | "too small";

/**
 * The rational number that a decimal text writes, exactly: `0.1` is 1/10, never the double next to it. The exponent is looked
 * at before any power of ten is formed, so `1e999999999` costs nothing.
 */
export function parseDecimal(text: string): Rational | DecimalFault {
  const match = decimalPattern.exec(text);
  if (!match || match[0].length !== text.length) return "malformed";
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const digits = whole + fraction;
  if (digits === "") return "malformed";
  const significant = digits.replace(/^0+/, "");
  if (significant === "") return { numerator: 0n, denominator: 1n };
  const exponent = Number(exponentText) - fraction.length;
  const leading = exponent + significant.length;
  if (leading > farthestExponent) return "too large";
  if (leading < -farthestExponent) return "too small";
  const mantissa = BigInt(sign === "-" ? `-${significant}` : significant);
  return exponent >= 0
    ? { numerator: mantissa * powerOfTen(exponent), denominator: 1n }
    : { numerator: mantissa, denominator: powerOfTen(-exponent) };
}

const powersOfTen: bigint[] = [];

/** Shared, so that a million parsed rates do not hold a million denominators. */
function powerOfTen(exponent: number): bigint {
  let power = powersOfTen[exponent];
  if (power === undefined) {
    power = 10n ** BigInt(exponent);
    powersOfTen[exponent] = power;
  }
  return power;
}

const largestExact = BigInt(Number.MAX_SAFE_INTEGER);

/** The double nearest to a rational number, ties to even, subnormal ones included; infinite beyond the largest double. */
export function nearestDouble({ numerator, denominator }: Rational): number {
  const negative = numerator < 0n;
  const n = negative ? -numerator : numerator;
  const magnitude = n === 0n ? 0 : nearestPositiveDouble(n, denominator);
  return negative ? -magnitude : magnitude;
}

function nearestPositiveDouble(n: bigint, d: bigint): number {
  // Two integers that doubles hold exactly: the division of IEEE 754 is the correct rounding.
  if (n <= largestExact && d <= largestExact) return Number(n) / Number(d);
  // Some twenty digits of the quotient, and one more that says whether anything follows: all that rounding needs to know.
  const places = String(d).length - String(n).length + 20;
  const dividend = places >= 0 ? n * powerOfTen(places) : n;
  const divisor = places >= 0 ? d : d * powerOfTen(-places);
  const quotient = dividend / divisor;
  return Number(`${quotient}${quotient * divisor === dividend ? 0 : 1}e${-places - 1}`);
}

// No quantity is that long; forming integers of a million digits is work that nobody wants done.
const longestNumber = 1000;

/**
 * A number as a file writes it: the double when its shortest text is the same number, else the text itself,
 * so that `0.1` stays a number and `0.30000000000000000001` stays exact.
 */
export function sourceNumber(source: string, value: number): number | string {
  if (source === String(value)) return value;
  if (source.length > longestNumber) return source;
  const written = parseDecimal(source);
  // Hexadecimal and octal integers, `.inf` and `.nan` of YAML.
  if (written === "malformed") return Number.isSafeInteger(value) || !Number.isFinite(value) ? value : source;
  if (typeof written === "string") return source;
  const held = parseDecimal(String(value));
  if (typeof held === "string") return source;
  const same = written.numerator * held.denominator === held.numerator * written.denominator;
  return same ? value : source;
}
