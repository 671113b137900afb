import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { erfc } from "../../src/analytic/numerics/error-function.js";
import { poissonQuantiles } from "../../src/analytic/numerics/poisson-law.js";
import { chanceOfAtMost } from "../../src/analytic/peak-quantiles.js";
import { levelEstimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import { validate } from "../../src/validation/validation.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
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
/** Three hosts; lines are late, and everything is delayed. */
const unlike = systemOf({
  baseInterval: 10,
  classes: [
    { count: 12, duration: { kind: "uniform", low: 1, high: 3 } },
    { count: 12, multiple: 2, duration: constant(4) },
    { count: 12, multiple: 2, phase: 1, duration: constant(2) },
  ],
  rates: [
    [0.5, 1, 1],
    [2, 0.5, 0.5],
    [1, 0.5, 0.5],
  ],
  delay: { within: constant(0.1), across: { kind: "exponential", mean: 0.8 } },
  clock: { error: { kind: "normal", mean: 0, sd: 0.02 } },
  hosts: { count: 3 },
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

  it.each(["span", "event"] as const)("hold for the memory of the fullest host, in %s mode", (mode) => {
    // Lines fall into quiet spans; a third of all messages is received on one host, or copied there.
    const run = { measures: ["hostMemoryPeak"] as const, seed: "host quantiles", mode, messages: 8e6 };
    const { quantiles } = validate(unlike, run);
    expect(quantiles!.map(({ quantile, host, verdict }) => [quantile, host, verdict])).toEqual([
      [0.5, 0, "agree"],
      [0.99, 0, "agree"],
    ]);
    // A standard deviation above the mean the law is steepest: a count that scatters less would show.
    const { hostMemoryPeak } = analyze(unlike);
    const { value, atIndex = 1, quantiles: own } = hostMemoryPeak;
    const atMost = Math.round(value + (own!.p99 - value) / 2.33);
    const levels = [{ measure: "hostMemoryPeak" as const, host: 0, atIndex, atMost }];
    const experiment = engineExperiment(unlike, { seed: "host quantiles", mode, levels, work: 20_000 });
    const replications = Array.from({ length: 320 }, (_, number) => experiment.run(number));
    const [steep] = levelEstimates(new RunningTotals(experiment.layout, replications));
    expectAgreement(steep, chanceOfAtMost(unlike, "hostMemoryPeak", hostMemoryPeak, atMost), {
      resolution: 0.06,
    });
    // The wrong twin: the share of a host, a third, as certain.
    const narrow = 1 - erfc(Math.sqrt(3 / 2)) / 2;
    expect(disagrees(steep, narrow)).toBe(true);
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
