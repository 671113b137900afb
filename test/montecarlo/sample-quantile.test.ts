import { describe, expect, it } from "vitest";
import { sampleQuantile } from "../../src/montecarlo/estimation/sample-quantile.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { expectShareAtLeast, expectShareBelow } from "../support/agreement.js";

const exponential = (p: number) => -Math.log1p(-p);

function covered(p: number, count: number, confidence: number, trials: number) {
  const stream = openStream("quantiles", count, String(p));
  let hits = 0;
  for (let trial = 0; trial < trials; trial++) {
    const draws = Float64Array.from({ length: count }, () => exponential(stream.double())).sort();
    const { low, high } = sampleQuantile(draws, p, confidence);
    if (low <= exponential(p) && exponential(p) <= high) hits++;
  }
  return hits;
}

describe("the interval of a quantile", () => {
  it.each([
    [0.5, 50],
    [0.95, 400],
    [0.99, 1000],
  ])("holds the quantile at %d as often as it says, in %d draws", (p, count) => {
    const hits = covered(p, count, 0.9, 2000);
    expectShareAtLeast(hits, 2000, 0.9);
    // And not much more often: it would be wider than it need be.
    expectShareBelow(hits, 2000, 0.98);
  });

  it("has an open end where no draw is far enough out", () => {
    const draws = Float64Array.from({ length: 100 }, (_, place) => place);
    expect(sampleQuantile(draws, 0.99, 0.99).high).toBe(Number.POSITIVE_INFINITY);
    expect(sampleQuantile(draws, 0.01, 0.99).low).toBe(Number.NEGATIVE_INFINITY);
    expect(sampleQuantile(draws, 0.99, 0.99).low).toBeLessThan(99);
  });

  it("has the ranks of Conover's table: 16 draws, median, 95 %", () => {
    const draws = Float64Array.from({ length: 16 }, (_, place) => place + 1);
    // P(B <= 3) = 0.0106 and P(B <= 4) = 0.0384 for B binomial (16, 1/2).
    expect(sampleQuantile(draws, 0.5, 0.95)).toEqual({ value: 8, low: 4, high: 13 });
  });

  it("of no draws is everything", () => {
    expect(sampleQuantile(new Float64Array(), 0.5, 0.95)).toEqual({
      value: Number.NaN,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
  });
});
