import { describe, expect, it } from "vitest";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import { chancesSeen, estimates, estimatesByIndex } from "../../src/montecarlo/estimation/estimates.js";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import type { TotalSlot } from "../../src/montecarlo/replication/totals.js";
import { expectShare, expectShareBelow } from "../support/agreement.js";
import { knownExperiment } from "../support/known-experiment.js";

function totalsOf(slots: readonly TotalSlot[], replications: readonly number[][]): RunningTotals {
  const totals = replications.map((values, replication) => ({
    replication,
    messages: 10,
    values: Float64Array.from(values),
  }));
  return new RunningTotals({ slots }, totals);
}

const ratio: TotalSlot = { measure: "stableLogRatio" };

describe("an estimate", () => {
  it("is the ratio of the means, not the mean of the ratios", () => {
    const found = estimates(
      totalsOf(
        [ratio],
        [
          [1, 2],
          [4, 4],
          [1, 6],
        ],
      ),
    );
    expect(found.stableLogRatio?.mean).toBe(6 / 12);
  });

  it("has the standard error of the linearised ratio and Student's interval", () => {
    // Residuals n − R d with R = 1/2: 0, 2, −2; so se = sqrt(8 / (3 · 2)) / 4.
    const found = estimates(
      totalsOf(
        [{ measure: "lineLag" }],
        [
          [1, 2],
          [4, 4],
          [1, 6],
        ],
      ),
      { confidence: 0.95 },
    );
    const estimate = found.lineLag!;
    expect(Math.abs(estimate.standardError / (Math.sqrt(8 / 6) / 4) - 1)).toBeLessThan(1e-14);
    const halfWidth = criticalValue(0.05, 2) * estimate.standardError;
    expect(Math.abs((estimate.high - estimate.low) / (2 * halfWidth) - 1)).toBeLessThan(1e-12);
    expect(estimate.confidence).toBe(0.95);
    expect(estimate.replications).toBe(3);
  });

  it("of one replication knows the mean and nothing of the spread", () => {
    const estimate = estimates(totalsOf([ratio], [[1, 3]])).stableLogRatio!;
    expect(estimate).toEqual({
      mean: 1 / 3,
      standardError: Number.POSITIVE_INFINITY,
      low: 0,
      high: 1,
      confidence: 0.99,
      replications: 1,
    });
  });

  it.each([0.1, 0.3, 0.7, 1 / 3, 1 / 7, 1e9 / 7])(
    "without spread has an interval of no length, also where both totals vary, %d to 1",
    (share) => {
      const replications = Array.from({ length: 50 }, (_, number) => {
        const base = 1 + Math.sqrt(number);
        return [share * base, base];
      });
      const estimate = estimates(totalsOf([ratio], replications)).stableLogRatio!;
      expect(estimate.standardError).toBe(0);
      expect(estimate.low).toBe(estimate.mean);
      expect(estimate.high).toBe(estimate.mean);
    },
  );

  it("sees a spread that is small beside what both totals have in common", () => {
    // n = d/3 ± 1e-5, d from 1 to 8: the residual is 1e-11 of what the sums cancel to.
    const replications = Array.from({ length: 50 }, (_, number) => {
      const base = 1 + Math.sqrt(number);
      return [base / 3 + (number % 2 === 0 ? 1e-5 : -1e-5), base];
    });
    const { standardError } = estimates(totalsOf([ratio], replications)).stableLogRatio!;
    const mean = replications.reduce((sum, [, base]) => sum + base, 0) / 50;
    expect(Math.abs(standardError / (1e-5 / mean / Math.sqrt(49)) - 1)).toBeLessThan(1e-3);
  });

  it("is absent where every denominator is 0, and where there is no replication", () => {
    expect(
      estimates(
        totalsOf(
          [ratio],
          [
            [0, 0],
            [0, 0],
          ],
        ),
      ),
    ).toEqual({});
    expect(estimates(totalsOf([ratio], []))).toEqual({});
  });

  it("stands where only some denominators are 0", () => {
    expect(
      estimates(
        totalsOf(
          [ratio],
          [
            [0, 0],
            [3, 4],
          ],
        ),
      ).stableLogRatio?.mean,
    ).toBe(3 / 4);
  });

  it("is given only where it is asked for", () => {
    const totals = totalsOf(
      [ratio, { measure: "lineLag" }],
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
    );
    expect(Object.keys(estimates(totals))).toEqual(["stableLogRatio", "lineLag"]);
    expect(Object.keys(estimates(totals, { measures: ["lineLag"] }))).toEqual(["lineLag"]);
  });

  it("is split by class and host in the scenario's order, whatever the order of the slots", () => {
    const slots: TotalSlot[] = [
      { measure: "stableLogRatio", classIndex: 2 },
      { measure: "stableLogRatio", host: 0 },
      { measure: "stableLogRatio", classIndex: 0 },
      ratio,
    ];
    const found = estimates(totalsOf(slots, [[2, 4, 3, 4, 1, 4, 5, 8]])).stableLogRatio!;
    expect(found.mean).toBe(5 / 8);
    expect(found.byClass?.map(({ mean }) => mean)).toEqual([1 / 4, Number.NaN, 2 / 4]);
    expect(found.byHost?.map(({ mean }) => mean)).toEqual([3 / 4]);
  });
});

