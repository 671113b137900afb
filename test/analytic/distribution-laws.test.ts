import { describe, expect, it } from "vitest";
import {
  lawAtom,
  lawCdf,
  lawLimitedMean,
  lawMean,
  lawShortfall,
  lawSupport,
  lawSurplusSquare,
  lawSurvival,
  lawVariance,
} from "../../src/analytic/numerics/distribution-laws.js";
import { erfc } from "../../src/analytic/numerics/error-function.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { constant } from "../support/system-of.js";

const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

const lognormal: Distribution = { kind: "lognormal", mean: 0.05, sd: 0.04 };
const normal: Distribution = { kind: "normal", mean: 0.02, sd: 0.05 };
const laws: readonly Distribution[] = [
  { kind: "exponential", mean: 2 },
  { kind: "uniform", low: -1, high: 3 },
  { kind: "normal", mean: 1, sd: 0.5 },
  { kind: "lognormal", mean: 1, sd: 2 },
];

describe("the error function", () => {
  it.each([
    [-3, 1.9999779095030015],
    [-0.5, 1.5204998778130465],
    [0.3, 0.6713732405408726],
    [0.84, 0.23485728854500548],
    [1, 0.15729920705028513],
    [1.2, 0.08968602177036465],
    [1.3, 0.06599205505934755],
    [2.5, 0.0004069520174449589],
    [3.5, 7.430983723414128e-7],
    [6, 2.1519736712498916e-17],
    [10, 2.088487583762545e-45],
    [20, 5.3958656116079005e-176],
  ])("erfc(%d) is that of the C library", (x, reference) => {
    expect(relative(erfc(x), reference)).toBeLessThan(1e-13);
  });
});

describe("laws of random times", () => {
  it.each([
    [lognormal, 0.01, 0.02639808228400356, 0.9736019177159965, 5.6673475347951184e-5],
    [lognormal, 0.05, 0.6374583303485954, 0.3625416696514046, 0.013745833034859538],
    [lognormal, 0.3, 0.9981291267675055, 0.0018708732324944598, 0.2501413864453472],
    [normal, -0.1, 0.008197535924596131, 0.9918024640754038, 0.00013602220379060938],
    [normal, 0.02, 0.5, 0.5, 0.019947114020071637],
    [normal, 0.3, 0.9999999892824097, 1.0717590258310968e-8, 0.28000000009038495],
  ])("%o at %d has the CDF, tail and shortfall that SciPy gives", (law, t, cdf, tail, shortfall) => {
    expect(relative(lawCdf(law, t), cdf)).toBeLessThan(1e-12);
    expect(relative(lawSurvival(law, t), tail)).toBeLessThan(1e-9);
    expect(relative(lawShortfall(law, t), shortfall)).toBeLessThan(1e-9);
  });

  it.each(laws)("%o: the shortfall is the integral of the CDF, and its limit is t − E[X]", (law) => {
    const t = lawMean(law) + 0.7;
    const low = lawSupport(law)[0];
    const steps = 20_000;
    let integral = 0;
    for (let n = 0; n < steps; n++) {
      integral += ((t - low) / steps) * lawCdf(law, low + ((t - low) * (n + 0.5)) / steps);
    }
    expect(relative(lawShortfall(law, t), integral)).toBeLessThan(1e-7);
    const far = lawSupport(law)[1];
    expect(relative(lawShortfall(law, far), far - lawMean(law))).toBeLessThan(1e-9);
    expect(relative(lawLimitedMean(law, far), lawMean(law))).toBeLessThan(1e-9);
  });

  it.each([
    constant(1.5),
    { kind: "exponential", mean: 2 },
    { kind: "uniform", low: 1, high: 3 },
    { kind: "lognormal", mean: 1, sd: 0.5 },
  ] as const)("%o: half the mean square of a surplus is the integral of the surplus", (law) => {
    const far = lawSupport(law)[1] + 1;
    for (const t of [0, 0.5, 1.2, 2]) {
      const steps = 100_000;
      let integral = 0;
      for (let n = 0; n < steps; n++) {
        const s = t + ((far - t) * (n + 0.5)) / steps;
        integral += ((far - t) / steps) * (lawMean(law) - lawLimitedMean(law, s));
      }
      expect(Math.abs(lawSurplusSquare(law, t) - integral)).toBeLessThan(1e-6);
    }
    expect(lawSurplusSquare(law, far)).toBeLessThan(1e-12);
  });

  it.each(laws)("%o: CDF and survival make 1", (law) => {
    for (const t of [-2, 0.01, 1, 2.5, 7]) {
      expect(Math.abs(lawCdf(law, t) + lawSurvival(law, t) - 1)).toBeLessThan(1e-15);
    }
  });

  it.each(laws)(
    "%o: mean and variance are those of its tails, on a mesh that is dense where it begins",
    (law) => {
      const [low, high] = lawSupport(law);
      const mesh = Array.from({ length: 40_001 }, (_, at) => low + (high - low) * (at / 40_000) ** 6);
      let mean = mesh[0];
      let square = mesh[0] ** 2;
      mesh.slice(1).forEach((to, at) => {
        const from = mesh[at];
        const [before, after] = [lawSurvival(law, from), lawSurvival(law, to)];
        mean += ((to - from) * (before + after)) / 2;
        square += (to - from) * (from * before + to * after);
      });
      expect(relative(lawMean(law), mean)).toBeLessThan(1e-6);
      expect(relative(lawVariance(law), square - mean ** 2)).toBeLessThan(1e-5);
    },
  );

  it("takes a law of zero width for what it is, an atom", () => {
    const narrow: Distribution[] = [
      constant(2),
      { kind: "uniform", low: 2, high: 2 },
      { kind: "normal", mean: 2, sd: 0 },
      { kind: "lognormal", mean: 2, sd: 0 },
    ];
    for (const law of narrow) {
      expect(lawAtom(law)).toBe(2);
      expect([lawCdf(law, 1.999), lawCdf(law, 2), lawSurvival(law, 2), lawShortfall(law, 5)]).toEqual([
        0, 1, 0, 3,
      ]);
    }
  });

  it("has nothing below zero where a law is not negative", () => {
    for (const law of [
      { kind: "exponential", mean: 2 },
      { kind: "lognormal", mean: 2, sd: 1 },
    ] as const) {
      for (const t of [-1, 0]) {
        expect([lawCdf(law, t), lawSurvival(law, t), lawShortfall(law, t)]).toEqual([0, 1, 0]);
      }
    }
    const law = { kind: "lognormal", mean: 2, sd: 1 } as const;
    // Half of E[(X − t)²], for E[X²] = 5.
    expect(lawSurplusSquare(law, 0)).toBe(2.5);
    expect(lawSurplusSquare(law, -3)).toBe((5 + 2 * 3 * 2 + 9) / 2);
    expect(() => lawSurplusSquare({ kind: "normal", mean: 2, sd: 1 }, 0)).toThrow(
      "a time that is not negative is wanted, not a law that is normal",
    );
    expect(lawSupport(constant(2))).toEqual([2, 2]);
  });

  it("has the complementary error function's values at 0 and at both ends", () => {
    expect([0, 28.5, -28.5, 1e200, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(erfc)).toEqual([
      1, 0, 2, 0, 0, 2,
    ]);
  });
});
