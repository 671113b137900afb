import { describe, expect, it } from "vitest";
import { coverLags, lineLags } from "../../src/analytic/line-lag.js";
import { lineLaws, meanFromLaw } from "../../src/analytic/line-laws.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { systemOf } from "../support/system-of.js";

const uniform = (low: number, high: number): Distribution => ({ kind: "uniform", low, high });

describe("the laws of lines", () => {
  it("has a line at which no VM is due stand at the boundary, and not before", () => {
    const system = systemOf({
      classes: [{ multiple: 2 }],
      rates: [[1e-12]],
      clock: { error: uniform(-1, 1) },
    });
    const { nodes, ...laws } = lineLaws(system);
    const [established, covered] = [laws.established([]), laws.covered([])];
    const at = (t: number) => nodes.points.indexOf(t);
    expect([at(0) > 0, established[at(0)], established[at(0) - 1]]).toEqual([true, 1, 0]);
    expect(covered[at(0)]).toBeCloseTo(0.5, 12);
    expect(covered[at(1)]).toBe(1);
  });

  it("takes the mean of a moment from its law on both sides of the boundary, which belongs to the right one", () => {
    const nodes = {
      points: Float64Array.of(-1, 0, 2),
      weights: Float64Array.of(1, 3, 5),
      values: new Float64Array(),
    };
    expect(meanFromLaw(nodes, Float64Array.of(0.25, 0.5, 0.75))).toBe(-0.25 + 3 * 0.5 + 5 * 0.25);
  });

  it("is the same whether VMs of one kind are one class or fifty", () => {
    const shape = { clock: { error: uniform(0, 1) }, baseInterval: 100 };
    const duration: Distribution = { kind: "lognormal", mean: 2, sd: 1 };
    const one = systemOf({ ...shape, classes: [{ count: 50, duration }], rates: [[1e-12]] });
    const fifty = systemOf({
      ...shape,
      classes: Array.from({ length: 50 }, () => ({ duration })),
      rates: Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => 2e-14)),
    });
    expect(lineLags(fifty).mean / lineLags(one).mean).toBeCloseTo(1, 7);
    expect(coverLags(fifty).mean / coverLags(one).mean).toBeCloseTo(1, 7);
  });

  it("waits for the latest of many classes, each with a duration of its own", () => {
    const count = 24;
    const longest = (at: number) => 1 + at / 8;
    const system = systemOf({
      classes: Array.from({ length: count }, (_, at) => ({ duration: uniform(at / 16, longest(at)) })),
      rates: Array.from({ length: count }, () => new Array<number>(count).fill(1e-12)),
      baseInterval: 100,
    });
    // E[max] = ∫ (1 − Π F_c(t)) dt: where classes end the law bends, and all bends lie on the grid.
    const steps = 16_000;
    const step = longest(count - 1) / steps;
    let mean = 0;
    for (let n = 0; n < steps; n++) {
      const t = (n + 0.5) * step;
      let all = 1;
      for (let at = 0; at < count; at++) {
        all *= Math.min(1, Math.max(0, (t - at / 16) / (longest(at) - at / 16)));
      }
      mean += step * (1 - all);
    }
    expect(lineLags(system).mean / mean).toBeCloseTo(1, 6);
  });
});
