import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exactLeastCommonMultiple,
  greatestCommonDivisor,
  leastCommonMultiple,
} from "../../src/scenario/quantities/common-multiple.js";

const whole = fc.integer({ min: 1, max: 10_000 });

describe("the least common multiple", () => {
  it("is divided by both, and by nothing less than their product over the common divisor", () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const common = leastCommonMultiple(a, b);
        expect([common % a, common % b]).toEqual([0, 0]);
        expect(common * greatestCommonDivisor(a, b)).toBe(a * b);
        expect(exactLeastCommonMultiple(BigInt(a), BigInt(b))).toBe(BigInt(common));
      }),
    );
  });

  it("exceeds every limit where doubles are no longer exact, and stays there", () => {
    const [large, larger] = [999_999_937, 999_999_929];
    expect(leastCommonMultiple(large, 9_007_199)).toBe(large * 9_007_199);
    const beyond = leastCommonMultiple(large, larger);
    expect([beyond, leastCommonMultiple(beyond, 6), leastCommonMultiple(6, beyond)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });
});
