import { describe, expect, it } from "vitest";
import { coverLags, latestCover, lineLag, lineLags } from "../../src/analytic/line-lag.js";
import { atomsOfLaw } from "../../src/analytic/numerics/tabulated-law.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import type { System } from "../../src/scenario/model/system.js";
import { constant, systemOf, threeClassesSkewedShape } from "../support/system-of.js";
import {
  lineLagOfEveryVm,
  lineLagOfOneVm,
  lineLagWithoutEarlyAdvance,
} from "../support/wrong-twins-of-skew.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);
const accuracy = 1e-6;

interface Part {
  readonly multiple?: number;
  readonly phase?: number;
  readonly count?: number;
  readonly duration: Distribution;
}

/** Classes that send nothing, so that only clocks and durations matter. */
const quiet = (classes: readonly Part[], error: Distribution = constant(0)) =>
  systemOf({
    classes,
    rates: classes.map((_, a) => classes.map((_, b) => (a === 0 && b === 0 ? 1e-12 : 0))),
    clock: { error },
    baseInterval: 100,
  });

describe("line lag", () => {
  it("has the specification's value for its system of 100 VMs", () => {
    expect(Number(lineLag(systemOf(threeClassesSkewedShape)).value.toFixed(3))).toBe(2.03);
  });

  it.each([1, 2, 10, 1000, 100_000])(
    "is mean · H_n for %d exponential durations and perfect clocks",
    (count) => {
      let harmonic = 0;
      for (let i = count; i > 0; i--) harmonic += 1 / i;
      const system = quiet([{ count, duration: { kind: "exponential", mean: 3 } }]);
      expect(relative(lineLags(system).mean, 3 * harmonic)).toBeLessThan(accuracy);
    },
  );

  it.each([1, 7, 5000])("is the largest of %d uniform durations", (count) => {
    const system = quiet([{ count, duration: { kind: "uniform", low: 2, high: 5 } }]);
    expect(relative(lineLags(system).mean, 2 + (3 * count) / (count + 1))).toBeLessThan(accuracy);
  });

  it("is the largest of uniform clock errors, which may be early, plus a fixed duration", () => {
    const system = quiet([{ count: 9, duration: constant(0.1) }], { kind: "uniform", low: -1, high: 1 });
    expect(Math.abs(lineLags(system).mean - 0.9)).toBeLessThan(accuracy);
    const early = quiet([{ count: 1, duration: constant(0) }], { kind: "normal", mean: -3, sd: 0.5 });
    expect(relative(lineLags(early).mean, -3)).toBeLessThan(accuracy);
  });

  it("adds a duration of any law to the clock error, for one VM in the mean", () => {
    const laws: Distribution[] = [
      { kind: "exponential", mean: 2 },
      { kind: "uniform", low: 1, high: 4 },
      { kind: "lognormal", mean: 2, sd: 1 },
      { kind: "normal", mean: 8, sd: 0.7 },
      constant(3),
    ];
    const means = [2, 2.5, 2, 8, 3];
    for (const [at, duration] of laws.entries()) {
      const system = quiet([{ duration }], { kind: "exponential", mean: 0.3 });
      expect(relative(lineLags(system).mean, means[at] + 0.3)).toBeLessThan(accuracy);
    }
  });

  it("is exact for certain durations, by the slowest class that is due", () => {
    const lags = lineLags(quiet([{ duration: constant(1) }, { multiple: 2, duration: constant(4) }]));
    expect([1, 2, 3, 4].map((index) => lags.at(index)).map((lag) => Math.round(lag * 1e9) / 1e9)).toEqual([
      1, 4, 1, 4,
    ]);
    expect(relative(lags.mean, 2.5)).toBeLessThan(accuracy);
    expect(relative(lags.meanWhenDue[1], 4)).toBeLessThan(accuracy);
  });

  it("is 0 with perfect clocks and no duration", () => {
    const lags = lineLags(quiet([{ count: 4, duration: constant(0) }]));
    expect([lags.mean, lags.at(1), lags.meanWhenDue[0]]).toEqual([0, 0, 0]);
  });

  const duration = { kind: "exponential", mean: 1 } as const;
  it.each<[string, readonly Part[]]>([
    ["coprime", [2, 3, 5, 7].map((multiple, phase) => ({ multiple, phase, count: multiple, duration }))],
    [
      "entangled",
      [4, 6, 9, 10, 12].map((multiple, phase) => ({ multiple, phase, count: phase + 1, duration })),
    ],
    [
      "one multiple, several phases",
      [0, 1, 3].map((phase) => ({ multiple: 4, phase, count: phase + 1, duration })),
    ],
    [
      "with SI",
      [1, 2, 2, 6].map((multiple, at) => ({ multiple, phase: at === 2 ? 1 : 0, count: at + 1, duration })),
    ],
    [
      "early clocks, lines without due VMs",
      [
        { multiple: 3, duration },
        { multiple: 4, phase: 1, duration },
      ],
    ],
  ])("averages over the hyperperiod as if walked through: %s", (name, parts) => {
    const error: Distribution = name.startsWith("early")
      ? { kind: "uniform", low: -4, high: -2 }
      : constant(0);
    const system = quiet(parts, error);
    const lags = lineLags(system);
    const period = 2520;
    const indices = Array.from({ length: period }, (_, step) => step + 1);
    const mean = (chosen: readonly number[]) =>
      chosen.reduce((sum, index) => sum + lags.at(index), 0) / chosen.length;
    expect(relative(lags.mean, mean(indices))).toBeLessThan(1e-9);
    for (const c of system.classes) {
      const due = indices.filter((index) => index % c.multiple === c.phase);
      expect(Math.abs(lags.meanWhenDue[c.index] - mean(due))).toBeLessThan(1e-9);
    }
  });

  it("takes the first million indices of a hyperperiod of 1.2e8 for all of them", () => {
    const multiples = [101, 103, 107, 109];
    const lags = lineLags(quiet(multiples.map((multiple, at) => ({ multiple, duration: constant(at + 1) }))));
    // The slowest due class decides: its chance, times that no slower one is due.
    let mean = 0;
    let slowerDue = 1;
    for (const [at, multiple] of [...multiples.entries()].reverse()) {
      mean += ((at + 1) * slowerDue) / multiple;
      slowerDue *= 1 - 1 / multiple;
    }
    // Each class is due up to once more or less among a million indices than its share says.
    expect(relative(lags.mean, mean)).toBeLessThan(1e-4);
  });

  it("comes near the average where a hyperperiod is too entangled to walk through", () => {
    const multiples = [16, 27, 25, 49, 11, 13].flatMap((one, at, all) =>
      all.slice(at + 1).map((other) => one * other),
    );
    const lags = lineLags(quiet(multiples.map((multiple) => ({ multiple, duration: constant(1) }))));
    expect(lags.mean).toBeGreaterThan(0);
    expect(lags.mean).toBeLessThan(multiples.reduce((sum, multiple) => sum + 1 / multiple, 0));
  });

  it("takes the hosts' common clocks for one each", () => {
    const error: Distribution = { kind: "uniform", low: 0, high: 1 };
    const shape = { classes: [{ count: 40 }], rates: [[1e-12]], baseInterval: 100 };
    const lags = (hosts: number) =>
      lineLags(systemOf({ ...shape, clock: { error, scope: "host" }, hosts: { count: hosts } })).mean;
    // The largest of H uniform errors; 64 atoms stand for the clock's law.
    for (const hosts of [1, 4, 10]) expect(relative(lags(hosts), hosts / (hosts + 1))).toBeLessThan(2e-3);
  });

  it("differs from its wrong twins where they should show", () => {
    const system = systemOf({
      classes: [{ count: 5 }, { count: 5, multiple: 3 }],
      rates: [
        [300, 300],
        [300, 300],
      ],
      clock: { error: { kind: "uniform", low: 0, high: 0.1 } },
    });
    const { mean } = lineLags(system);
    expect(lineLagWithoutEarlyAdvance(system)).toBeGreaterThan(1.05 * mean);
    expect(lineLagOfEveryVm(system)).toBeGreaterThan(1.02 * mean);
    expect(lineLagOfOneVm(system)).toBeLessThan(0.95 * mean);
  });
});

