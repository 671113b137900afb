import { describe, expect, it } from "vitest";
import { estimates } from "../../src/montecarlo/estimation/estimates.js";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import {
  type PairedDifference,
  pairedDifferences,
} from "../../src/montecarlo/estimation/paired-differences.js";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import type { ReplicationTotals, TotalsLayout } from "../../src/montecarlo/replication/totals.js";
import { expectShare, expectShareBelow } from "../support/agreement.js";
import { normalStream } from "../support/known-experiment.js";

const layout: TotalsLayout = {
  slots: [
    { measure: "stableLogRatio", scheme: "first" },
    { measure: "stableLogRatio", scheme: "second" },
    { measure: "waste", scheme: "first" },
    { measure: "waste", scheme: "copy" },
  ],
  pairs: [
    [0, 1],
    [3, 2],
    [1, 0],
  ],
};
/** The ratios of the first two slots. */
const ratios = [0.5, 0.3] as const;

/** Two ratios over different denominators, most of whose spread is common to both; and one ratio twice. */
function replicated(seed: string, count: number): ReplicationTotals[] {
  return Array.from({ length: count }, (_, replication) => {
    const normal = normalStream(`${seed}/${replication}`);
    const common = 1 + 0.1 * normal();
    const [base, otherBase] = [1000 * (1 + 0.1 * normal()), 500 * (1 + 0.1 * normal())];
    const values = [
      ratios[0] * base * common * (1 + 0.01 * normal()),
      base,
      ratios[1] * otherBase * common * (1 + 0.01 * normal()),
      otherBase,
      base * common,
      otherBase,
      base * common,
      otherBase,
    ];
    return { replication, messages: 1, values: Float64Array.from(values) };
  });
}

function of(replications: readonly ReplicationTotals[], confidence = 0.95): readonly PairedDifference[] {
  return pairedDifferences(new RunningTotals(layout, replications), confidence);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("a paired difference", () => {
  const replications = replicated("one", 17);
  const column = (place: number) => replications.map(({ values }) => values[place]);
  const [{ slot, subtracted, estimate }, same, reversed] = of(replications);

  it("is of the slots that the layout pairs, in its order", () => {
    expect([slot.scheme, subtracted.scheme]).toEqual(["first", "second"]);
    expect([same.slot.scheme, same.subtracted.scheme]).toEqual(["copy", "first"]);
  });

  it("sees a spread that is small beside what both have in common", () => {
    // d from 1 to 8, n = d/3 ± 1e-5 and d/5: the residual is 1e-11 of what the sums cancel to.
    const count = 50;
    const close = Array.from({ length: count }, (_, replication) => {
      const base = 1 + Math.sqrt(replication);
      const values = [base / 3 + (replication % 2 === 0 ? 1e-5 : -1e-5), base, base / 5, base, 1, 1, 1, 1];
      return { replication, messages: 1, values: Float64Array.from(values) };
    });
    const [{ estimate: small }] = of(close);
    const wanted = 1e-5 / mean(close.map(({ values }) => values[1])) / Math.sqrt(count - 1);
    expect(Math.abs(small.standardError / wanted - 1)).toBeLessThan(1e-3);
  });

  it("has the standard error that the residuals of both ratios have together", () => {
    const base = mean(column(1));
    const otherBase = mean(column(3));
    const [first, second] = [mean(column(0)) / base, mean(column(2)) / otherBase];
    const squares = replications.map(
      ({ values: [n, d, m, e] }) => ((n - first * d) / base - (m - second * e) / otherBase) ** 2,
    );
    const standardError = Math.sqrt(mean(squares) / 16);
    expect(Math.abs(estimate.mean / (first - second) - 1)).toBeLessThan(1e-13);
    expect(Math.abs(estimate.standardError / standardError - 1)).toBeLessThan(1e-11);
    expect(
      Math.abs((estimate.high - estimate.mean) / (criticalValue(0.05, 16) * standardError) - 1),
    ).toBeLessThan(1e-11);
  });

  it("changes its sign with the order of the two, and nothing else", () => {
    expect(reversed.estimate.mean).toBe(-estimate.mean);
    expect(Math.abs(reversed.estimate.standardError / estimate.standardError - 1)).toBeLessThan(1e-11);
  });

  it("of the same numbers is 0, for certain", () => {
    expect(same.estimate).toMatchObject({ mean: 0, standardError: 0, low: 0, high: 0 });
  });

  it("knows nothing of its spread from one replication, and is NaN where a denominator is 0 throughout", () => {
    expect(of(replications.slice(0, 1))[0].estimate).toMatchObject({
      low: Number.NEGATIVE_INFINITY,
      replications: 1,
    });
    const broken = replications.map((totals) => ({ ...totals, values: totals.values.with(3, 0) }));
    expect(of(broken)[0].estimate.mean).toBeNaN();
    expect(of([])[0].estimate.mean).toBeNaN();
  });

  it("is the same to the last bit in whatever groups the totals come, by JSON or not", () => {
    const whole = JSON.stringify(new RunningTotals(layout, replications));
    const late = new RunningTotals(layout, replications.slice(5).toReversed());
    const early = RunningTotals.fromJSON(
      layout,
      JSON.parse(JSON.stringify(new RunningTotals(layout, replications.slice(0, 5)))),
    );
    late.merge(early);
    expect(JSON.stringify(late)).toBe(whole);
  });

  it("leaves each scheme its own estimates", () => {
    const totals = new RunningTotals(layout, replications);
    expect(estimates(totals)).toEqual({});
    const second = estimates(totals, { scheme: "second" });
    expect(Object.keys(second)).toEqual(["stableLogRatio"]);
    const ratio = mean(column(2)) / mean(column(3));
    expect(Math.abs(second.stableLogRatio!.mean / ratio - 1)).toBeLessThan(1e-13);
  });
});

describe("over many experiments with a known answer", () => {
  const trials = 3000;
  const truth = ratios[0] - ratios[1];
  const found = Array.from({ length: trials }, (_, trial) => {
    const totals = new RunningTotals(layout, replicated(`coverage ${trial}`, 12));
    const [{ estimate }] = pairedDifferences(totals, 0.95);
    const apart = ["first", "second"].map(
      (scheme) => estimates(totals, { scheme }).stableLogRatio!.standardError,
    );
    return { estimate, unpaired: criticalValue(0.05, 11) * Math.hypot(...apart) };
  });

  it("95 % intervals of the difference cover it in 95 %", () => {
    const covered = found.filter(({ estimate: { low, high } }) => low <= truth && truth <= high).length;
    expectShare(covered, trials, 0.95);
  });

  it("those of two runs that have nothing in common would be too wide: they cover more", () => {
    const covered = found.filter(
      ({ estimate, unpaired }) => Math.abs(estimate.mean - truth) <= unpaired,
    ).length;
    expectShareBelow(trials - covered, trials, 0.05);
  });
});
