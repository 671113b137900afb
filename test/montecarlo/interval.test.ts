import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { countLimits, interval } from "../../src/montecarlo/estimation/interval.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import type { TotalSlot } from "../../src/montecarlo/replication/totals.js";
import { expectShareAtLeast, expectShareBelow } from "../support/agreement.js";

describe("the limits of a Poisson count", () => {
  // Garwood 1936, table of 95 % limits; the one-sided limit of no event is −ln 0.05.
  it.each([
    [1, 0.0253, 5.5716],
    [5, 1.6235, 11.6683],
    [10, 4.7954, 18.3904],
    [30, 20.2409, 42.8269],
  ])("of %d events are those of the table", (events, low, high) => {
    expect(countLimits(events, 0.05).map((limit) => Number(limit.toFixed(4)))).toEqual([low, high]);
  });

  it("of no event is −ln α", () => {
    expect(countLimits(0, 0.05)).toEqual([0, -Math.log(0.05)]);
  });
});

describe("an interval", () => {
  const spread = { mean: 0.2, standardError: 0.1, reach: 3, numerator: 200, denominator: 1000 };

  it("is Student's where there were many events, and cut at 0 and 1", () => {
    expect(interval({ perEvent: 1 }, {}, spread, 0.05)).toEqual([0, 0.5]);
    expect(interval({ perEvent: 1 }, { signed: true }, spread, 0.05)[0]).toBeLessThan(0);
    const nearOne = { ...spread, mean: 0.8, numerator: 800 };
    expect(interval({ perEvent: 1 }, { share: true }, nearOne, 0.05)[1]).toBe(1);
    expect(interval({ perEvent: 1 }, {}, nearOne, 0.05)[1]).toBeGreaterThan(1);
  });

  it("of nothing seen is a bound, but where the rules make it certain", () => {
    const nothing = { mean: 0, standardError: 0, reach: 3, numerator: 0, denominator: 1000 };
    expect(interval({ perEvent: 1 }, {}, nothing, 0.05)).toEqual([0, -Math.log(0.05) / 1000]);
    expect(interval({ perEvent: 1, certain: true }, {}, nothing, 0.05)).toEqual([0, 0]);
    // A kilobyte a message: as many messages, each so heavy.
    expect(interval({ perEvent: 1000 }, {}, nothing, 0.05)).toEqual([0, -Math.log(0.05)]);
  });

  it("of nothing but what was seen is a bound from the other side", () => {
    const everything = { mean: 1, standardError: 0, reach: 3, numerator: 1000, denominator: 1000 };
    expect(interval({ perEvent: 1 }, { share: true }, everything, 0.05)).toEqual([
      1 + Math.log(0.05) / 1000,
      1,
    ]);
  });

  it("of counts that came out alike by chance has a length", () => {
    const alike = { mean: 0.05, standardError: 0, reach: 12, numerator: 50, denominator: 1000 };
    const [low, high] = interval({ perEvent: 1 }, { share: true }, alike, 0.05);
    const [least, most] = countLimits(50, 0.05);
    expect([low, high]).toEqual([least * (1 / 1000), most * (1 / 1000)]);
  });

  it("of an expectation is Student's, however few the events that it speaks of", () => {
    const few = { mean: 1e-6, standardError: 1e-7, reach: 3, numerator: 1e-3, denominator: 1000 };
    const [low, high] = interval({ perEvent: 1, expected: true }, {}, few, 0.05);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(2e-6);
  });

  it("always holds its own mean", () => {
    for (const mean of [-1e-17, 1 + 1e-15]) {
      const [low, high] = interval({}, { share: true }, { ...spread, mean, standardError: 1e-20 }, 0.05);
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
  });
});

/** Poisson counts in twelve replications of a thousand chances each, `due` of them expected in all. */
function counts(name: string, due: number, trials: number): readonly Estimate[] {
  const random = seedrandom.alea(name);
  const slots: TotalSlot[] = [{ measure: "earlyCheckpointRatio", perEvent: 1 }];
  const poisson = (mean: number) => {
    let count = -1;
    let left = mean;
    while (left > 0) {
      left += Math.log(random.double());
      count++;
    }
    return count;
  };
  return Array.from({ length: trials }, () => {
    const replications = Array.from({ length: 12 }, (_, replication) => ({
      replication,
      messages: 1000,
      values: Float64Array.of(poisson(due / 12), 1000),
    }));
    return estimates(new RunningTotals({ slots }, replications), { confidence: 0.95 }).earlyCheckpointRatio!;
  });
}

describe("over many runs with rare events", () => {
  const trials = 2000;

  it.each([0.1, 1, 2, 3, 5, 10, 20, 28, 35, 60])("95 %% intervals cover %d events due", (due) => {
    const found = counts(`rare ${due}`, due, trials);
    const covered = found.filter(({ low, high }) => low <= due / 12_000 && due / 12_000 <= high).length;
    expectShareAtLeast(covered, trials, 0.95);
    for (const { low, mean, high } of found) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(mean);
      expect(mean).toBeLessThanOrEqual(high);
    }
  });

  it("Student's intervals alone would not: most runs see nothing, and call it certain", () => {
    const found = counts("rare 0.1", 0.1, trials);
    const covered = found.filter(({ mean, standardError }) => {
      return Math.abs(mean - 0.1 / 12_000) <= 2.2 * standardError;
    }).length;
    expectShareBelow(covered, trials, 0.95);
  });
});
