import fc from "fast-check";
import { expect, it } from "vitest";
import { multiplesOf } from "../../src/traces/class-traffic.js";

/** Decimal text as a whole number of units of the 400th decimal place. */
function scaled(text: string): bigint {
  const [whole, fraction = ""] = text.split(".") as [string, string?];
  return BigInt(whole + fraction.padEnd(400, "0"));
}

const unit = fc.double({ min: 1e-300, max: 1e300, noDefaultInfinity: true, noNaN: true });
const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

it("writes whole multiples exactly", () => {
  fc.assert(
    fc.property(unit, count, (value, times) => {
      const decimal = multiplesOf(value);
      expect(scaled(decimal(times))).toBe(BigInt(times) * scaled(decimal(1)));
    }),
  );
});

it("lies within half a unit of the 12th digit", () => {
  fc.assert(
    fc.property(unit, (value) => {
      expect(Math.abs(Number(multiplesOf(value)(1)) / value - 1)).toBeLessThan(5.001e-12);
    }),
  );
});

it.each([
  [0.5, 3, "1.5"],
  [0.001, 1000, "1"],
  [2e14, 2, "400000000000000"],
  [1 / 3, 6, "1.999999999998"],
  [1e-9, 1, "0.000000001"],
])("%d times %d is %s", (value, times, text) => {
  expect(multiplesOf(value)(times)).toBe(text);
});
