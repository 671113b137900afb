/**
 * An exact rational number as the user wrote it (`0.1`, `10/min`), never rounded through a double.
 * The denominator is positive; the two need not be in lowest terms.
 */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}
