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
const instants = [0.35, 0.5, 0.61, 0.9, 1.1, 1.3, 1.7, 3.5];

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
      if (chance > 1e-6) expect(Math.abs(until(t) - mean), `${t}`).toBeLessThan(2e-4);
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
