import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analytic/analyze.js";
import { simulate } from "../../src/montecarlo/estimation/simulation.js";
import { peakIndices } from "../../src/validation/peak-indices.js";
import { disagrees } from "../support/agreement.js";
import { paper, systemOf } from "../support/system-of.js";

/** Four coprime multiples, two classes with traffic: 48 of 210 indices have the largest flush. */
const manyTies = systemOf({
  baseInterval: 10,
  classes: [2, 3, 5, 7].map((multiple) => ({ multiple, count: 3 })),
  rates: [
    [1, 1, 1, 1],
    [1, 1, 1, 1],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ],
  per: "class",
});

describe("the index that a peak is estimated at", () => {
  it("is where the closed form is largest", () => {
    expect(peakIndices(paper)).toMatchObject({ checkpointBurst: 2, flushBurst: 1, volatileLogPeak: 2 });
    expect(peakIndices(paper, ["flushBurst", "lineLag"])).toEqual({ flushBurst: 1 });
  });

  it("gives an estimate without bias, where the largest of many estimates is too large", () => {
    const run = { seed: "ties", messages: 400_000, measures: ["flushBurst"] } as const;
    const { value } = analyze(manyTies).flushBurst;
    const { flushBurst: aimed } = simulate(manyTies, { ...run, atIndex: peakIndices(manyTies) });
    const { flushBurst: largest } = simulate(manyTies, run);
    expect(aimed!.atIndex).toBe(analyze(manyTies).flushBurst.atIndex);
    expect(disagrees(aimed, value)).toBe(false);
    expect(largest!.mean).toBeGreaterThan(aimed!.mean);
  });
});
