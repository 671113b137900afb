import { createFractionClass } from "mathjs";
import type { Rational } from "../scenario/rational.js";

/** A rational result: the nearest double, and the value itself in lowest terms. */
export interface ExactRatio {
  readonly value: number;
  /** `numerator/denominator` in lowest terms; a whole number stands alone. */
  readonly fraction: string;
}

interface WholeFraction {
  readonly s: bigint;
  readonly n: bigint;
  readonly d: bigint;
  toFraction(): string;
}

declare module "mathjs" {
  // Exported by mathjs, missing from its types.
  export function createFractionClass(
    dependencies: object,
  ): new (
    numerator: bigint,
    denominator: bigint,
  ) => WholeFraction;
}

const Fraction = createFractionClass({});

/**
 * The ratio of two whole numbers, in lowest terms and as the nearest double.
 *
 * @example
 * exactRatio(2n, 12n)  // => { value: 0.16666666666666666, fraction: "1/6" }
 */
export function exactRatio(numerator: bigint, denominator: bigint): ExactRatio {
  const reduced = new Fraction(numerator, denominator);
  return { value: nearestDouble(reduced.s * reduced.n, reduced.d), fraction: reduced.toFraction() };
}

/**
 * The double nearest to a ratio of whole numbers of any size, ties to even.
 *
 * - Limits: below the smallest normal double (2.2e-308) it may be off by one unit in the last place
 */
export function nearestDouble(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -nearestDouble(-numerator, denominator);
  if (numerator === 0n) return 0;
  // A quotient of at least 64 bits whose last bit says "and something more" rounds once, when it becomes a double.
  const shift = bitLength(denominator) - bitLength(numerator) + 66;
  const scaled = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift);
  let quotient = scaled / divisor;
  if (quotient * divisor !== scaled) quotient |= 1n;
  return timesPowerOfTwo(Number(quotient), -shift);
}

/** The rational that the shortest decimal text of a finite number says: 0.1 is 1/10, not the double next to it. */
export function decimalRational(value: number): Rational {
  const [mantissa = "0", exponent = "0"] = String(value).toLowerCase().split("e");
  const [whole = "0", decimals = ""] = mantissa.split(".");
  const power = Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals);
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex[0]!, 16)) - 28);
}

function timesPowerOfTwo(value: number, power: number): number {
  // 2^power alone can leave the range of doubles although the product does not.
  const half = Math.trunc(power / 2);
  return value * 2 ** half * 2 ** (power - half);
}
