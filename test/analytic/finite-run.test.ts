import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finiteRunRatio, observedRatioVariance, timesDue } from "../../src/analytic/finite-run.js";
import { exactStableLogRatio } from "../../src/analytic/stable-log-ratio.js";
import { paper, systemOf, threeClassesShape } from "../support/system-of.js";

describe("a finite run (E3)", () => {
  it("counts the indices at which a class is due", () => {
    const classes = fc
      .integer({ min: 1, max: 9 })
      .chain((multiple) => fc.record({ multiple: fc.constant(multiple), phase: fc.nat(multiple - 1) }));
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 60 }), (one, indices) => {
        const due = Array.from({ length: indices }, (_, j) => j + 1).filter(
          (k) => (((k - one.phase) % one.multiple) + one.multiple) % one.multiple === 0,
        );
        expect(timesDue(one, indices)).toBe(due.length);
      }),
    );
  });

  it("flushes two intervals of three in the paper's example", () => {
    expect(finiteRunRatio(paper, 3)).toEqual({
      value: 2 / 9,
      fraction: "2/9",
      flushedIntervals: [0, 2],
      expectedMessages: 18 * 3 * 60,
    });
  });

  it.each([6, 12, 600])("is the stable-log ratio over %i indices, whole hyperperiods", (indices) => {
    const system = systemOf(threeClassesShape);
    const { value, fraction } = finiteRunRatio(system, indices);
    expect({ value, fraction }).toEqual(exactStableLogRatio(system));
  });

  it("knows the phase of a class", () => {
    const system = systemOf({ classes: [{ multiple: 2, phase: 1, count: 2 }], rates: [[1]] });
    expect(finiteRunRatio(system, 1).fraction).toBe("0");
    expect(finiteRunRatio(system, 3).fraction).toBe("1/3");
  });

  it("the variance given the messages is the binomial law's", () => {
    const n = 7;
    const eta = 0.25;
    const choose = (k: number): number => (k === 0 ? 1 : (choose(k - 1) * (n - k + 1)) / k);
    let variance = 0;
    for (let k = 0; k <= n; k++) variance += choose(k) * eta ** k * (1 - eta) ** (n - k) * (k / n - eta) ** 2;
    expect(Math.abs(observedRatioVariance(eta, n) - variance)).toBeLessThan(1e-16);
  });
});
