import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hyperperiod,
  intervalsSinceDue,
  type PeriodicTerm,
  peakOverHyperperiod,
  periodicPeak,
  valueAt,
} from "../../src/analytic/hyperperiod.js";
import { maximize } from "../../src/analytic/numerics/residue-maximum.js";
import { systemOf } from "../support/system-of.js";

const whole = fc.integer({ min: -9, max: 9 });
const anyTerm = (multiples: readonly number[]) =>
  fc.constantFrom(...multiples).chain((multiple) =>
    fc.record({
      multiple: fc.constant(multiple),
      phase: fc.nat(multiple - 1),
      slope: whole,
      whenDue: whole,
      base: whole,
    }),
  );

/** The peak by walking through every index. */
function walk(terms: readonly PeriodicTerm[], period: number): { value: number; atIndex: bigint } {
  let best = { value: Number.NEGATIVE_INFINITY, atIndex: 0n };
  for (let k = 1; k <= period; k++) {
    const value = valueAt(terms, k);
    if (value > best.value) best = { value, atIndex: BigInt(k) };
  }
  return best;
}

describe("the hyperperiod", () => {
  it("is the least common multiple, however large", () => {
    const system = (multiples: number[]) =>
      systemOf({ classes: multiples.map((multiple) => ({ multiple })), rates: [] });
    expect(hyperperiod(system([4, 6]))).toBe(12n);
    expect(hyperperiod(system([2, 3, 5, 7]))).toBe(210n);
    expect(hyperperiod(system([1_000_003, 1_000_033, 1_000_037]))).toBe(1_000_003n * 1_000_033n * 1_000_037n);
  });

  it("counts base intervals since a class was due, with its phase", () => {
    expect([1, 2, 3, 4, 5].map((k) => intervalsSinceDue({ multiple: 3, phase: 1 }, k))).toEqual([
      0, 1, 2, 0, 1,
    ]);
    expect(intervalsSinceDue({ multiple: 3, phase: 1 }, 10n ** 30n + 1n)).toBe(1);
  });
});

describe("peaks over the hyperperiod", () => {
  it("are those of a walk through it, at the first index", () => {
    fc.assert(
      fc.property(fc.array(anyTerm([1, 2, 3, 4, 6, 9]), { minLength: 1, maxLength: 6 }), (terms) => {
        expect(peakOverHyperperiod(terms)).toEqual(walk(terms, 36));
      }),
    );
  });

  it("are those of a walk when primes are maximised away one at a time", () => {
    const moduli = [4, 6, 9, 10, 14, 15, 7];
    const table = fc
      .constantFrom(...moduli)
      .chain((modulus) =>
        fc
          .array(whole, { minLength: modulus, maxLength: modulus })
          .map((values) => ({ modulus, values: Float64Array.from(values) })),
      );
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 6 }), (tables) => {
        const sumAt = (k: number) =>
          tables.reduce((sum, { modulus, values }) => sum + values[k % modulus], 0);
        let most = Number.NEGATIVE_INFINITY;
        for (let k = 1; k <= 1260; k++) most = Math.max(most, sumAt(k));
        // Fewer joint residues than the hyperperiod of 1260 has.
        const found = maximize(tables, 630);
        expect(found.value).toBeGreaterThanOrEqual(most);
        if (!found.exact) return;
        expect(found.value).toBe(most);
        expect(sumAt(Number(found.index))).toBe(most);
        expect(found.index).toBeGreaterThanOrEqual(1n);
      }),
    );
  });

  it("stay above every value where tables are too long to be joined", () => {
    const tables = [12, 18, 20].map((modulus, t) => ({
      modulus,
      values: Float64Array.from({ length: modulus }, (_, r) => (r * (t + 5)) % 11),
    }));
    const found = maximize(tables, 20);
    let most = 0;
    for (let k = 1; k <= 180; k++) {
      most = Math.max(
        most,
        tables.reduce((sum, { modulus, values }) => sum + values[k % modulus], 0),
      );
    }
    expect(found.exact).toBe(false);
    expect(found.value).toBeGreaterThanOrEqual(most);
  });

  it("of coprime multiples beyond a million are exact: the index solves every congruence", () => {
    const multiples = [1009, 1013, 1019, 1021];
    const terms = multiples.map((multiple, c) => ({
      multiple,
      phase: 7 * c,
      slope: 0,
      whenDue: 10 + c,
      base: 1,
    }));
    const { value, atIndex, bound } = peakOverHyperperiod(terms);
    expect(bound).toBeUndefined();
    expect(value).toBe(10 + 11 + 12 + 13 + 4);
    terms.forEach((term) => {
      expect(intervalsSinceDue(term, atIndex!)).toBe(0);
    });
  });

  it("of the multiples 1 to 60 at once are exact: the value is reached at the index given", () => {
    const terms = Array.from({ length: 60 }, (_, j) => ({
      multiple: j + 1,
      phase: (7 * j) % (j + 1),
      slope: 0,
      whenDue: 1 + (j % 13),
      base: 0,
    }));
    const { value, atIndex, bound } = peakOverHyperperiod(terms);
    expect(bound).toBeUndefined();
    expect(valueAt(terms, atIndex!)).toBe(value);
  });

  it("of a multiple too long for a table are a bound, and say so", () => {
    const terms = [{ multiple: 1e8, phase: 0, slope: 2, whenDue: 1, base: 0 }];
    expect(peakOverHyperperiod(terms)).toEqual({ value: 2 * (1e8 - 1), bound: "upper" });
  });

  it("leave out an index that no double holds", () => {
    const terms = [99_991, 99_989, 99_971, 99_961].map((multiple) => ({
      multiple,
      phase: 0,
      slope: 0,
      whenDue: 1,
      base: 0,
    }));
    const figure = periodicPeak(terms);
    expect(figure.value).toBe(4);
    expect(figure).not.toHaveProperty("atIndex");
    expect(figure).not.toHaveProperty("bound");
  });
});
