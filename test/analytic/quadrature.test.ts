import { describe, expect, it } from "vitest";
import { adaptiveNodes } from "../../src/analytic/numerics/quadrature.js";

const perCell = 15;
/** Two looks beside each of two edges. */
const beside = 4;

describe("adaptive quadrature", () => {
  it("looks once at what two rules agree on, on both sides of 0", () => {
    const { points, weights, values } = adaptiveNodes(
      [-1, 1],
      2,
      (t, out) => {
        out[0] = t ** 2;
        out[1] = (1 + t ** 5) / 2;
      },
      1e-9,
    );
    expect(points).toHaveLength(perCell + beside);
    const integral = (f: number) => weights.reduce((sum, weight, at) => sum + weight * values[2 * at + f], 0);
    expect(integral(0)).toBeCloseTo(2 / 3, 14);
    expect(integral(1)).toBeCloseTo(1, 14);
    expect([...points].sort((a, b) => a - b)).toEqual([...points]);
  });

  it("halves cells until they agree for every component, whichever way they differ", () => {
    for (const sign of [1, -1]) {
      const bend = (t: number, out: Float64Array) => {
        out[0] = 0.5;
        out[1] = 0.5 + (sign * Math.abs(t - 1 / 3)) / 2;
      };
      const { points, weights, values } = adaptiveNodes([0, 1], 2, bend, 1e-9);
      expect(points.length).toBeGreaterThan(5 * perCell);
      const integral = weights.reduce((sum, weight, at) => sum + weight * values[2 * at + 1], 0);
      expect(integral).toBeCloseTo(0.5 + (sign * (1 / 9 + 4 / 9)) / 4, 9);
    }
  });

  const jump = (t: number, out: Float64Array) => {
    out[0] = t < 1 / 3 ? 0 : 1;
  };

  it("gives up on a jump after 40 halvings", () => {
    // Each leaves one half behind, and the last both.
    expect(adaptiveNodes([0, 1], 1, jump, 1e-14).points).toHaveLength(41 * perCell + beside);
  });

  it("gives up when so many points are used", () => {
    // Of [0, 1] it looks at the left half, its right half, the left and then the right half of that: seven looks.
    const { points } = adaptiveNodes([0, 1], 1, jump, 1e-30, 7 * perCell);
    expect(points).toHaveLength(5 * perCell + beside);
  });

  it("has no cell between two edges in one place", () => {
    const { points } = adaptiveNodes([0, 0, 1], 1, (t, out) => out.fill(t), 1e-9);
    expect(points).toHaveLength(perCell + 6);
  });
});
