import { describe, expect, it } from "vitest";
import { dalyInterval } from "../../src/analytic/daly.js";
import { stableLogMeanBytes } from "../../src/analytic/stable-log-held.js";
import { waste } from "../../src/analytic/waste.js";
import { bestBaseInterval } from "../../src/planning/best-base-interval.js";
import { bestMultiples } from "../../src/planning/best-multiples.js";
import { constant, type SystemShape, systemOf } from "../support/system-of.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

const mixed = {
  classes: [
    { count: 30, image: 4e9, duration: { kind: "uniform", low: 2, high: 6 }, pause: 0.4 },
    { count: 10, multiple: 3, image: 16e9, duration: constant(9), pause: 1.5 },
    { count: 5, multiple: 4, phase: 1, image: 1e9, duration: { kind: "exponential", mean: 2 }, pause: 0.1 },
  ],
  rates: [
    [400, 50, 10],
    [50, 20, 5],
    [10, 5, 5],
  ],
  size: 40_000,
  baseInterval: 60,
  hosts: { count: 5 },
  delay: { kind: "exponential", mean: 0.01 },
  clock: { error: { kind: "normal", mean: 0, sd: 0.02 } },
  failures: { vm: 1e-6, host: 2e-6 },
  recovery: { replaySpeedup: 3 },
  prices: { write: 0.001, hold: 0.0005, vmHour: 0.2 },
} satisfies SystemShape;

describe("the best base interval", () => {
  it("is where the waste itself is least", () => {
    const best = bestBaseInterval(systemOf(mixed));
    const wasteAt = (baseInterval: number) => waste(systemOf({ ...mixed, baseInterval })).value;
    expect(relative(wasteAt(best.baseInterval), best.leastWaste)).toBeLessThan(1e-12);
    expect(best.waste).toBe(wasteAt(60));
    for (const factor of [0.5, 0.97, 1.03, 2]) {
      expect(wasteAt(factor * best.baseInterval)).toBeGreaterThan(best.leastWaste);
    }
    expect(best.insideDomain).toBe(true);
  });

  it("is Young's with SI alone, and Daly's to first order", () => {
    const system = systemOf({
      classes: [{ count: 8, pause: 0.3 }],
      rates: [[1]],
      hosts: { count: 4 },
      failures: { host: 1e-7 },
    });
    const { baseInterval } = bestBaseInterval(system);
    expect(relative(baseInterval, Math.sqrt((2 * 0.3) / 4e-7))).toBeLessThan(1e-14);
    // Daly's further terms are of the order of δ/τ.
    const daly = dalyInterval({ checkpointCost: 0.3, mtbf: 1 / 4e-7 });
    expect(relative(baseInterval, daly)).toBeLessThan(0.3 / baseInterval);
  });

  it("is endless when nothing fails, and says when it falls below what the formulas assume", () => {
    expect(bestBaseInterval(systemOf({ ...mixed, failures: {} })).baseInterval).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(bestBaseInterval(systemOf({ ...mixed, failures: { host: 1 } })).insideDomain).toBe(false);
  });

  it("leaves no domain on the way to 0 where nothing lags and no checkpoint takes time", () => {
    const shape = {
      classes: [{ count: 2 }],
      rates: [[1]],
      failures: { vm: 1e-5 },
    } satisfies SystemShape;
    expect(bestBaseInterval(systemOf(shape))).toMatchObject({ baseInterval: 0, insideDomain: true });
    const lasting = { ...shape, classes: [{ count: 2, duration: constant(3) }] };
    expect(bestBaseInterval(systemOf(lasting))).toMatchObject({ baseInterval: 0, insideDomain: false });
    const late = { ...shape, clock: { error: constant(2) } } satisfies SystemShape;
    expect(bestBaseInterval(systemOf(late))).toMatchObject({ baseInterval: 0, insideDomain: false });
  });
});

describe("the best multiples", () => {
  it("cost less than any other, class by class, by writes, storage and waste worked out afresh", () => {
    const system = systemOf(mixed);
    const { classes, cost, leastCost } = bestMultiples(system);
    expect(leastCost).toBeLessThan(cost);
    for (const one of classes) {
      const { alpha, gamma, best } = one;
      const costs = Array.from({ length: 2000 }, (_, at) => alpha / (at + 1) + gamma * (at + 1));
      expect(best).toBe(costs.indexOf(Math.min(...costs)) + 1);
    }
  });

  it("has the cost of the waste alone where only time has a price", () => {
    const system = systemOf({ ...mixed, prices: { vmHour: 0.2 } });
    // 45 VMs at 0.2 an hour, of which the waste is lost.
    expect(relative(bestMultiples(system).cost, 45 * 0.2 * waste(system).value)).toBeLessThan(1e-12);
  });

  it("has the cost of the stable log alone where only holding has a price", () => {
    const clock = { error: { kind: "normal", mean: 0, sd: 2 } } satisfies SystemShape["clock"];
    const system = systemOf({ ...mixed, clock, prices: { hold: 0.5 } });
    const expected = (0.5 * stableLogMeanBytes(system).value) / 2 ** 30;
    expect(relative(bestMultiples(system).cost, expected)).toBeLessThan(1e-12);
  });

  it("moves the cost as the waste and the writes move when the multiple is changed in the scenario", () => {
    const prices = { write: 0.001, vmHour: 0.2 };
    const shape = {
      ...mixed,
      clock: {},
      classes: [{ count: 10, multiple: 3, image: 16e9, pause: 1.5 }],
      rates: [[2]],
      prices,
    };
    const at = (multiple: number) =>
      bestMultiples(systemOf({ ...shape, classes: [{ ...shape.classes[0], multiple }] }));
    const { best, leastCost } = at(3).classes[0];
    expect(relative(at(best).cost, leastCost)).toBeLessThan(1e-12);
    expect(at(best + 1).cost).toBeGreaterThan(leastCost);
    expect(at(best - 1).cost).toBeGreaterThan(leastCost);
  });

  it("makes a VM SI that receives more in a base interval than its image weighs", () => {
    const heavy = {
      ...mixed,
      classes: [{ count: 10, multiple: 5, image: 1e6 }],
      rates: [[100]],
      prices: { write: 1 },
    };
    const [one] = bestMultiples(systemOf(heavy)).classes;
    expect(one!.alpha).toBeLessThan(0);
    expect(one!.best).toBe(1);
  });

  it("keeps the multiples where nothing has a price, and never ends them where only writing has", () => {
    expect(bestMultiples(systemOf({ ...mixed, prices: {} })).classes.map(({ best }) => best)).toEqual([
      1, 3, 4,
    ]);
    const light = systemOf({
      ...mixed,
      rates: [[0.001]],
      classes: [{ count: 9, image: 1e9 }],
      prices: { write: 1 },
    });
    expect(bestMultiples(light).classes[0].best).toBe(Number.POSITIVE_INFINITY);
  });
});
