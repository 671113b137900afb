import { createFractionClass } from "mathjs";
import { nearestDouble } from "../scenario/quantities/exact-decimal.js";

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
  return {
    value: nearestDouble({ numerator: reduced.s * reduced.n, denominator: reduced.d }),
    fraction: reduced.toFraction(),
  };
}
