import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { domainWarnings } from "../../src/analytic/domain.js";
import type { DomainWarning } from "../../src/analytic/figure.js";
import { Simulation } from "../../src/montecarlo/estimation/simulation.js";
import type { System } from "../../src/scenario/model/system.js";
import { doubtfulFigures, type SimulatedFigures } from "../../src/validation/doubtful-figures.js";
import { peakIndices } from "../../src/validation/peak-indices.js";
import { disagrees, expectAgreement } from "../support/agreement.js";
import { paper } from "../support/system-of.js";

const bursts: System = { ...paper, pattern: { kind: "onOff", on: 60, off: 60 } };
const peaks = ["flushBurst", "stableLogPeak", "volatileLogPeak", "hostMemoryPeak"] as const;
const options = { seed: "doubts", messages: 3e6 };

function found(
  system: System,
  warnings: readonly DomainWarning[] = domainWarnings(system),
): SimulatedFigures {
  const doubtful = doubtfulFigures(system, analyze(system), warnings, options)!;
  while (!doubtful.simulation.done) doubtful.simulation.step();
  return doubtful.result();
}

describe("figures for which the closed forms do not vouch", () => {
  it("are none where every closed form is within its domain", () => {
    expect(doubtfulFigures(paper, analyze(paper), domainWarnings(paper), options)).toBeUndefined();
  });

  it("are the peaks where messages come in bursts, which have the mean and not the quantile of Poisson traffic", () => {
    const { run, quantiles } = found(bursts);
    expect(Object.keys(run.measures).sort()).toEqual([...peaks].sort());
    const figures = analyze(bursts);
    for (const key of peaks) expectAgreement(run.measures[key]!, figures[key].value, { resolution: 0.1 });
    for (const key of ["flushBurst", "stableLogPeak", "volatileLogPeak"] as const) {
      const { closedForm, chance, sufficed, value, low, high } = quantiles[key]!;
      expect(closedForm).toBe(figures[key].quantiles!.p999);
      expect(disagrees(sufficed, chance)).toBe(true);
      expect(low).toBeGreaterThan(1.5 * closedForm);
      expect(low).toBeLessThanOrEqual(value);
      expect(value).toBeLessThanOrEqual(high);
    }
  });

  it("are what a simulation of the same seed finds", () => {
    const simulation = new Simulation(bursts, {
      ...options,
      measures: peaks,
      atIndex: peakIndices(bursts, peaks),
    });
    while (!simulation.done) simulation.step();
    expect(found(bursts).run.measures).toEqual(simulation.estimates());
  });

  it("have the closed form's quantile where it does hold", () => {
    const { volatileLogPeak } = found(paper, [
      { measures: ["volatileLogPeak"], reason: "for once" },
    ]).quantiles;
    const { closedForm, chance, sufficed, low, high } = volatileLogPeak!;
    expectAgreement(sufficed, chance, { resolution: 0.01 });
    expect(low).toBeLessThanOrEqual(closedForm * 1.01);
    expect(high).toBeGreaterThanOrEqual(closedForm);
  });
});
