const significantDigits = 12;

/**
 * A decimal near a positive number, to 12 significant digits, of which whole multiples can be written exactly.
 *
 * @example
 * new DecimalUnit(1 / 3).times(6)  // => "1.999999999998"
 */
export class DecimalUnit {
  private readonly mantissa: bigint;
  private readonly exponent: number;

  constructor(value: number) {
    const [digits, exponent] = value.toExponential(significantDigits - 1).split("e") as [string, string];
    this.mantissa = BigInt(digits.replace(".", ""));
    this.exponent = Number(exponent) - (significantDigits - 1);
  }

  /** Decimal text of `count` units, exactly, without zeros at the end. */
  times(count: number): string {
    const digits = String(this.mantissa * BigInt(count));
    if (this.exponent >= 0) return digits + "0".repeat(this.exponent);
    const places = -this.exponent;
    const padded = digits.padStart(places + 1, "0");
    const fraction = padded.slice(-places).replace(/0+$/, "");
    return padded.slice(0, -places) + (fraction === "" ? "" : `.${fraction}`);
  }
}
