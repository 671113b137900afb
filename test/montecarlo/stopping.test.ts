import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import { minimumReplications, PrecisionRule } from "../../src/montecarlo/estimation/stopping.js";
import type { MeasureKey } from "../../src/scenario/model/measures.js";
import { expectShareBelow } from "../support/agreement.js";
import { knownExperiment, normalStream } from "../support/known-experiment.js";

const truth = 1 / 6;
const spread = 0.1;

/** Runs until `stops` says so, and gives the estimate that the stopped run publishes. */
function stopped(seed: string, stops: (totals: RunningTotals) => boolean): Estimate {
  const normal = normalStream(seed);
  const totals = new RunningTotals({ slots: [{ measure: "stableLogRatio" }] });
  do {
    const values = Float64Array.of(truth * (1 + spread * normal()), 1);
    totals.add({ replication: totals.count, messages: 1, values });
  } while (!stops(totals));
  return estimates(totals, { confidence: 0.95 }).stableLogRatio!;
}

function rule(precision: number, measures: MeasureKey[] = ["stableLogRatio"]): PrecisionRule {
  return new PrecisionRule({ precision, confidence: 0.95, measures });
}

const stoppedRuns = 2000;

/** How many of the stopped runs have an interval that holds the truth. */
function covering(name: string, stops: () => (totals: RunningTotals) => boolean): number {
  const runs = Array.from({ length: stoppedRuns }, (_, run) => stopped(`${name} ${run}`, stops()));
  return runs.filter(({ low, high }) => low <= truth && truth <= high).length;
}

/** The share of the stopped runs whose interval holds the truth. */
function coverage(name: string, stops: () => (totals: RunningTotals) => boolean): number {
  return covering(name, stops) / stoppedRuns;
}

// They need about 4, 30, 60, 100 and 200 replications: below the minimum, at it, and well beyond.
const precisions = [0.1, 0.036, 0.025, 0.02, 0.014];
const stoppingPage = readFileSync("docs/stopping.md", "utf8");

/** What 2,000 runs to a precision come to: by the rule, and by stopping at the first interval that is short enough. */
function coverageAt(precision: number) {
  const name = `stop at ${precision}`;
  const counts: number[] = [];
  const covered = coverage(name, () => {
    const precise = rule(precision);
    return (totals) => {
      const stops = totals.count === precise.nextLook && precise.look(totals);
      if (stops) counts.push(totals.count);
      return stops;
    };
  });
  const first = coverage(name, () => (totals) => {
    const { mean, high } = estimates(totals, { confidence: 0.95 }).stableLogRatio!;
    return high - mean <= precision * mean;
  });
  return { covered, first, median: counts.sort((a, b) => a - b)[counts.length / 2] };
}

describe("a run that stops when it is precise", () => {
  it.each(precisions)("covers 94 percent or more for 95, at a precision of %d", (precision) => {
    const found = coverageAt(precision);
    expect(found.covered).toBeGreaterThanOrEqual(0.94);
    expect(stoppingPage).toContain(
      `| ${precision} | ${found.median} | ${(100 * found.covered).toFixed(1)} % | ${(100 * found.first).toFixed(1)} % |`,
    );
  });

  it("would cover too little if it stopped at the first short interval", () => {
    const covered = covering("lucky streak", () => (totals) => {
      const { mean, high } = estimates(totals, { confidence: 0.95 }).stableLogRatio!;
      return high - mean <= 0.036 * mean;
    });
    expectShareBelow(covered, stoppedRuns, 0.94);
  });

  it("is as precise as it was asked to be", () => {
    const precise = rule(0.02);
    const { mean, high } = stopped(
      "width",
      (totals) => totals.count === precise.nextLook && precise.look(totals),
    );
    expect(high - mean).toBeLessThanOrEqual(0.02 * mean);
  });
});

