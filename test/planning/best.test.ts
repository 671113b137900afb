import { describe, expect, it } from "vitest";
import { dalyInterval } from "../../src/analytic/daly.js";
import { stableLogMeanBytes } from "../../src/analytic/stable-log-held.js";
import { storageMisfit } from "../../src/analytic/storage-fit.js";
import { waste } from "../../src/analytic/waste.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { advice } from "../../src/planning/advice.js";
import { bestBaseInterval } from "../../src/planning/best-base-interval.js";
import { bestMultiples, wastePrices } from "../../src/planning/best-multiples.js";
import { MultiplesSearch } from "../../src/planning/multiples-search.js";
import { systemCost, withMultiples } from "../../src/planning/system-cost.js";
import { atItsPeriods } from "../../src/scenario/model/checkpoint-bytes.js";
import type { System } from "../../src/scenario/model/system.js";
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

function uniform(name: string): () => number {
  const stream = openStream(name, 0, "test");
  return () => stream.double();
}

/** Least cost over all multiples up to a limit, by brute force. */
function bruteForce(system: System, prices: System["prices"], most: number): number {
  const { length } = system.classes;
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < most ** length; code++) {
    const multiples = system.classes.map((_, c) => 1 + (Math.floor(code / most ** c) % most));
    least = Math.min(least, systemCost(withMultiples(system, multiples), prices).value);
  }
  return least;
}

/** A class whose slow checkpoints hold up every line at which it is due, beside twenty that are quick. */
const slowBesideQuick = {
  classes: [
    { count: 20, duration: constant(1), pause: 0.02, image: 0 },
    { count: 1, multiple: 13, duration: constant(55), pause: 0.02, image: 0 },
  ],
  rates: [
    [1, 1],
    [1, 0],
  ],
  hosts: { count: 10 },
  failures: { host: 1e-6 },
  recovery: { restart: 0 },
} satisfies SystemShape;

