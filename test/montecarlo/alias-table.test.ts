import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AliasTable } from "../../src/montecarlo/random/alias-table.js";

/** The table itself: column `c` stands for its entry up to the threshold, and for its alias above. */
interface Columns {
  readonly threshold: Float64Array;
  readonly entry: Int32Array;
  readonly alias: Int32Array;
}

/** What part of the unit interval stands for each entry, exactly. */
function shares(table: AliasTable, entries: number): number[] {
  const { threshold, entry, alias } = table as unknown as Columns;
  const columns = threshold.length;
  const sums = new Array<number>(entries).fill(0);
  for (let column = 0; column < columns; column++) {
    sums[entry[column]] += threshold[column] / columns;
    sums[alias[column]] += (1 - threshold[column]) / columns;
  }
  return sums;
}

/** How far a share may be off by rounding, with some hundred columns and more, each a multiple of 2⁻⁵³. */
const rounding = 1e-12;

function expectProportional(weights: readonly number[]): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const found = shares(new AliasTable(weights), weights.length);
  for (const [entry, weight] of weights.entries()) {
    expect(Math.abs(found[entry] - weight / total)).toBeLessThanOrEqual(rounding);
  }
}

const steepFall = Array.from({ length: 40 }, (_, entry) => 2 ** -entry);
const longTail = Array.from({ length: 3000 }, (_, entry) => 1 / (entry + 1));
const weightLists: readonly (readonly [string, readonly number[]])[] = [
  ["one entry", [7]],
  ["equal weights", [1, 1, 1]],
  ["the paper's rates", [8, 4, 4, 2]],
  ["thirds", [1 / 3, 1 / 3, 1 / 3, 2 / 3]],
  ["one heavy entry among many", [1000, ...new Array<number>(50).fill(1)]],
  ["a steep fall", steepFall],
  ["a long tail", longTail],
  ["more entries than any usual table", new Array<number>(20_000).fill(0.1)],
];

describe("an alias table", () => {
  it.each(weightLists)("gives each entry its share of the unit interval: %s", (_name, weights) => {
    expectProportional(weights);
  });

  it("gives each entry its share of the unit interval, whatever the weights", () => {
    const weight = fc.oneof(fc.nat(9), fc.double({ min: 0, max: 1000, noNaN: true }));
    const weights = fc
      .array(weight, { minLength: 1, maxLength: 40 })
      .filter((list) => list.some((value) => value > 1e-9));
    fc.assert(fc.property(weights, expectProportional), { seed: 4, numRuns: 300 });
  });

  it.each(weightLists)(
    "picks what its columns say, on either side of every threshold: %s",
    (_name, weights) => {
      const table = new AliasTable(weights);
      const { threshold, entry, alias } = table as unknown as Columns;
      const columns = threshold.length;
      for (let column = 0; column < columns; column++) {
        expect(table.pick((column + threshold[column] / 2) / columns)).toBe(entry[column]);
        const above = (column + (1 + threshold[column]) / 2) / columns;
        if (threshold[column] < 1 - rounding) expect(table.pick(above)).toBe(alias[column]);
      }
    },
  );

  it("never picks an entry without weight", () => {
    const found = shares(new AliasTable([0, 3, 0, 0.1, 0.1, 0.1, 0]), 7);
    expect([found[0], found[2], found[6]]).toEqual([0, 0, 0]);
  });

  it("picks an entry for the smallest and the largest uniform number", () => {
    for (let entries = 1; entries <= 3000; entries = Math.ceil(entries * 1.4)) {
      const table = new AliasTable(Array.from({ length: entries }, (_, entry) => 1 + (entry % 3)));
      for (const uniform of [0, 2 ** -53, 0.5, 1 - 2 ** -53]) {
        expect(table.pick(uniform)).toBeGreaterThanOrEqual(0);
        expect(table.pick(uniform)).toBeLessThan(entries);
      }
    }
  });
});
