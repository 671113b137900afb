import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatNumber,
  formatQuantity,
  formatSeconds,
} from "../../src/scenario/quantities/format-quantity.js";
import { type Dimension, parseQuantity } from "../../src/scenario/quantities/quantity.js";

fc.configureGlobal({ seed: 20_100_501 });

const dimensions = ["time", "rate", "data", "dataRate", "number"] as const;

describe("formatQuantity", () => {
  it.each<[number, Dimension, string]>([
    [0.0123456, "time", "12.35 ms"],
    [0.99996, "time", "1 s"],
    [60, "time", "60 s"],
    [119, "time", "119 s"],
    [120, "time", "2 min"],
    [7200, "time", "2 h"],
    [259_200, "time", "3 d"],
    [4e8, "time", "12.68 year"],
    [0, "time", "0 s"],
    [-3.7, "time", "-3.7 s"],
    [1e-300, "time", "1e-291 ns"],
    [2 ** 31, "data", "2.147 GB"],
    [999_999, "data", "1 MB"],
    [40, "rate", "40/s"],
    [0.1, "rate", "6/min"],
    [1 / 31_557_600, "rate", "1/year"],
    [1.25e8, "dataRate", "125 MB/s"],
    [1 / 3, "number", "0.3333"],
    [Number.NaN, "time", "NaN"],
    [Number.NEGATIVE_INFINITY, "time", "-Infinity"],
  ])("%d as a %s is %s", (value, dimension, text) => {
    expect(formatQuantity(value, dimension)).toBe(text);
  });

  it.each<[number, Dimension, string]>([
    [60, "time", "1 min"],
    [90, "time", "90 s"],
    [0.0123456, "time", "12.3456 ms"],
    [2 ** 31, "data", "2 GiB"],
    [4000, "data", "4 kB"],
    [1 / 6, "rate", "10/min"],
    [40, "rate", "40/s"],
    [0, "rate", "0/s"],
    [1 / 3, "number", "0.3333333333333333"],
  ])("%d as a %s is exactly %s", (value, dimension, text) => {
    expect(formatQuantity(value, dimension, { exact: true })).toBe(text);
  });

  it("exact text reads back to the same double", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dimensions),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (dimension, value) => {
          const text = formatQuantity(value, dimension, { exact: true });
          expect(parseQuantity(text, dimension).value).toBe(value === 0 ? 0 : value);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("rounded text is right to half a unit of its last digit", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dimensions),
        fc.double({ min: 1e-12, max: 1e18, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (dimension, value, digits) => {
          const { value: read } = parseQuantity(formatQuantity(value, dimension, { digits }), dimension);
          // A last digit is at most 10^(1 - digits) of the number; the doubles in between add their rounding.
          expect(Math.abs(read - value)).toBeLessThanOrEqual(
            0.5 * 10 ** (1 - digits) * value * (1 + 1e-9) + 4e-16 * value,
          );
        },
      ),
    );
  });

  it("the short forms are those of their dimension", () => {
    expect(formatSeconds(0.2)).toBe("200 ms");
    expect(formatBytes(1500, { digits: 2 })).toBe("1.5 kB");
    expect(formatNumber(1234567.891)).toBe("1235000");
    expect(formatNumber(1.5e20)).toBe("1.5e20");
    expect(formatNumber(0)).toBe("0");
  });
});
