import { describe, expect, it } from "vitest";
import { contagionPanels } from "../../src/analytic/contagion.js";
import { MeanField } from "../../src/analytic/mean-field.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { constant } from "../support/system-of.js";

const uniform = (low: number, high: number) => ({ kind: "uniform", low, high }) as const;
const exponential = (mean: number) => ({ kind: "exponential", mean }) as const;

/** The panels of one cell that sends to itself, `rate` messages per second by each of the delays. */
const panelsOf = (error: Distribution, rate: number, ...delays: readonly Distribution[]) =>
  contagionPanels({
    error,
    cells: 1,
    from: Int32Array.of(0),
    to: Int32Array.of(0),
    channels: delays.map((delay) => ({ delay, rate: Float64Array.of(rate), sharedClock: false })),
  });

const edgesOf = (panels: ReturnType<typeof panelsOf>) => [panels[0].from, ...panels.map(({ to }) => to)];

describe("the panels of the mean field", () => {
  it.each<[string, Distribution, number, Distribution]>([
    ["uniform errors", uniform(-0.3, 0.1), 40, exponential(0.02)],
    ["exponential errors", exponential(0.05), 2000, constant(0.001)],
    ["normal errors", { kind: "normal", mean: 0, sd: 0.05 }, 40, constant(0.03)],
  ])("lie end to end, with nodes at their ends: %s", (_name, error, rate, delay) => {
    const panels = panelsOf(error, rate, delay);
    panels.forEach(({ from, to, times }, place) => {
      expect([times[0], times[10]]).toEqual([from, to]);
      if (place > 0) expect(from).toBe(panels[place - 1].to);
    });
    const reach = { uniform: [-0.3, 0.1], exponential: [0, 2], normal: [-0.43, 0.43] }[
      error.kind as "normal"
    ];
    expect([panels[0].from, panels[panels.length - 1].to]).toEqual(reach);
  });

  it("grow twofold from a sixty-fourth of the whole where all is even, and the last two share what is left", () => {
    const edges = edgesOf(panelsOf(uniform(0, 64), 0, exponential(1)));
    expect(edges).toEqual([0, 1, 3, 7, 15, 31, 47.5, 64]);
  });

  it.each<[string, Distribution, readonly Distribution[], readonly number[]]>([
    ["fixed", uniform(0, 0.1), [constant(0.03)], [0.03, 0.06, 0.09]],
    ["fixed, three times at most", uniform(1, 1.1), [constant(0.02)], [1.02, 1.04, 1.06]],
    ["uniform", uniform(0, 0.1), [uniform(0.02, 0.05)], [0.02, 0.04, 0.05, 0.06, 0.07, 0.09]],
    ["exponential errors", exponential(0.05), [constant(0.4)], [0.4, 0.8, 1.2]],
    ["one beside another", uniform(0, 0.1), [constant(0.03), constant(0.03 + 1e-13)], [0.03, 0.06, 0.09]],
    [
      "one beside another, in microseconds",
      uniform(0, 1e5),
      [constant(3e4), constant(3e4 + 1e-5)],
      [3e4, 6e4, 9e4],
    ],
    ["of two kinds", uniform(0, 0.1), [constant(0.06), exponential(0.01)], [0.06]],
  ])("end where a kink of the errors arrives: delays %s", (_name, error, delays, kinks) => {
    const edges = edgesOf(panelsOf(error, 0, ...delays));
    for (const kink of kinks) {
      expect(Math.min(...edges.map((edge) => Math.abs(edge / kink - 1)))).toBeLessThan(1e-12);
    }
    // No slivers, and seven panels where nothing arrives: fewer between two kinks.
    expect(Math.min(...edges.slice(1).map((edge, at) => edge - edges[at]))).toBeGreaterThan(1e-3);
    expect(edges.length - 1).toBeLessThan(8 + 2 * kinks.length);
  });

  it("end at no kink that has been passed on more than three times", () => {
    const edges = edgesOf(panelsOf(uniform(1, 1.1), 0, constant(0.02)));
    expect(Math.min(...edges.map((edge) => Math.abs(edge - 1.08)))).toBeGreaterThan(1e-3);
  });

  it("are not cut beyond a trillionth of the whole, where hardly anybody has advanced", () => {
    const panels = panelsOf({ kind: "lognormal", mean: 0.05, sd: 0.3 }, 1, uniform(0.01, 0.03));
    const { to: high } = panels[panels.length - 1];
    const shortest = Math.min(...panels.map(({ from, to }) => to - from));
    expect(shortest).toBeGreaterThan(0.1e-12 * high);
    expect(shortest).toBeLessThan(1e-11 * high);
  });

  it("are short where much happens, and no shorter than needed", () => {
    expect(panelsOf(uniform(0, 0.1), 5000, exponential(0.001)).length).toBeLessThan(30);
    expect(panelsOf({ kind: "normal", mean: 0, sd: 1 }, 20, exponential(0.05)).length).toBeLessThan(50);
  });
});