describe("a class that is hardly ever due", () => {
  it("counts by its share of the lines", () => {
    const system = systemOf({
      classes: [
        { count: 2, duration: constant(1) },
        { count: 2, multiple: 4194303, phase: 3000000, duration: constant(3) },
      ],
      rates: [
        [1, 1],
        [1, 1],
      ],
    });
    const [si, mi] = lineLags(system).meanWhenDue;
    expect(relative(si, 1 + 2 / 4194303)).toBeLessThan(1e-12);
    expect(relative(mi, 3)).toBeLessThan(1e-12);
  });

  it("is due alone where it is not due at any index that is looked at", () => {
    const shared = { count: 2, duration: { kind: "uniform", low: 0, high: 1 } } as const;
    const often = Array.from({ length: 10 }, (_, phase) => ({ ...shared, multiple: 16, phase }));
    const seldom = { multiple: 4194303, phase: 3000000, duration: constant(3) };
    const system = quiet([...often, seldom], { kind: "uniform", low: 0, high: 1 });
    expect(Math.abs(lineLags(system).meanWhenDue[10] - 3.5)).toBeLessThan(accuracy);
    for (const byClass of Object.values(coverLags(system).covariances)) {
      for (const covariance of byClass) expect(Number.isFinite(covariance)).toBe(true);
    }
  });

  it("stands at the boundary where no VM is due, with storage too", () => {
    const system = quiet([{ multiple: 2, count: 2, duration: constant(0) }]);
    const storage = { write: 2 ** 30, read: 2 ** 30, hostLink: Number.POSITIVE_INFINITY };
    const lags = lineLags({ ...system, storage });
    expect(lags.at(1)).toBe(0);
    expect(lags.at(2)).toBeCloseTo(2, 6);
  });
});

