import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestDouble, parseDecimal, type Rational } from "../../src/scenario/quantities/exact-decimal.js";

fc.configureGlobal({ seed: 20_100_501 });

/** The rational that a double holds, taken from its bits. */
function held(double: number): Rational {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  const signed = bits >> 63n === 1n ? -mantissa : mantissa;
  return exponent >= 0
    ? { numerator: signed << BigInt(exponent), denominator: 1n }
    : { numerator: signed, denominator: 1n << BigInt(-exponent) };
}

/** The double one step above or below a positive one. */
function neighbour(double: number, step: 1n | -1n): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  view.setBigUint64(0, view.getBigUint64(0) + step);
  return view.getFloat64(0);
}

/** `|a - b|` times the product of the denominators of a and b and `scale`. */
function distance(a: Rational, b: Rational, scale: bigint): bigint {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return (difference < 0n ? -difference : difference) * scale;
}

function isNearest(double: number, exact: Rational): boolean {
  const own = held(double);
  return [neighbour(double, 1n), neighbour(double, -1n)].every((other) => {
    const far = held(other);
    return distance(exact, own, far.denominator) <= distance(exact, far, own.denominator);
  });
}

describe("parseDecimal", () => {
  it.each([
    ["0.1", 1n, 10n],
    ["4.", 4n, 1n],
    [".5", 5n, 10n],
    ["-12.50", -1250n, 100n],
    ["3e2", 300n, 1n],
    ["3E-2", 3n, 100n],
    ["0e999999999", 0n, 1n],
    ["0.30000000000000000001", 30000000000000000001n, 100000000000000000000n],
  ])("%s", (text, numerator, denominator) => {
    expect(parseDecimal(text)).toEqual({ numerator, denominator });
  });

  it.each([
    ["", "malformed"],
    [".", "malformed"],
    ["1e", "malformed"],
    ["0x10", "malformed"],
    ["1 ", "malformed"],
    ["1e999999999", "too large"],
    ["1e-999999999", "too small"],
  ])("%j is %s", (text, fault) => {
    expect(parseDecimal(text)).toBe(fault);
  });
});

describe("nearestDouble", () => {
  const digits = fc.bigInt({ min: 1n, max: 10n ** 40n });

  it("agrees with the reading of number literals", () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: -370, max: 300 }), (mantissa, exponent) => {
        const text = `${mantissa}e${exponent}`;
        const exact = parseDecimal(text);
        if (typeof exact === "string") return;
        expect(nearestDouble(exact)).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("no other double is nearer to a quotient of integers", () => {
    fc.assert(
      fc.property(digits, digits, (numerator, denominator) => {
        const exact = { numerator, denominator };
        expect(isNearest(nearestDouble(exact), exact)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("ties go to even", () => {
    const even = 2n ** 60n;
    const half = 2n ** 7n;
    expect(nearestDouble({ numerator: even + half, denominator: 1n })).toBe(2 ** 60);
    expect(nearestDouble({ numerator: even + 3n * half, denominator: 1n })).toBe(2 ** 60 + 2 ** 9);
    expect(nearestDouble({ numerator: (even + half) * 3n ** 50n + 1n, denominator: 3n ** 50n })).toBe(
      2 ** 60 + 2 ** 8,
    );
  });

  it("a subnormal result is rounded once, not first to 53 bits", () => {
    // A hair below the middle between k and k + 1 smallest doubles, with k odd: 53 bits cannot tell it from the middle.
    const k = 2n ** 51n + 1n;
    const exact = { numerator: ((2n * k + 1n) << 100n) - 1n, denominator: 1n << 1175n };
    expect(nearestDouble(exact)).toBe(Number(k) * Number.MIN_VALUE);
  });

  it.each([
    ["the smallest double", "4.9406564584124654e-324", 5e-324],
    ["half the smallest double is a tie with 0", "2.4703282292062327e-324", 0],
    ["just above half the smallest double", "2.4703282292062328e-324", 5e-324],
    ["the largest subnormal double", "2.225073858507201e-308", 2.225073858507201e-308],
    ["the smallest normal double", "2.2250738585072014e-308", 2.2250738585072014e-308],
    ["the largest double", "1.7976931348623157e308", Number.MAX_VALUE],
    ["rounds down to the largest double", "1.7976931348623158e308", Number.MAX_VALUE],
    ["rounds up to infinity", "1.7976931348623159e308", Number.POSITIVE_INFINITY],
    ["far beyond the largest double", "1e399", Number.POSITIVE_INFINITY],
    ["far below the smallest double", "1e-399", 0],
    ["negative", "-0.1", -0.1],
  ])("%s", (_name, text, double) => {
    const exact = parseDecimal(text);
    if (typeof exact === "string") throw new Error(exact);
    expect(nearestDouble(exact)).toBe(double);
  });
});
