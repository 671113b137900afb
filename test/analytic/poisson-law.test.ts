import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mixedPoissonCdf,
  mixedPoissonQuantile,
  poissonCdf,
  poissonProbability,
  poissonQuantile,
  poissonSurvival,
} from "../../src/analytic/numerics/poisson-law.js";
import { certain } from "../../src/analytic/numerics/tabulated-law.js";
import reference from "../golden/poisson.json" with { type: "json" };

const relativeError = (value: number, wanted: number) => Math.abs(value - wanted) / Math.abs(wanted);

const of = (name: string) =>
  reference.filter(({ fn }) => fn === name).map(({ args, ref }) => [args[0], args[1], Number(ref)] as const);

describe("the Poisson law", () => {
  it("probabilities have 12 digits, at means from 0.001 to 1e9", () => {
    for (const [count, mean, wanted] of of("pdf")) {
      expect(relativeError(poissonProbability(count, mean), wanted), `P(N = ${count}; ${mean})`).toBeLessThan(
        1e-12,
      );
    }
  });

  it("lower tails have 12 digits", () => {
    for (const [count, mean, wanted] of of("cdf")) {
      expect(relativeError(poissonCdf(count, mean), wanted), `P(N <= ${count}; ${mean})`).toBeLessThan(1e-12);
    }
  });

  it("upper tails have 12 digits", () => {
    for (const [count, mean, wanted] of of("survival")) {
      expect(relativeError(poissonSurvival(count, mean), wanted), `P(N > ${count}; ${mean})`).toBeLessThan(
        1e-12,
      );
    }
  });

  it("quantiles are the exact counts", () => {
    for (const [probability, mean, wanted] of of("quantile")) {
      expect(poissonQuantile(probability, mean), `quantile(${probability}; ${mean})`).toBe(wanted);
    }
  });

  it("has reference values of every kind", () => {
    for (const name of ["pdf", "cdf", "survival", "quantile"]) expect(of(name).length).toBeGreaterThan(25);
  });

  it("a quantile is the first count to reach its probability", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 9, noNaN: true }),
        fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        (exponent, probability) => {
          const mean = 10 ** exponent;
          const count = poissonQuantile(probability, mean);
          // The complement in double precision may differ from the CDF in its last bits.
          const slack = 1e-12;
          expect(poissonCdf(count, mean)).toBeGreaterThanOrEqual(probability - slack);
          expect(poissonCdf(count - 1, mean)).toBeLessThanOrEqual(probability + slack);
        },
      ),
    );
  });

  it("quantiles beyond 2^53 are the first double to reach their probability, and none is searched for without end", () => {
    for (const mean of [2 ** 53, 6e15, 1e20, 1e25, 1e100, 1e300]) {
      const count = poissonQuantile(0.999, mean);
      // The law is normal there: 3.0902 standard deviations above its mean.
      const reach = mean + 3.090232306167813 * Math.sqrt(mean);
      expect(relativeError(count, reach), `${mean}`).toBeLessThanOrEqual(2 * Number.EPSILON);
    }
    expect(poissonQuantile(0.999, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });

  it("a quantile is reached by just the probability that its count is not exceeded", () => {
    for (const [count, mean] of [
      [0, 2],
      [1, 2],
      [30, 40],
    ]) {
      expect(poissonQuantile(poissonCdf(count, mean), mean)).toBe(count);
    }
    for (const [count, mean] of [
      [3, 2],
      [44, 40],
    ]) {
      const exceeded = poissonSurvival(count, mean);
      // No rounding in between.
      expect(1 - (1 - exceeded)).toBe(exceeded);
      expect(poissonQuantile(1 - exceeded, mean)).toBe(count);
    }
  });

  it("quantiles next to 0 and 1 are told by the tail that does not round", () => {
    for (const mean of [0.5, 3, 40, 60, 200]) {
      const least = (reached: (count: number) => boolean) => {
        let count = 0;
        while (!reached(count)) count++;
        return count;
      };
      for (const rest of [2 ** -53, 2 ** -52, 2 ** -51]) {
        const wanted = least((count) => poissonSurvival(count, mean) <= rest);
        expect(poissonQuantile(1 - rest, mean)).toBe(wanted);
      }
      const wanted = least((count) => poissonCdf(count, mean) >= 1e-20);
      expect(poissonQuantile(1e-20, mean)).toBe(wanted);
    }
    expect(poissonQuantile(1e-20, 60)).toBeGreaterThan(0);
  });

  it("is above a count far below the mean but for its lower tail", () => {
    expect(poissonSurvival(5, 40)).toBe(1 - poissonCdf(5, 40));
    expect(poissonSurvival(5, 40)).toBeLessThan(1 - 4e-12);
    expect([poissonProbability(-3, 2), poissonCdf(-3, 2), poissonSurvival(-3, 2)]).toEqual([0, 0, 1]);
  });

  it("differences of the CDF are the probabilities, across all the ways it is worked out", () => {
    for (const mean of [0.5, 5, 29, 31, 50, 200, 3000]) {
      for (let count = 1; count < 2 * mean + 10; count++) {
        const step = poissonCdf(count, mean) - poissonCdf(count - 1, mean);
        expect(Math.abs(step - poissonProbability(count, mean))).toBeLessThan(2e-14);
      }
    }
  });

  it("a mean of zero is a count of zero", () => {
    expect(poissonProbability(0, 0)).toBe(1);
    expect(poissonCdf(0, 0)).toBe(1);
    expect(poissonSurvival(0, 0)).toBe(0);
    expect(poissonQuantile(0.999, 0)).toBe(0);
  });

  it("has nothing below zero, and nothing above it for a mean of zero", () => {
    expect([poissonProbability(-1, 2), poissonCdf(-1, 2), poissonSurvival(-1, 2)]).toEqual([0, 0, 1]);
    expect([poissonProbability(1, 0), poissonCdf(40, 0), poissonSurvival(40, 0)]).toEqual([0, 1, 0]);
  });

  it("has, as a mixture of one part, the quantiles of that part", () => {
    for (const mean of [0, 0.01, 0.5, 30, 1e6]) {
      for (const probability of [0.5, 0.999, 1 - 1e-10]) {
        const wanted = poissonQuantile(probability, mean);
        expect(
          mixedPoissonQuantile(probability, certain(1), (t) => mean * t),
          `${mean}`,
        ).toBe(wanted);
      }
    }
    expect(mixedPoissonQuantile(0.999, certain(1), () => -2)).toBe(0);
  });

  it("has, as a mixture, the count itself as the quantile of what its probability is just", () => {
    const law = { points: Float64Array.of(1, 3), chances: Float64Array.of(0.5, 1) };
    for (const count of [0, 1, 4, 30, 75]) {
      const probability = mixedPoissonCdf(count, law, (t) => 20 * t);
      expect(mixedPoissonQuantile(probability, law, (t) => 20 * t)).toBe(count);
    }
  });

  it("has, as a mixture of two parts far apart, the tails of both", () => {
    const law = { points: Float64Array.of(1, 1, 1000, 1000), chances: Float64Array.of(0, 0.25, 0.25, 1) };
    const cdf = (count: number) => mixedPoissonCdf(count, law, (t) => t);
    expect(cdf(3)).toBeCloseTo(0.25 * poissonCdf(3, 1), 13);
    expect(cdf(500)).toBeCloseTo(0.25, 13);
    expect(cdf(1010)).toBeCloseTo(0.25 + 0.75 * poissonCdf(1010, 1000), 13);
  });
});