describe("the cover of lines", () => {
  const skewed = (parts: readonly Part[], clock: Partial<System["clock"]> = {}) =>
    systemOf({
      classes: parts,
      rates: parts.map((_, a) => parts.map((__, b) => (a === 0 && b === 0 ? 1e-12 : 0))),
      clock: { error: { kind: "uniform", low: 0, high: 1 }, ...clock },
      baseInterval: 100,
    });

  it("has a law with the mean that is told", () => {
    const covers = coverLags(
      skewed([
        { count: 2, duration: constant(0) },
        { count: 3, multiple: 2, duration: { kind: "uniform", low: 0, high: 1 } },
      ]),
    );
    for (const index of [1, 2]) {
      const { points, chances } = covers.law(index);
      const { values, weights } = atomsOfLaw({ points, chances });
      const mean = values.reduce((sum, value, n) => sum + weights[n] * value, 0);
      expect(relative(mean, covers.at(index))).toBeLessThan(1e-3);
    }
    expect(relative(covers.at(1), 5 / 6)).toBeLessThan(1e-6);
  });

  it("is certain where nothing varies, and not before the boundary where nobody is due", () => {
    const still = { count: 2, multiple: 2 };
    const covers = coverLags(
      quiet([
        { ...still, duration: constant(0) },
        { ...still, duration: constant(3) },
      ]),
    );
    expect(covers.law(1)).toEqual({ points: Float64Array.of(0), chances: Float64Array.of(1) });
    expect(covers.law(2).points.length).toBeGreaterThan(0);
    const early = skewed([{ ...still, duration: constant(0) }], {
      error: { kind: "uniform", low: -3, high: 1 },
    });
    const { points, chances } = coverLags(early).law(1);
    expect(points[0]).toBe(0);
    // Both VMs have advanced by the boundary.
    expect(Math.abs(chances[0] - 0.75 ** 2)).toBeLessThan(1e-12);
    expect(coverLags(early).law(2).points[0]).toBeLessThan(0);
  });

  it("comes at the latest where all are due, whether that ever happens or not, and not before the boundary", () => {
    const apart = [0, 1].map((phase) => ({ multiple: 2, phase, count: 1, duration: constant(3 - phase) }));
    expect(relative(latestCover(quiet(apart)), 3)).toBeLessThan(1e-6);
    const early = skewed([{ duration: constant(0) }], { error: { kind: "uniform", low: -3, high: -1 } });
    expect(coverLags(early).mean).toBeLessThan(-1.9);
    expect(latestCover(early)).toBe(0);
  });

  it("moves with a late advance, but for errors that last; one that is always due is never not due", () => {
    const parts = [{ duration: constant(0) }, { multiple: 2, duration: constant(0) }];
    const { mean, whenDue, whenNotDue } = coverLags(skewed(parts)).covariances;
    // Of two even errors, the larger: 1/24 with each.
    for (const value of [mean[0], mean[1], whenDue[0], whenDue[1], whenNotDue[1]]) {
      expect(relative(value, 1 / 24)).toBeLessThan(1e-4);
    }
    expect(whenNotDue[0]).toBe(0);
    const none = Float64Array.of(0, 0);
    const lasting = coverLags(skewed(parts, { redraw: "once" })).covariances;
    expect(lasting).toEqual({ mean: none, whenDue: none, whenNotDue: none });
  });
});
