import { describe, expect, it } from "vitest";
import { audit } from "../../src/montecarlo/audit/audit.js";
import { Simulation } from "../../src/montecarlo/estimation/simulation.js";
import { forecastRun } from "../../src/validation/run-forecast.js";
import { type SystemShape, systemOf } from "../support/system-of.js";

const crowd: SystemShape = { classes: [{ multiple: 1, count: 10_000_001 }], rates: [[1e-9]] };
const longPeriods: SystemShape = {
  classes: [
    { multiple: 1e9, count: 100 },
    { multiple: 999_999_937, count: 100 },
  ],
  rates: [
    [0, 1e-6],
    [1e-6, 0],
  ],
};

describe("a run that no machine would see the end of", () => {
  it("is refused in a sentence where its VMs do not fit", () => {
    const sentence =
      "the engine keeps a record of every VM and has room for 10000000, this scenario has 10000001: " +
      "lower the counts of its classes; closed forms take any number";
    expect(() => new Simulation(systemOf(crowd))).toThrow(sentence);
    expect(() => audit(systemOf(crowd))).toThrow(sentence);
  });

  it("is refused where a replication would take hours", () => {
    expect(() => new Simulation(systemOf(longPeriods), { messages: 1000 })).toThrow(
      /^one replication of this scenario has .* base intervals and about .* which takes hours: lower/,
    );
  });

  it("is not timed beforehand where it takes minutes", () => {
    const minutes = systemOf({
      ...longPeriods,
      classes: [
        { multiple: 1e7, count: 20 },
        { multiple: 2, count: 20 },
      ],
    });
    expect(() => forecastRun(minutes, { messages: 1e6 })).toThrow(
      "one replication of this scenario takes too long to be timed before the run",
    );
  });
});
