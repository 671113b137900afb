import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueSets, intervalsSinceDue } from "../../src/analytic/due-sets.js";
import { hyperperiod, type PeriodicTerm, periodicPeak } from "../../src/analytic/hyperperiod.js";
import { fuller } from "../../src/analytic/volatile-log-held.js";
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
function walk(terms: readonly PeriodicTerm[], period: number): { value: number; atIndex: number } {
  let best = { value: Number.NEGATIVE_INFINITY, atIndex: 0 };
  for (let k = 1; k <= period; k++) {
    let value = 0;
    for (const { multiple, phase, slope, whenDue, base } of terms) {
      const since = (k + multiple - phase) % multiple;
      value += base + (since === 0 ? whenDue : slope * since);
    }
    if (value > best.value) best = { value, atIndex: k };
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
    expect(intervalsSinceDue({ multiple: 3, phase: 0 }, -1)).toBe(2);
  });
});

describe("the due sets of a hyperperiod", () => {
  const system = (parts: readonly { readonly multiple: number; readonly phase?: number }[]) =>
    systemOf({ classes: parts, rates: [] });

  it("are those of a walk, with their shares", () => {
    const { sets, shares, setAt, indices, whole } = dueSets(
      system([{ multiple: 1 }, { multiple: 2, phase: 1 }, { multiple: 3 }]),
    );
    expect([indices, whole]).toEqual([6, true]);
    const at = (k: number) => sets[setAt[k]];
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(at)).toEqual([
      [0, 2],
      [0, 1],
      [0],
      [0, 1, 2],
      [0],
      [0, 1],
      [0, 2],
      [0, 1],
    ]);
    expect(Object.fromEntries(sets.map((due, place) => [due.join(), shares[place] * 6]))).toEqual({
      "0,2": 1,
      "0,1": 2,
      "0": 2,
      "0,1,2": 1,
    });
  });

  it("of many large multiples come from the first indices", () => {
    const { sets, indices, whole } = dueSets(
      system(Array.from({ length: 42 }, (_, place) => ({ multiple: 999_999_999 - 2 * place }))),
    );
    expect(whole).toBe(false);
    expect(indices).toBeGreaterThan(10_000);
    expect(sets.length).toBe(2);
  });
});

describe("peaks over the hyperperiod", () => {
  it("are those of a walk through it, at the first index", () => {
    fc.assert(
      fc.property(fc.array(anyTerm([1, 2, 3, 4, 6, 9]), { minLength: 1, maxLength: 6 }), (terms) => {
        expect(periodicPeak(terms)).toMatchObject(walk(terms, 36));
      }),
    );
  });

  const long = [1009, 1013, 1019, 1021];

  it("beyond a million indices are exact where all classes are in phase", () => {
    const period = long.reduce((product, multiple) => product * multiple, 1);
    const terms = long.map((multiple, c) => ({ multiple, phase: 0, slope: 0, whenDue: 10 + c, base: 1 }));
    expect(periodicPeak(terms)).toEqual({ value: 50, byClass: [11, 12, 13, 14], atIndex: period });
    const rising = terms.map((term) => ({ ...term, slope: 1, whenDue: 0 }));
    expect(periodicPeak(rising)).toMatchObject({
      value: long.reduce((all, multiple) => all + multiple, 0),
      atIndex: period - 1,
    });
  });

  it("beyond a million indices are bounds, and say so, where phases differ", () => {
    const terms = long.map((multiple, c) => ({ multiple, phase: 7 * c, slope: 0, whenDue: 10 + c, base: 1 }));
    expect(periodicPeak(terms)).toEqual({ value: 50, bound: "upper" });
  });

  it("of a single class need no walk, however long its period", () => {
    const terms = [{ multiple: 1e8, phase: 0, slope: 2, whenDue: 1, base: 0 }];
    expect(periodicPeak(terms)).toMatchObject({ value: 2 * (1e8 - 1), atIndex: 1e8 - 1 });
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

describe("the fuller of two peaks", () => {
  const peak = (value: number, atIndex?: number) => ({ value, atIndex });
  const flushed = (value: number, atIndex?: number) => ({ value, atIndex, beforeFlush: true });

  it("is the larger one", () => {
    expect(fuller(peak(3, 1), peak(2, 2))).toEqual(peak(3, 1));
    expect(fuller(peak(2, 1), peak(3, 2))).toEqual(flushed(3, 2));
    expect(fuller(peak(2), peak(3))).toEqual(flushed(3));
    expect(fuller(peak(3), peak(2))).toEqual(peak(3));
  });

  it("is the earlier one where they are equal but for rounding, or else the one at the line", () => {
    const rounded = 1 + 2 ** -52;
    expect(fuller(peak(1, 2), peak(rounded, 3))).toEqual(peak(1, 2));
    expect(fuller(peak(1, 2), peak(rounded, 2))).toEqual(peak(1, 2));
    expect(fuller(peak(rounded, 3), peak(1, 2))).toEqual(flushed(1, 2));
    expect(fuller(peak(1), peak(1))).toEqual(peak(1));
    expect(fuller(peak(-1, 2), peak(-1, 1))).toEqual(flushed(-1, 1));
  });
});
