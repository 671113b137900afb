import { describe, expect, it } from "vitest";
import { delayMoments } from "../../src/analytic/numerics/delay-moments.js";
import { lawSurvival } from "../../src/analytic/numerics/distribution-laws.js";
import { degree } from "../../src/analytic/numerics/panel.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";

const laws: readonly (readonly [string, Distribution])[] = [
  ["exponential", { kind: "exponential", mean: 0.7 }],
  ["short exponential", { kind: "exponential", mean: 0.01 }],
  ["uniform", { kind: "uniform", low: 0.5, high: 1.5 }],
  ["lognormal", { kind: "lognormal", mean: 0.8, sd: 1.6 }],
  ["narrow lognormal", { kind: "lognormal", mean: 0.8, sd: 0.02 }],
];
/** Panels that end where the uniform law does, or at `t` itself, and one with `t` in its middle. */
const panels: readonly (readonly [number, number])[] = [
  [-3, -1],
  [-1, 0.5],
  [0.5, 1],
  [1, 1.5],
  [1.5, 2],
  [1.75, 2.25],
  [2, 3],
];
const t = 2;

/** `E[u^k; from < t − D ≤ to]` by parts: `u^k P(D ≥ t − s)` at the ends, less `∫ P(D ≥ t − s) d(u^k)` by Simpson's rule. */
function byParts(law: Distribution, from: number, to: number): number[] {
  const steps = 20_000;
  const at = Float64Array.from({ length: steps + 1 }, (_, n) => {
    const sent = from + ((to - from) * n) / steps;
    return sent >= t ? 1 : lawSurvival(law, t - sent);
  });
  return Array.from({ length: degree + 1 }, (_, k) => {
    let integral = 0;
    for (let n = 0; n <= steps; n++) {
      const slope = k === 0 ? 0 : k * ((2 * n) / steps - 1) ** (k - 1);
      integral += (n === 0 || n === steps ? 1 : n % 2 === 1 ? 4 : 2) * slope * at[n];
    }
    return at[steps] - (-1) ** k * at[0] - (2 / (3 * steps)) * integral;
  });
}

describe("the moments of what was sent a delay ago", () => {
  it.each(laws)("are those of the law: %s", (_name, law) => {
    const momentsOf = delayMoments(law);
    for (const [from, to] of panels) {
      const moments = new Float64Array(degree + 1).fill(9);
      momentsOf(t, from, to, moments);
      const wanted = byParts(law, from, to);
      for (let k = 0; k <= degree; k++) {
        // Gauss's rule of seven points cannot have the highest powers in full.
        expect(Math.abs(moments[k] - wanted[k])).toBeLessThan(k <= 6 ? 1e-9 : 5e-6);
      }
    }
  });

  it("are powers of one place where the delay is fixed: the panel's end belongs to it, its beginning does not", () => {
    const momentsOf = delayMoments({ kind: "constant", value: 0.5 });
    const of = (from: number, to: number) => {
      const moments = new Float64Array(degree + 1).fill(9);
      momentsOf(t, from, to, moments);
      return Array.from(moments);
    };
    const powers = (u: number) => Array.from({ length: degree + 1 }, (_, k) => u ** k);
    expect(of(1, 3)).toEqual(powers(-0.5));
    expect(of(0, 1.5)).toEqual(powers(1));
    expect(of(1.5, 2)).toEqual(powers(0).fill(0));
    expect(of(0, 1)).toEqual(powers(0).fill(0));
    expect(of(1.6, 2)).toEqual(powers(0).fill(0));
  });
});
