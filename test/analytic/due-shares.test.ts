import { describe, expect, it } from "vitest";
import { dueSets, dueShares } from "../../src/analytic/due-sets.js";
import { systemOf } from "../support/system-of.js";

const withPeriods = (...classes: readonly (readonly [multiple: number, phase: number])[]) =>
  systemOf({
    classes: classes.map(([multiple, phase]) => ({ multiple, phase, count: 2 })),
    rates: classes.map((_, from) => classes.map((__, to) => (from === to ? 1 : 0))),
  });

describe("shares of due sets", () => {
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