/**
 * Without delay the mean field of a class that only talks to itself is known: `y = exp(∫h)` obeys `y' = r (y − (1 − G))`.
 * Classes that do not talk to each other, side by side, know nothing of one another.
 */
describe("without delay", () => {
  it.each<[string, Distribution, readonly [number, number], (rate: number, t: number) => number]>([
    ["uniform errors", uniform(0, 1), [0, 1], (r, t) => Math.log1p(Math.expm1(r * t) / r - t)],
    [
      "uniform errors from 0.7",
      uniform(0.7, 1.7),
      [0.7, 1.7],
      (r, t) => Math.log1p(Math.expm1(r * t) / r - t),
    ],
    [
      "exponential errors",
      exponential(1),
      [0, 40],
      (r, t) => r * t + Math.log((1 + r * Math.exp(-t - r * t)) / (1 + r)),
    ],
  ])("the hazard is that of the equation: %s", (_name, error, [low, high], hazard) => {
    for (const rates of [
      [3, 100],
      [100, 3],
    ]) {
      const panels = contagionPanels({
        error,
        cells: 2,
        from: Int32Array.of(0, 1),
        to: Int32Array.of(0, 1),
        channels: [{ delay: constant(0), rate: Float64Array.from(rates), sharedClock: false }],
      });
      const field = new MeanField(panels, 2);
      for (let n = 1; n < 200; n++) {
        const t = (high - low) * (n / 200) ** 3;
        rates.forEach((rate, cell) => {
          const wanted = hazard(rate, t);
          expect(Math.abs(field.hazard(cell, low + t) - wanted)).toBeLessThan(1e-11 * (1 + wanted));
        });
      }
    }
  });
});

describe("the mean field", () => {
  const panels = panelsOf(uniform(0, 0.1), 40, constant(0.03));
  const field = new MeanField(panels, 1);

  it("has a mesh of at least 2,000 parts, as many in each panel, from the first advance to the last", () => {
    const { times } = field;
    const parts = Math.ceil(2000 / panels.length);
    expect(times).toHaveLength(panels.length * parts + 1);
    panels.forEach(({ from, to }, place) => {
      expect(times[place * parts]).toBe(from);
      expect(times[place * parts + 1]).toBeCloseTo(from + (to - from) / parts, 15);
    });
    expect(times[times.length - 1]).toBe(0.1);
  });

  it("knows nothing before the clocks' law begins, and all where it has ended", () => {
    expect([field.hazard(0, -1), field.hazard(0, 0), field.hazard(0, 0.03)]).toEqual([0, 0, 0]);
    // By hand: one generation, 40 · (t − d)²/2w.
    expect(Math.abs(field.hazard(0, 0.05) - (40 * 0.02 ** 2) / 0.2)).toBeLessThan(1e-10);
    expect(field.hazard(0, 0.1)).toBeLessThan(2);
    expect(field.hazard(0, 0.1 + 1e-9)).toBe(Number.POSITIVE_INFINITY);
  });
});
