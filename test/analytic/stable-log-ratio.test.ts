import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flows } from "../../src/analytic/flows.js";
import { inTransitLogShare } from "../../src/analytic/in-transit.js";
import {
  exactStableLogByteRatio,
  exactStableLogRatio,
  ratioOfFlows,
  stableLogByteRatio,
  stableLogRatio,
  stableLogShares,
} from "../../src/analytic/stable-log-ratio.js";
import { paper, type SystemShape, systemOf, threeClassesShape } from "../support/system-of.js";

const relativeError = (value: number, wanted: number) => Math.abs(value - wanted) / Math.abs(wanted);

const decimal = (most: number) => fc.integer({ min: 1, max: most * 100 }).map((value) => value / 100);
const anyShape = fc
  .record({
    multiples: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
    rates: fc.array(fc.array(decimal(50), { minLength: 5, maxLength: 5 }), { minLength: 5, maxLength: 5 }),
    per: fc.constantFrom("sender", "receiver", "pair", "class"),
    counts: fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 5, maxLength: 5 }),
  })
  .map(
    ({ multiples, rates, per, counts }) =>
      ({
        classes: multiples.map((multiple, c) => ({ multiple, count: counts[c] })),
        rates: multiples.map((_, a) => rates[a].slice(0, multiples.length)),
        per: per as "sender" | "receiver" | "pair" | "class",
      }) satisfies SystemShape,
  );

describe("the stable-log ratio (E2)", () => {
  it("is 1/6 in the paper's example", () => {
    expect(exactStableLogRatio(paper)).toEqual({ value: 1 / 6, fraction: "1/6" });
    expect(relativeError(stableLogRatio(paper), 1 / 6)).toBeLessThan(1e-15);
  });

  it("is 43/243 in the specification's example", () => {
    expect(exactStableLogRatio(systemOf(threeClassesShape))).toEqual({ value: 43 / 243, fraction: "43/243" });
  });

  it.each([
    ["receiver", "2/5"],
    ["sender", "2/9"],
    ["pair", "18/43"],
    ["class", "2/9"],
  ] as const)("reads the same rates per %s as %s", (per, fraction) => {
    const system = systemOf({
      per,
      classes: [{ count: 2 }, { count: 6, multiple: 3 }],
      rates: [
        [4, 2],
        [2, 1],
      ],
    });
    expect(exactStableLogRatio(system)?.fraction).toBe(fraction);
  });

  it("is 0 when every class is SI, exactly", () => {
    const system = systemOf({
      classes: [{ count: 3 }, { count: 2 }],
      rates: [
        [0.1, 0.2],
        [0.3, 0.7],
      ],
    });
    expect(exactStableLogRatio(system)).toEqual({ value: 0, fraction: "0" });
    expect(stableLogRatio(system)).toBe(0);
  });

  it("tends to 1 as the multiples grow", () => {
    const system = systemOf({ classes: [{ count: 2, multiple: 1_000_000 }], rates: [[1]] });
    expect(exactStableLogRatio(system)?.fraction).toBe("999999/1000000");
  });

  it("keeps rates exact that doubles do not hold", () => {
    const system = systemOf({
      per: "class",
      classes: [{}, { multiple: 2 }],
      rates: [
        [0, 0.1],
        [0.2, 0],
      ],
    });
    expect(exactStableLogRatio(system)?.fraction).toBe("1/6");
    const tiny = systemOf({
      per: "class",
      classes: [{}, { multiple: 2 }],
      rates: [
        [0, 1e-9],
        [2e-9, 0],
      ],
    });
    expect(exactStableLogRatio(tiny)?.fraction).toBe("1/6");
  });

  it("is the same exactly and in doubles", () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const system = systemOf(shape);
        const { value, fraction } = exactStableLogRatio(system)!;
        const [numerator = "0", denominator = "1"] = fraction.split("/");
        expect(value).toBe(Number(numerator) / Number(denominator));
        expect(Math.abs(stableLogRatio(system) - value)).toBeLessThan(1e-14);
      }),
    );
  });

  it("does not change when a class is cut in two of the same kind", () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const perPair: SystemShape = { ...shape, per: "pair" };
        const last = shape.classes.length - 1;
        const { multiple, count } = shape.classes[last];
        const cut: SystemShape = {
          classes: [...shape.classes.slice(0, last), { multiple, count: count + 2 }, { multiple, count: 3 }],
          rates: [...shape.rates, shape.rates[last]].map((row) => [...row, row[last]]),
          per: "pair",
        };
        const merged: SystemShape = {
          ...perPair,
          classes: [...shape.classes.slice(0, last), { multiple, count: count + 5 }],
        };
        expect(exactStableLogRatio(systemOf(cut))).toEqual(exactStableLogRatio(systemOf(merged)));
      }),
    );
  });

  it("does not depend on the unit of time", () => {
    fc.assert(
      fc.property(anyShape, fc.integer({ min: 2, max: 100 }), (shape, factor) => {
        const faster = {
          ...shape,
          rates: shape.rates.map((row) => row.map((rate) => Math.round(rate * factor * 100) / 100)),
        };
        expect(exactStableLogRatio(systemOf(faster))?.fraction).toBe(
          exactStableLogRatio(systemOf(shape))?.fraction,
        );
      }),
    );
  });

  it("by bytes weighs each flow with its message size", () => {
    const system = systemOf({
      per: "class",
      classes: [{}, { multiple: 2 }],
      rates: [
        [0, 1],
        [1, 0],
      ],
      size: [
        [1, 3],
        [1, 1],
      ],
    });
    expect(exactStableLogByteRatio(system)).toEqual({ value: 0.375, fraction: "3/8" });
    expect(stableLogByteRatio(system)).toBe(0.375);
  });

  it.each([
    ["of 15 digits is what was written", 1.23456789012345, "fraction"],
    ["of 16 digits has been rounded", 1.234567890123456, undefined],
    ["of 16 digits is what was written where it is whole", 1234567890123456, "fraction"],
  ])("by bytes is a fraction where no size has been rounded: a size %s", (_, size, wanted) => {
    const system = systemOf({
      per: "class",
      classes: [{}, { multiple: 2 }],
      rates: [
        [0, 1],
        [1, 0],
      ],
      size: [
        [1, size],
        [1000, 1],
      ],
    });
    expect(exactStableLogByteRatio(system) && "fraction").toBe(wanted);
    expect(exactStableLogRatio(system)?.fraction).toBe("1/4");
  });

  it("from flows and multiples alone is the same number, to the last bit", () => {
    expect(ratioOfFlows([12, 6], [{ multiple: 1 }, { multiple: 2 }])).toBe(stableLogRatio(paper));
    fc.assert(
      fc.property(anyShape, (shape) => {
        const system = systemOf(shape);
        expect(stableLogRatio(system)).toBe(ratioOfFlows(flows(system).inbound, system.classes));
      }),
    );
  });
});

