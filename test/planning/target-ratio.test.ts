import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestMultiple, largestShare } from "../../src/planning/target-ratio.js";
import { ScenarioError } from "../../src/scenario/model/scenario-error.js";
import { paper, systemOf, threeClassesShape } from "../support/system-of.js";

describe("the largest multiple within a target (E4)", () => {
  it("is 4 for a quarter in the paper's example, with its proof", () => {
    const answer = largestMultiple(paper, 1, 0.25);
    expect(answer).toEqual({
      answer: 4,
      inside: { at: 4, stableLogRatio: 0.25 },
      outside: { at: 5, stableLogRatio: 4 / 15 },
    });
  });

  it("is floor(1/(1 − target/f)) for one MI class among SI, in whole numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 98 }), (share, target) => {
        const system = systemOf({
          per: "class",
          classes: [{}, { multiple: 2 }],
          rates: [
            [0, share],
            [100 - share, 0],
          ],
        });
        const { answer } = largestMultiple(system, 1, target / 100);
        expect(answer).toBe(
          target >= share ? Number.POSITIVE_INFINITY : Math.floor(share / (share - target)),
        );
      }),
    );
  });

  it("proves itself: inside meets the target and outside does not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.nat(2), (thousandths, c) => {
        const target = thousandths / 1000;
        const { answer, inside, outside } = largestMultiple(systemOf(threeClassesShape), c, target);
        if (inside) expect(inside.stableLogRatio).toBeLessThanOrEqual(target);
        if (outside) expect(outside.stableLogRatio).toBeGreaterThan(target);
        expect(inside === undefined).toBe(answer === undefined);
        expect(outside === undefined).toBe(answer === Number.POSITIVE_INFINITY);
      }),
    );
  });

  it("counts what the other classes write", () => {
    // Without the second class 80·(2/3)/810 remains.
    expect(largestMultiple(systemOf(threeClassesShape), 1, 0.05).answer).toBeUndefined();
    expect(largestMultiple(systemOf(threeClassesShape), 1, 0.07).answer).toBe(1);
  });

  it("takes the target as written: 0.3 is met by i = 10 with a third of the traffic", () => {
    const system = systemOf({
      per: "class",
      classes: [{}, { multiple: 2 }],
      rates: [
        [0, 1],
        [2, 0],
      ],
    });
    expect(largestMultiple(system, 1, 0.3).answer).toBe(10);
  });

  it("holds under inTransit: stable as well", () => {
    const system = systemOf({
      ...threeClassesShape,
      policies: { inTransit: "stable" },
      delay: { kind: "exponential", mean: 0.5 },
    });
    const { answer, inside, outside } = largestMultiple(system, 1, 0.2);
    expect(answer).toBeGreaterThanOrEqual(1);
    expect(inside!.stableLogRatio).toBeLessThanOrEqual(0.2);
    expect(outside!.stableLogRatio).toBeGreaterThan(0.2);
  });

  it("refuses a target that is no number", () => {
    expect(() => largestMultiple(paper, 1, Number.NaN)).toThrow(ScenarioError);
  });
});

describe("the largest share within a target (E4)", () => {
  it("is target · i/(i − 1) for one MI class among SI", () => {
    const answer = largestShare(paper, 1, 0.1);
    expect(answer).toMatchObject({ side: "most", answer: 0.2, fraction: "1/5" });
    expect(answer.inside!.stableLogRatio).toBe(0.1);
    expect(answer.outside!.stableLogRatio).toBeGreaterThan(0.1);
  });

  it("is everything where the class alone meets the target", () => {
    expect(largestShare(paper, 1, 0.5)).toEqual({
      side: "most",
      answer: 1,
      inside: { at: 1, stableLogRatio: 0.5 },
    });
  });

  it("is a least share for a class that writes less than the others", () => {
    const answer = largestShare(systemOf(threeClassesShape), 0, 0.1);
    expect(answer.side).toBe("least");
    // The others write (90 + 160/3)/260 of theirs.
    expect(answer.fraction).toBe("176/215");
    expect(answer.inside!.stableLogRatio).toBe(0.1);
    expect(answer.outside!.stableLogRatio).toBeGreaterThan(0.1);
    expect(answer.outside!.at).toBeLessThan(answer.answer!);
  });

  it("is nothing where the others are above the target already", () => {
    expect(largestShare(systemOf(threeClassesShape), 2, 0.01).answer).toBeUndefined();
  });
});
