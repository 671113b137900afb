import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { poissonQuantiles } from "../../src/analytic/numerics/poisson-law.js";
import { validate } from "../../src/validation/validate.js";
import { constant, paper, systemOf } from "../support/system-of.js";

/** Lines in the midst of quiet spans, of which the engine tells numbers only. */
const late = systemOf({
  baseInterval: 60,
  classes: [1, 2].map((multiple) => ({ multiple, count: 100, duration: constant(30) })),
  rates: [
    [2000, 1000],
    [2000, 1000],
  ],
  per: "receiver",
});
const measures = ["flushBurst", "stableLogPeak", "volatileLogPeak"] as const;

describe("quantiles of peaks in a validation", () => {
  it.each([
    ["paper", paper],
    ["late lines", late],
  ])("suffice for as many lines as they say: %s", (_name, system) => {
    const { rows, quantiles, verdict } = validate(system, { measures, seed: "quantiles" });
    expect(rows.map(({ measure }) => measure)).toEqual(measures);
    expect(verdict).toBe("agree");
    expect(quantiles!.map(({ measure, quantile }) => [measure, quantile])).toEqual(
      measures.flatMap((measure) => [
        [measure, 0.5],
        [measure, 0.99],
      ]),
    );
    for (const row of quantiles!) {
      expect(row.verdict).toBe("agree");
      // Counts are whole: a quantile suffices for its own probability at least.
      expect(row.closedForm).toBeGreaterThanOrEqual(row.quantile);
      expect(row.low).toBeLessThanOrEqual(row.mean);
      expect(row.mean).toBeLessThanOrEqual(row.high);
    }
  });

  it("disagree where the peak is off by less than any row of means shows", () => {
    const { volatileLogPeak } = analyze(late);
    const value = volatileLogPeak.value * 0.9995;
    const figures = { volatileLogPeak: { ...volatileLogPeak, value, quantiles: poissonQuantiles(value) } };
    const report = validate(late, { measures: ["volatileLogPeak"], figures, seed: "quantiles" });
    expect(report.rows[0].verdict).toBe("agree");
    expect(report.quantiles!.map((row) => row.verdict)).toEqual(["disagree", "disagree"]);
    expect(report.verdict).toBe("disagree");
  });

  it("are not judged outside the domain of their peak", () => {
    const warnings = [{ measures: ["volatileLogPeak" as const], reason: "elsewhere" }];
    const report = validate(paper, { measures: ["volatileLogPeak"], warnings, messages: 1e5 });
    for (const row of report.quantiles!)
      expect(row).toMatchObject({ verdict: "outside-domain", reason: "elsewhere" });
  });
});