describe("shares and sensitivities (E2)", () => {
  it("shares add up to 1, and weigh the classes' own ratios to the whole", () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const system = systemOf(shape);
        const shares = stableLogShares(system);
        const whole = shares.reduce((sum, { share }) => sum + share, 0);
        const ratio = shares.reduce((sum, { share, logged }) => sum + share * logged, 0);
        expect(Math.abs(whole - 1)).toBeLessThan(1e-14);
        expect(Math.abs(ratio - stableLogRatio(system))).toBeLessThan(1e-14);
      }),
    );
  });

  it("the sensitivity is the difference that a little more traffic makes", () => {
    fc.assert(
      fc.property(anyShape, fc.nat(4), (shape, choice) => {
        const shapePerClass: SystemShape = { ...shape, per: "class" };
        const c = choice % shape.classes.length;
        const system = systemOf(shapePerClass);
        const step = 1e-4;
        const moved = (by: number) =>
          stableLogRatio(
            systemOf({
              ...shapePerClass,
              rates: shape.rates.map((row, a) =>
                a === 0 ? row.map((rate, b) => rate + (b === c ? by : 0)) : row,
              ),
            }),
          );
        const { sensitivity, elasticity, inbound } = stableLogShares(system)[c];
        const slope = (moved(step) - moved(-step)) / (2 * step);
        expect(Math.abs(slope - sensitivity)).toBeLessThan(1e-7 + 1e-5 * Math.abs(sensitivity));
        const ratio = stableLogRatio(system);
        if (ratio === 0) return;
        const wanted = (inbound * sensitivity) / ratio;
        expect(Math.abs(elasticity - wanted)).toBeLessThanOrEqual(1e-13 * Math.abs(wanted));
      }),
    );
  });

  it("the sensitivity to a multiple is the slope of 1 − 1/i", () => {
    const slope = (i: number) =>
      stableLogShares(
        systemOf({
          classes: [{ count: 2 }, { count: 2, multiple: i }],
          rates: [
            [1, 1],
            [1, 1],
          ],
        }),
      )[1];
    expect(slope(1).multipleSensitivity).toBe(1 / 2);
    expect(relativeError(slope(3).multipleSensitivity, 1 / 18)).toBeLessThan(1e-15);
  });

  it("a class that receives nothing has a sensitivity all the same", () => {
    const shares = stableLogShares(
      systemOf({
        classes: [{ count: 2 }, { multiple: 2 }],
        rates: [
          [1, 0],
          [0, 0],
        ],
      }),
    );
    expect(shares[1]).toEqual({
      inbound: 0,
      share: 0,
      logged: 0.5,
      sensitivity: 0.25,
      elasticity: 0,
      multipleSensitivity: 0,
    });
  });
});

describe("messages in transit go to the stable log (policy inTransit)", () => {
  const shape: SystemShape = {
    ...threeClassesShape,
    policies: { inTransit: "stable" },
    delay: { kind: "constant", value: 0.5 },
  };

  it("adds the delay's share of each due interval", () => {
    const system = systemOf(shape);
    const added = [550, 180, 80].reduce((sum, flow, c) => sum + (flow * 0.5) / (10 * (c + 1)), 0) / 810;
    expect(relativeError(stableLogRatio(system), 43 / 243 + added)).toBeLessThan(1e-12);
    expect(exactStableLogRatio(system)).toBeUndefined();
    expect(exactStableLogByteRatio(system)).toBeUndefined();
  });

  it("is no fraction although some classes receive nothing", () => {
    const system = systemOf({ ...shape, per: "class", rates: [[1, 1, 0], [], []] });
    expect(exactStableLogRatio(system)).toBeUndefined();
    // Half a second of 10 s, and of 20 s; nothing of nothing.
    expect(inTransitLogShare(system)).toEqual([0.05, 0.025, 0]);
  });

  it("stays a fraction where nothing is ever in transit", () => {
    const system = systemOf({ ...threeClassesShape, policies: { inTransit: "stable" } });
    expect(exactStableLogRatio(system)?.fraction).toBe("43/243");
  });
});
