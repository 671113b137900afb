import { describe, expect, it } from "vitest";
import { dueSets, dueShares } from "../../src/analytic/due-sets.js";
import { systemOf } from "../support/system-of.js";

const withPeriods = (...classes: readonly (readonly [multiple: number, phase: number])[]) =>
  systemOf({
    classes: classes.map(([multiple, phase]) => ({ multiple, phase, count: 2 })),
    rates: classes.map((_, from) => classes.map((__, to) => (from === to ? 1 : 0))),
  });

describe("the due sets of a hyperperiod", () => {
  it("are in the order in which they occur, with their places at each index and one beyond", () => {
    const { groups, sets, shares, setAt, indices, whole } = dueSets(withPeriods([2, 0], [3, 2], [2, 0]));
    expect(groups.map(({ classes }) => classes.map(({ index }) => index))).toEqual([[0, 2], [1]]);
    expect(sets).toEqual([[0], [], [0, 1], [1]]);
    expect(Array.from(shares)).toEqual([2 / 6, 2 / 6, 1 / 6, 1 / 6]);
    expect(Array.from(setAt)).toEqual([0, 1, 2, 1, 0, 3, 0, 1]);
    expect([indices, whole]).toEqual([6, true]);
  });

  it("are those of the first part where the whole is too long, by groups and by different sets", () => {
    const longMultiples = [997, 991, 983, 977, 971, 967, 953, 947, 941, 937, 929, 919, 911, 907, 887, 883];
    const many = dueSets(withPeriods(...longMultiples.map((multiple): [number, number] => [multiple, 0])));
    expect([many.indices, many.whole, many.setAt.length]).toEqual([2 ** 19, false, 2 ** 19 + 2]);
    const primes = Array.from({ length: 98 }, (_, n) => n).filter(
      (n) => n > 1 && Array.from({ length: n }, (_, d) => d).every((d) => d < 2 || n % d !== 0),
    );
    const different = dueSets(withPeriods(...primes.map((prime): [number, number] => [prime, 0])));
    expect([different.sets.length, different.whole]).toEqual([4097, false]);
    // The last of them is the first that would be one too many.
    const last = different.setAt.indexOf(4096);
    expect([different.indices, different.setAt.length]).toEqual([last, last + 2]);
    expect(Math.abs(different.shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-12);
  });
});

describe("shares of due sets", () => {
  it("are exact fractions where the hyperperiod is short", () => {
    const { sets, shares } = dueShares(withPeriods([2, 0], [3, 0]));
    expect(sets.map((set) => set.join())).toEqual(["0,1", "", "0", "1"]);
    expect(Array.from(shares)).toEqual([1 / 6, 2 / 6, 2 / 6, 1 / 6]);
  });

  it.each([
    [withPeriods([1, 0], [81, 5], [64, 7], [25, 24])],
    [withPeriods([84, 3], [90, 9], [91, 0], [9, 3])],
    [withPeriods([128, 1], [96, 2], [125, 0])],
    [withPeriods([4, 1], [10_012, 1], [8, 3])],
  ])("are those of a walk through the hyperperiod", (system) => {
    const walked = dueSets(system);
    expect([walked.whole, walked.indices > 5000]).toEqual([true, true]);
    const { sets, shares } = dueShares(system);
    expect(sets.map((set) => set.join()).sort()).toEqual(walked.sets.map((set) => set.join()).sort());
    sets.forEach((set, place) => {
      const there = walked.sets.findIndex((other) => other.join() === set.join());
      // A dozen additions of numbers below 1.
      expect(Math.abs(shares[place] - walked.shares[there])).toBeLessThan(12 * Number.EPSILON);
    });
  });

  it("add up to 1 where no walk would end", () => {
    const { sets, shares } = dueShares(withPeriods([997, 0], [991, 3], [983, 5], [977, 0]));
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-14);
    expect(shares[sets.findIndex((set) => set.join() === "0,1,2,3")]).toBeLessThan(
      2 / (997 * 991 * 983 * 977),
    );
  });
});