describe("a run to the precision of several measures", () => {
  const slots = [
    { measure: "stableLogRatio", ratio: 1 / 6, spread: 0.1 },
    { measure: "lineLag", ratio: 2, spread: 0.08 },
    { measure: "messageRate", ratio: 18, spread: 0.01, baseSpread: 0.05 },
  ] as const;

  it("covers each of them, the last to be precise and the others", () => {
    const covered = slots.map(() => 0);
    const measures = slots.map(({ measure }) => measure);
    for (let run = 0; run < 2000; run++) {
      const experiment = knownExperiment(`several ${run}`, slots);
      const precise = rule(0.025, measures);
      const totals = new RunningTotals(experiment.layout);
      do totals.add(experiment.run(totals.count));
      while (totals.count < precise.nextLook || !precise.look(totals));
      const found = estimates(totals, { confidence: 0.95 });
      slots.forEach(({ measure, ratio }, slot) => {
        const { low, high } = found[measure]!;
        if (low <= ratio && ratio <= high) covered[slot]++;
      });
    }
    slots.forEach(({ measure }, slot) => {
      const share = covered[slot] / 2000;
      expect(share).toBeGreaterThanOrEqual(0.94);
      expect(stoppingPage).toContain(`| \`${measure}\` | ${(100 * share).toFixed(1)} % |`);
    });
  });
});

describe("the precision rule", () => {
  it("looks first at the minimum, then at sizes that grow by a tenth to double, and stops after two hits", () => {
    const experiment = knownExperiment("looks", [{ measure: "stableLogRatio", ratio: 0.5, spread: 0.1 }]);
    const precise = rule(0.01);
    const totals = new RunningTotals(experiment.layout);
    const looks: { count: number; met: boolean; stop: boolean }[] = [];
    while (looks.at(-1)?.stop !== true) {
      while (totals.count < precise.nextLook) totals.add(experiment.run(totals.count));
      const { mean, high } = estimates(totals, { confidence: 0.95 }).stableLogRatio!;
      const met = high - mean <= 0.01 * mean;
      looks.push({ count: totals.count, met, stop: precise.look(totals) });
    }
    expect(looks[0]?.count).toBe(minimumReplications);
    looks.slice(1).forEach(({ count }, at) => {
      expect(count).toBeGreaterThanOrEqual(1.1 * looks[at].count);
      expect(count).toBeLessThanOrEqual(2 * looks[at].count);
    });
    expect(looks.slice(-2).map(({ met }) => met)).toEqual([true, true]);
    expect(looks.slice(0, -2).some(({ met }, at) => met && looks[at + 1].met)).toBe(false);
  });

  it("waits for the least precise of its measures", () => {
    const experiment = knownExperiment("two measures", [
      { measure: "stableLogRatio", ratio: 0.5, spread: 0.001 },
      { measure: "lineLag", ratio: 1, spread: 1 },
    ]);
    const totals = new RunningTotals(
      experiment.layout,
      Array.from({ length: minimumReplications }, (_, number) => experiment.run(number)),
    );
    const both = rule(0.01, ["stableLogRatio", "lineLag"]);
    both.look(totals);
    expect(both.expected).toBeGreaterThan(10_000);
    const one = rule(0.01);
    one.look(totals);
    expect(one.expected).toBeLessThan(2 * minimumReplications);
  });

  it("takes a 0 that is certain as precise, and one that is not seen, or absent, as not", () => {
    const slots = [{ measure: "stableLogRatio" as const, certain: true as const }];
    const zeros = (base: number) =>
      Array.from({ length: 40 }, (_, replication) => ({
        replication,
        messages: 1,
        values: Float64Array.of(0, base),
      }));
    const zero = rule(0.01);
    expect([1, 2].map(() => zero.look(new RunningTotals({ slots }, zeros(1))))).toEqual([false, true]);
    const unseen = rule(0.01);
    const counted = [{ measure: "stableLogRatio" as const, perEvent: 1 }];
    const looks = [1, 2].map(() => unseen.look(new RunningTotals({ slots: counted }, zeros(1))));
    expect(looks).toEqual([false, false]);
    expect(unseen.nextLook).toBe(80);
    const absent = rule(0.01);
    expect([1, 2].map(() => absent.look(new RunningTotals({ slots }, zeros(0))))).toEqual([false, false]);
  });
});
