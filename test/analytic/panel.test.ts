import { describe, expect, it } from "vitest";
import {
  degree,
  integralsToNodes,
  nodesPerPanel,
  panelNodes,
  panelWeights,
  powersFrom,
  roughness,
} from "../../src/analytic/numerics/panel.js";

const orders = Array.from({ length: degree + 1 }, (_, k) => k);
/** Chebyshev's polynomial of order `k`. */
const chebyshev = (k: number, u: number) => Math.cos(k * Math.acos(u));

describe("a panel", () => {
  it("has its nodes where Chebyshev's polynomial of its degree is 1 or −1, ascending", () => {
    expect([panelNodes[0], panelNodes[degree / 2], panelNodes[degree]]).toEqual([-1, 0, 1]);
    expect(panelNodes).toHaveLength(nodesPerPanel);
    panelNodes.forEach((u, j) => {
      expect(Math.abs(chebyshev(degree, u) - (-1) ** j)).toBeLessThan(2e-13);
      if (j > 0) expect(u).toBeGreaterThan(panelNodes[j - 1]);
    });
  });

  it.each(orders)("integrates u^%i exactly, up to each node and over all of it", (k) => {
    integralsToNodes.forEach((shares, i) => {
      const integral = shares.reduce((sum, share, j) => sum + share * panelNodes[j] ** k, 0);
      expect(Math.abs(integral - (panelNodes[i] ** (k + 1) - (-1) ** (k + 1)) / (k + 1))).toBeLessThan(2e-13);
    });
    const all = panelWeights.reduce((sum, weight, j) => sum + weight * panelNodes[j] ** k, 0);
    expect(Math.abs(all - (k % 2 === 0 ? 2 / (k + 1) : 0))).toBeLessThan(2e-13);
  });

  it("finds the coefficients of polynomials from their values, side by side", () => {
    const one = orders.map((k) => 1 / (1 + k));
    const other = orders.map((k) => (-1) ** k * (k - 4));
    const values = new Float64Array(2 * nodesPerPanel);
    panelNodes.forEach((u, j) => {
      values[2 * j] = one.reduce((sum, coefficient, k) => sum + coefficient * u ** k, 0);
      values[2 * j + 1] = other.reduce((sum, coefficient, k) => sum + coefficient * u ** k, 0);
    });
    const powers = new Float64Array(2 * nodesPerPanel).fill(7);
    powersFrom(values, 2, powers);
    for (const k of orders) {
      expect(Math.abs(powers[2 * k] - one[k])).toBeLessThan(1e-11);
      expect(Math.abs(powers[2 * k + 1] - other[k])).toBeLessThan(1e-11);
    }
  });

  it("is as rough as the last two of Chebyshev's coefficients", () => {
    const values = new Float64Array(2 * nodesPerPanel);
    panelNodes.forEach((u, j) => {
      values[2 * j] = 1 - 3 * chebyshev(9, u) + 2 * chebyshev(10, u);
      values[2 * j + 1] = chebyshev(8, u) + 0.5 * chebyshev(9, u) - 0.25 * chebyshev(10, u);
    });
    const powers = new Float64Array(values.length);
    powersFrom(values, 2, powers);
    expect(Math.abs(roughness(powers, 2, 0) - 5)).toBeLessThan(1e-12);
    expect(Math.abs(roughness(powers, 2, 1) - 0.75)).toBeLessThan(1e-12);
  });
});