describe("the best multiples", () => {
  it("end after some hundred systems where the VMs of a host share a clock, each of which takes a tenth of a second", () => {
    const system = systemOf({
      classes: [2, 3, 7].map((multiple) => ({
        count: 6,
        multiple,
        duration: { kind: "exponential", mean: multiple },
        pause: 0.1,
      })),
      baseInterval: 10,
      rates: [1, 2, 3].map(() => [1, 1, 1]),
      hosts: { count: 3 },
      clock: { error: { kind: "uniform", low: 0, high: 1 }, scope: "host" },
      failures: { vm: 1e-5, host: 1e-6 },
    });
    const search = new MultiplesSearch(system, wastePrices);
    expect(waste(withMultiples(system, search.best())).value).toBeLessThan(waste(system).value);
    expect(search.tried).toBeLessThan(150);
  });

  it("end by what the lines of the systems take that are tried: sooner in a plan than where they are asked for", () => {
    const system = systemOf({
      classes: [2, 3, 5, 7].map((multiple) => ({
        count: 40,
        multiple,
        duration: { kind: "lognormal", mean: multiple, sd: 1 },
        pause: 0.1,
      })),
      baseInterval: 10,
      rates: [1, 2, 3, 4].map(() => [1, 1, 1, 1]),
      hosts: { count: 7 },
      clock: { error: { kind: "uniform", low: 0, high: 1 } },
      failures: { vm: 1e-5, host: 1e-6 },
    });
    const tried = (work: number) => {
      const search = new MultiplesSearch(system, wastePrices, 1000, work);
      search.best();
      return search.tried;
    };
    expect(tried(2e8)).toBeLessThan(tried(4e8));
  });

  it("end at the largest that is tried, where images cost much and logs next to nothing, with storage too", () => {
    const plain = systemOf({
      classes: [
        { count: 2, multiple: 2, image: 2 ** 31 },
        { count: 2, image: 0 },
      ],
      rates: [
        [1, 5],
        [1, 0],
      ],
      size: 1000,
      baseInterval: 1,
      failures: { vm: 0, host: 0 },
      prices: { write: 0.01, hold: 0.001, vmHour: 0 },
    });
    const found = bestMultiples({ ...plain, storage: { write: 1e10, read: 1e10, hostLink: 1e10 } });
    expect(found.classes.map(({ best }) => best)).toEqual([100_000, 1]);
    expect(found.tried).toBeLessThan(20);
  });

  it("are worked out together, with the lags of their own lines", () => {
    const system = systemOf(slowBesideQuick);
    const found = bestMultiples({ ...system, prices: wastePrices });
    const multiples = found.classes.map(({ best }) => best);
    expect(relative(systemCost(withMultiples(system, multiples), wastePrices).value, found.leastCost)).toBe(
      0,
    );
    expect(found.leastCost).toBeLessThanOrEqual(bruteForce(system, wastePrices, 24));
    // One class at a time, with the lags as they are, ends elsewhere: what the formula without lags says of the second.
    const { alpha, gamma } = new MultiplesSearch(system, wastePrices).separate[1];
    expect(multiples[1]).toBeGreaterThan(Math.sqrt(alpha / gamma) + 1);
  });

  it.each(Array.from({ length: 8 }, (_, seed) => seed))(
    "cost no more than any up to 7, in system %i",
    (seed) => {
      const random = uniform(`best-multiples/${seed}`);
      const pick = (low: number, high: number) => low + random() * (high - low);
      const system = systemOf({
        classes: Array.from({ length: 3 }, () => ({
          count: 1 + Math.floor(random() * 20),
          multiple: 1 + Math.floor(random() * 7),
          image: pick(1e8, 1e10),
          duration: constant(pick(0, 55)),
          pause: pick(0, 1),
        })),
        rates: Array.from({ length: 3 }, () => [1, 2, 3].map(() => pick(0.1, 20))),
        size: 1000,
        hosts: { count: 1 + Math.floor(random() * 9) },
        failures: { vm: pick(0, 1e-6), host: pick(1e-8, 1e-5) },
        recovery: { replaySpeedup: pick(1, 5) },
        prices: { write: pick(0, 0.01), hold: pick(0, 0.01), vmHour: pick(0.01, 1) },
      });
      const found = bestMultiples(system);
      expect(found.leastCost).toBeLessThanOrEqual(bruteForce(system, system.prices, 7) * (1 + 1e-12));
      const { value, byClass } = systemCost(system, system.prices);
      expect([found.cost, found.classes.map(({ cost }) => cost)]).toEqual([value, byClass]);
    },
  );

  it.each([1, 2, 3])(
    "cost no more than any up to 4 that fits its storage, with images that grow, in system %i",
    (seed) => {
      const random = uniform(`best-multiples-stored/${seed}`);
      const pick = (low: number, high: number) => low + random() * (high - low);
      const plain = systemOf({
        classes: Array.from({ length: 3 }, () => ({
          count: 1 + Math.floor(random() * 6),
          multiple: 2,
          duration: constant(pick(0, 5)),
          pause: pick(0, 1),
        })),
        rates: Array.from({ length: 3 }, () => [1, 2, 3].map(() => pick(0.1, 20))),
        size: 1000,
        hosts: { count: 2 },
        failures: { vm: pick(0, 1e-6), host: pick(1e-8, 1e-5) },
        recovery: { bandwidth: 1e9 },
        prices: { write: pick(0, 0.01), hold: pick(0, 0.01), vmHour: pick(0.01, 1) },
      });
      const system = atItsPeriods({
        ...plain,
        storage: { write: 6e8, read: 5e8, hostLink: 5e8, ...(seed % 2 === 1 && { staging: 9e8 }) },
        classes: plain.classes.map((one) => ({
          ...one,
          growth: { full: 3e9, dirty: pick(1e7, 1e8), ...(random() < 0.5 && { workingSet: 1e9 }) },
        })),
      });
      expect(storageMisfit(system)).toBeUndefined();
      const found = bestMultiples(system);
      let least = Number.POSITIVE_INFINITY;
      let misfits = 0;
      for (let code = 0; code < 64; code++) {
        const tried = withMultiples(
          system,
          [code % 4, Math.floor(code / 4) % 4, Math.floor(code / 16)].map((i) => i + 1),
        );
        if (storageMisfit(tried)) misfits++;
        else least = Math.min(least, systemCost(tried, system.prices).value);
      }
      if (found.by === "prices") expect(found.leastCost).toBeLessThanOrEqual(least * (1 + 1e-12));
      expect(
        storageMisfit(
          withMultiples(
            system,
            found.classes.map(({ best }) => best),
          ),
        ),
      ).toBeUndefined();
      expect(misfits).toBeLessThan(64);
    },
  );

  it("have the cost of the waste alone where only time has a price", () => {
    const system = systemOf({ ...mixed, prices: { vmHour: 0.2 } });
    // 45 VMs at 0.2 an hour, of which the waste is lost.
    expect(relative(bestMultiples(system).cost, 45 * 0.2 * waste(system).value)).toBeLessThan(1e-12);
  });

  it("have the cost of the stable log alone where only holding has a price", () => {
    const clock = { error: { kind: "normal", mean: 0, sd: 2 } } satisfies SystemShape["clock"];
    const system = systemOf({ ...mixed, clock, prices: { hold: 0.5 } });
    const expected = (0.5 * stableLogMeanBytes(system).value) / 2 ** 30;
    expect(relative(bestMultiples(system).cost, expected)).toBeLessThan(1e-12);
  });

  it("makes a VM SI that receives more in a base interval than its image weighs", () => {
    const heavy = {
      ...mixed,
      classes: [{ count: 10, multiple: 5, image: 1e6 }],
      rates: [[100]],
      prices: { write: 1 },
    };
    expect(bestMultiples(systemOf(heavy)).classes[0].best).toBe(1);
  });

  it("go by the waste where nothing has a price, or the prices speak against no period", () => {
    const unpriced = bestMultiples(systemOf({ ...mixed, prices: {} }));
    expect([unpriced.by, unpriced.classes.every(({ best }) => Number.isFinite(best))]).toEqual([
      "waste",
      true,
    ]);
    const light = {
      ...mixed,
      rates: [[0.001]],
      classes: [{ count: 9, image: 1e9, pause: 1 }],
      prices: { write: 1 },
    };
    const found = bestMultiples(systemOf(light));
    expect(found.by).toBe("waste");
    expect(found.classes[0].best).toBeGreaterThan(1);
    expect(found.classes[0].best).toBeLessThan(1e4);
  });

  it("say that the longer is the better where nothing fails, and name no multiple", () => {
    const safe = systemOf({ ...mixed, prices: {}, failures: {} });
    const { classes } = bestMultiples(safe);
    expect(classes.map(({ best, unbounded }) => [best, unbounded])).toEqual(
      [1, 3, 4].map((one) => [one, true]),
    );
    const free = bestMultiples(systemOf({ classes: [{ count: 2, multiple: 3 }], rates: [[1]] }));
    expect(free.classes.map(({ best, unbounded }) => [best, unbounded])).toEqual([[3, false]]);
  });
});

