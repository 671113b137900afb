import { describe, expect, it } from "vitest";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { incompletion, meanUntil, meanWhenComplete } from "../../src/analytic/completion.js";
import { lawCdf } from "../../src/analytic/numerics/distribution-laws.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { constant, systemOf } from "../support/system-of.js";

/** Advances with the density `2 (1 − s)` on 0 to 1, on a mesh. */
const times = Float64Array.from({ length: 2001 }, (_, n) => n / 2000);
const survival = times.map((t) => (1 - t) ** 2);
const density = (s: number) => 2 * (1 - s);

/** `E[T | T + d <= t]`, and `P(T + d <= t)`, by sums. */
function bySums(duration: Distribution, t: number): { mean: number; chance: number } {
  const steps = 40_000;
  let [mass, first] = [0, 0];
  for (let n = 0; n < steps; n++) {
    const s = (n + 0.5) / steps;
    const weight = (density(s) * lawCdf(duration, t - s)) / steps;
    mass += weight;
    first += weight * s;
  }
  return { mean: first / mass, chance: mass };
}

const laws: readonly (readonly [string, Distribution])[] = [
  ["exponential", { kind: "exponential", mean: 0.3 }],
  ["short exponential", { kind: "exponential", mean: 1e-3 }],
  ["uniform", { kind: "uniform", low: 0.2, high: 0.6 }],
  ["wide uniform", { kind: "uniform", low: 0, high: 3 }],
  ["normal", { kind: "normal", mean: 0.5, sd: 0.05 }],
  ["lognormal", { kind: "lognormal", mean: 0.3, sd: 0.2 }],
];
const instants = [0.35017, 0.50031, 0.61044, 0.9, 1.1002, 1.30013, 1.7, 3.5];

describe("when a VM has advanced", () => {
  it("is, among those that have, the mean so far", () => {
    const until = meanUntil(times, survival);
    for (const t of [0.01, 0.25, 0.50025, 0.9, 1]) {
      // ∫ s 2 (1 − s) ds from 0 to t over that of the density.
      const wanted = (t ** 2 - (2 / 3) * t ** 3) / (2 * t - t ** 2);
      expect(Math.abs(until(t) - wanted)).toBeLessThan(1e-6);
    }
    expect(Math.abs(until(7) - 1 / 3)).toBeLessThan(1e-6);
  });

  it.each(laws)("is, among those whose checkpoint is complete, earlier: %s", (_name, duration) => {
    const until = meanWhenComplete(times, survival, duration);
    for (const t of instants) {
      const { mean, chance } = bySums(duration, t);
      // Laws without bounds are looked at beside stretches of the advance.
      const tolerance = duration.kind === "uniform" ? 1e-6 : 2e-4;
      if (chance > 1e-6) expect(Math.abs(until(t) - mean), `${t}`).toBeLessThan(tolerance);
    }
    expect(Math.abs(until(100) - 1 / 3)).toBeLessThan(1e-5);
  });
});

describe("a checkpoint that is not complete", () => {
  const [field] = advanceLaws(systemOf({ classes: [{ count: 2 }], rates: [[1e-12]] }));
  const law = { ...field, notReached: (t: number) => (t <= 0 ? 1 : t >= 1 ? 0 : (1 - t) ** 2) };

  it.each(laws)("has the chance that the advance and the duration take longer: %s", (_name, duration) => {
    const open = incompletion(law, times, duration);
    for (const t of instants) {
      expect(Math.abs(open(t) - (1 - bySums(duration, t).chance)), `${t}`).toBeLessThan(1e-5);
    }
    expect(Math.abs(open(duration.kind === "normal" ? -5 : 0) - 1)).toBeLessThan(1e-15);
    expect(Math.abs(open(-5) - 1)).toBeLessThan(1e-15);
    expect(Math.abs(open(100))).toBeLessThan(1e-12);
  });

  it("is the advance, a duration later, where that is certain; and the duration where the advance is", () => {
    expect(incompletion(law, times, constant(0.5))(1)).toBe(0.25);
    const atom = incompletion({ ...law, mean: 2 }, new Float64Array(), { kind: "uniform", low: 0, high: 1 });
    expect([atom(2), atom(2.25), atom(3)]).toEqual([1, 0.75, 0]);
  });
});

describe("an advance on a coarse mesh", () => {
  // Spread evenly between points, by what it is taken as.
  const points = Float64Array.of(0.1, 0.15, 0.3, 0.4, 0.6, 0.7, 0.85, 1);
  const left = points.map((t) => ((1 - t) / 0.9) ** 2);
  const steps = 90_000;
  const sumsAt = (duration: Distribution, t: number) => {
    let [mass, cell] = [0, 0];
    for (let n = 0; n < steps; n++) {
      const s = 0.1 + (0.9 * (n + 0.5)) / steps;
      while (s > points[cell + 1]) cell++;
      const dense = (left[cell] - left[cell + 1]) / (points[cell + 1] - points[cell]);
      mass += (0.9 / steps) * dense * lawCdf(duration, t - s);
    }
    return mass;
  };
  const [field] = advanceLaws(systemOf({ classes: [{ count: 2 }], rates: [[1e-12]] }));
  const law = { ...field, notReached: (t: number) => left[points.findIndex((point) => point >= t)] };

  it("has the exact chance that a duration between two bounds, or an exponential one, is over", () => {
    for (const [, duration] of laws.slice(0, 4)) {
      const open = incompletion(law, points, duration);
      for (const t of [0.37, 0.44, 0.63, 0.71, 0.99, 1.23, 1.55, 2.2, 5]) {
        const chance = sumsAt(duration, t);
        expect(Math.abs(open(t) - (1 - chance)), `${t}`).toBeLessThan(1e-8);
      }
    }
  });

  it("is as early as it can be where nothing is complete yet", () => {
    const until = meanWhenComplete(points, left, { kind: "uniform", low: 0.2, high: 0.6 });
    expect([until(0.2), until(-1)]).toEqual([0.1, 0.1]);
    expect(meanUntil(points, left)(-1)).toBe(-1);
  });
});