describe("a peak", () => {
  const slots: TotalSlot[] = [1, 2, 3].flatMap((atIndex) => [
    { measure: "flushBurst", atIndex },
    { measure: "flushBurst", atIndex, classIndex: 0 },
  ]);
  const totals = totalsOf(slots, [
    [5, 1, 4, 1, 9, 1, 3, 1, 7, 1, 7, 1],
    [6, 1, 5, 1, 8, 1, 2, 1, 7, 1, 7, 1],
  ]);

  it("is taken at the index with the largest mean, its classes at the same index", () => {
    const peak = estimates(totals).flushBurst!;
    expect(peak.atIndex).toBe(2);
    expect(peak.mean).toBe(8.5);
    expect(peak.byClass?.[0]).toMatchObject({ atIndex: 2, mean: 2.5 });
  });

  it("is taken at the index that the caller names", () => {
    const peak = estimates(totals, { atIndex: { flushBurst: 3 } }).flushBurst!;
    expect(peak).toMatchObject({ atIndex: 3, mean: 7, standardError: 0 });
    expect(peak.byClass?.[0]).toMatchObject({ atIndex: 3, mean: 7 });
  });

  it("can be seen at every index", () => {
    const means = estimatesByIndex(totals, "flushBurst", 0.9).map(({ mean }) => mean);
    expect(means).toEqual([5.5, 8.5, 7]);
    expect(estimatesByIndex(totals, "lineLag")).toEqual([]);
  });
});

it("the chances seen are the sum of the denominators, over what one event adds", () => {
  const slots: TotalSlot[] = [
    { ...ratio, perEvent: 4 },
    { measure: "flushBurst", atIndex: 2, perEvent: 1 },
  ];
  const totals = totalsOf(slots, [
    [1, 2, 5, 3],
    [1, 6, 5, 4],
  ]);
  expect(chancesSeen(totals, "stableLogRatio")).toBe(2);
  expect(chancesSeen(totals, "flushBurst", { atIndex: 2 })).toBe(7);
  expect(chancesSeen(totals, "flushBurst", { atIndex: 1 })).toBeUndefined();
  const certain = totalsOf([{ ...ratio, perEvent: 1, certain: true }], [[1, 2]]);
  expect(chancesSeen(certain, "stableLogRatio")).toBeUndefined();
});

describe("over many experiments with a known answer", () => {
  const trials = 4000;
  const found: Estimate[] = Array.from({ length: trials }, (_, trial) => {
    const experiment = knownExperiment(`coverage ${trial}`, [
      { measure: "stableLogRatio", ratio: 1 / 6, spread: 0.05, baseSpread: 0.05 },
    ]);
    const replications = Array.from({ length: 12 }, (_, number) => experiment.run(number));
    const totals = new RunningTotals(experiment.layout, replications);
    return estimates(totals, { confidence: 0.95 }).stableLogRatio!;
  });

  it("95 % intervals cover it in 95 %", () => {
    const covered = found.filter(({ low, high }) => low <= 1 / 6 && 1 / 6 <= high).length;
    expectShare(covered, trials, 0.95);
  });

  it("intervals by the normal law would not: they cover too seldom with 12 replications", () => {
    const narrow = found.filter(
      ({ mean, standardError }) =>
        Math.abs(mean - 1 / 6) <= criticalValue(0.05, Number.MAX_SAFE_INTEGER) * standardError,
    ).length;
    expectShareBelow(narrow, trials, 0.95);
  });
});