describe("the advice", () => {
  it("lowers what it says it lowers, to the figure that it says", () => {
    const system = systemOf(slowBesideQuick);
    const { multiple } = advice(system);
    const change = systemOf({
      ...slowBesideQuick,
      classes: slowBesideQuick.classes.map((one, c) =>
        c === multiple!.classIndex ? { ...one, multiple: multiple!.best } : one,
      ),
    });
    expect(waste(change).value).toBe(multiple!.leastWaste);
    expect(waste(system).value).toBe(multiple!.waste);
    expect(multiple!.leastWaste).toBeLessThan(multiple!.waste);
  });

  it("knows what a slow checkpoint does to the rollback of all", () => {
    // One class alone may change; its own recovery alone would have it be 1.
    const search = new MultiplesSearch(systemOf(slowBesideQuick), wastePrices);
    const [, best] = search.improved([1, 13], 1);
    const wastes = Array.from({ length: 40 }, (_, k) => search.costAt([1, k + 1]).value);
    expect(best).toBe(wastes.indexOf(Math.min(...wastes)) + 1);
    // W = pauses + 1e-5 (30 + L + (30 (i − 1) + 55 − L)/21), L = 1 + 54/i, by hand.
    const percent = (multiple: number) => ((100 * wastes[multiple - 1]) / 21).toFixed(4);
    expect([1, 5, 6, 7, 13].map(percent)).toEqual(["0.1183", "0.0816", "0.0813", "0.0815", "0.0865"]);
  });

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    "never worsens what it names, in system %i",
    (seed) => {
      const random = uniform(`advice/${seed}`);
      const pick = (low: number, high: number) => low + random() * (high - low);
      const shape = {
        classes: Array.from({ length: 3 }, () => ({
          count: 1 + Math.floor(random() * 20),
          multiple: 1 + Math.floor(random() * 9),
          image: pick(1e8, 1e10),
          duration:
            random() < 0.5 ? constant(pick(0, 55)) : ({ kind: "exponential", mean: pick(0, 20) } as const),
          pause: pick(0, 1),
        })),
        rates: Array.from({ length: 3 }, () => [1, 2, 3].map(() => pick(0.1, 20))),
        hosts: { count: 1 + Math.floor(random() * 9) },
        clock: { error: { kind: "normal", mean: 0, sd: pick(0, 3) } },
        failures: { vm: pick(0, 1e-6), host: pick(1e-8, 1e-5) },
      } satisfies SystemShape;
      const system = systemOf(shape);
      const { multiple, baseInterval, phases } = advice(system);
      const before = waste(system).value;
      if (multiple) {
        const classes = shape.classes.map((one, c) =>
          c === multiple.classIndex ? { ...one, multiple: multiple.best } : one,
        );
        expect(waste(systemOf({ ...shape, classes })).value).toBeLessThan(before);
      }
      if (baseInterval) {
        const changed = systemOf({ ...shape, baseInterval: baseInterval.baseInterval });
        expect(waste(changed).value).toBeLessThan(before);
        expect(relative(waste(changed).value, baseInterval.leastWaste)).toBeLessThan(1e-9);
      }
      if (phases) expect(phases.burst).toBeLessThan(phases.burstBefore);
      for (const { effects } of [multiple, baseInterval, phases].filter((one) => one !== undefined)) {
        expect(effects.map(({ measure }) => measure)).toContain("stableLogRatio");
        expect(effects.find(({ measure }) => measure === "waste")!.before).toBe(before);
      }
    },
  );
});
