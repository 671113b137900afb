import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunningTotals } from "../../src/montecarlo/estimation/running-totals.js";
import type { ReplicationTotals, TotalsLayout } from "../../src/montecarlo/replication/totals.js";
import { knownExperiment } from "../support/known-experiment.js";

const experiment = knownExperiment("running totals", [
  { measure: "stableLogRatio", ratio: 1 / 6, spread: 0.1, baseSpread: 0.2 },
  { measure: "lineLag", ratio: 1e9, spread: 1e-6, baseSpread: 0 },
]);
const replications = Array.from({ length: 37 }, (_, number) => experiment.run(number));

describe("running totals", () => {
  it("hold the moments that two passes over all replications find", () => {
    const { moments, count } = new RunningTotals(experiment.layout, replications).union();
    expect(count).toBe(37);
    for (const slot of [0, 1]) {
      const numerators = replications.map(({ values }) => values[2 * slot]);
      const denominators = replications.map(({ values }) => values[2 * slot + 1]);
      const reference = [
        mean(numerators),
        mean(denominators),
        products(numerators, numerators),
        products(numerators, denominators),
        products(denominators, denominators),
      ];
      reference.forEach((wanted, place) => {
        expect(Math.abs(moments[5 * slot + place] - wanted)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted));
      });
    }
  });

  it("are the same to the last bit in any order, however they are grouped", () => {
    const whole = JSON.stringify(new RunningTotals(experiment.layout, replications));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(replications, { minLength: 37 }),
        fc.array(fc.nat(4), { minLength: 37, maxLength: 37 }),
        (order, owners) => {
          const parts = Array.from({ length: 5 }, () => new RunningTotals(experiment.layout));
          order.forEach((totals, at) => {
            parts[owners[at]].add(totals);
          });
          const merged = new RunningTotals(experiment.layout);
          for (const part of parts) merged.merge(part);
          expect(JSON.stringify(merged)).toBe(whole);
        },
      ),
    );
  });

  it("survive JSON to the last bit, and go on from there", () => {
    const half = new RunningTotals(experiment.layout, replications.slice(0, 19));
    const revived = RunningTotals.fromJSON(experiment.layout, JSON.parse(JSON.stringify(half)));
    for (const totals of replications.slice(19)) revived.add(totals);
    expect(JSON.stringify(revived)).toBe(JSON.stringify(new RunningTotals(experiment.layout, replications)));
    expect(revived.count).toBe(37);
    expect(revived.messages).toBe(37_000);
  });

  it("grow with the logarithm of the number of replications", () => {
    const layout: TotalsLayout = { slots: [{ measure: "waste" }] };
    const totals = new RunningTotals(layout);
    for (let number = 0; number < 1023; number++) totals.add(replication(number, [number, 1]));
    expect(totals.toJSON().blocks.length).toBe(10);
    totals.add(replication(1023, [0, 1]));
    expect(totals.toJSON().blocks.length).toBe(1);
  });

  it("keep the spread of numbers far from 0", () => {
    const layout: TotalsLayout = { slots: [{ measure: "waste" }] };
    const far = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16].map((value, number) =>
      replication(number, [value, 1]),
    );
    expect(new RunningTotals(layout, far).union().moments[2]).toBe(90);
  });
});

function replication(number: number, values: number[]): ReplicationTotals {
  return { replication: number, messages: 1, values: Float64Array.from(values) };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function products(left: number[], right: number[]): number {
  const [leftMean, rightMean] = [mean(left), mean(right)];
  return left.reduce((sum, value, at) => sum + (value - leftMean) * (right[at] - rightMean), 0);
}
