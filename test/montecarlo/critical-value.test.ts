import { describe, expect, it } from "vitest";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";

describe("critical values", () => {
  // Reference: scipy.stats.t.isf and norm.isf, 16 digits.
  it.each([
    [0.05, 1, 12.706204736174705],
    [0.05, 10, 2.2281388519862753],
    [0.01, 31, 2.7440419192942693],
    [1e-8, 31, 7.735311344733626],
    [1e-8, 1000, 5.779568004003751],
    [2e-7, 100, 5.586900474586902],
    [2e-12, 50, 9.260139683684146],
  ])("are right to 1e-6 for alpha %d with %d degrees of freedom", (alpha, degreesOfFreedom, reference) => {
    expect(Math.abs(criticalValue(alpha, degreesOfFreedom) / reference - 1)).toBeLessThan(1e-6);
  });

  it("pass into the normal quantile without a step", () => {
    const before = criticalValue(0.05, 1e7);
    const after = criticalValue(0.05, 1e7 + 1);
    expect(Math.abs(before / after - 1)).toBeLessThan(1e-6);
    expect(Math.abs(after / 1.959963984540054 - 1)).toBeLessThan(1e-6);
  });

  it("are infinite where nothing is known of the spread", () => {
    expect(criticalValue(0.05, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
