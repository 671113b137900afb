import { describe, expect, it } from "vitest";
import { drawBinomial } from "../../src/montecarlo/random/binomial-sampler.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { expectShare, normalReach } from "../support/agreement.js";

const draws = 40_000;

/** Probability of at most `most` of `count` events. */
function chanceOfAtMost(most: number, count: number, chance: number): number {
  let term = (1 - chance) ** count;
  let sum = term;
  for (let k = 1; k <= most; k++) {
    term *= ((count - k + 1) / k) * (chance / (1 - chance));
    sum += term;
  }
  return sum;
}

describe("a binomial count", () => {
  it.each([
    [1, 0.3],
    [10, 0.1],
    [10, 0.9],
    [300, 0.5],
    [500, 0.004],
  ])("of %d events with chance %d has its distribution", (count, chance) => {
    const stream = openStream("binomial", 0, `${count} ${chance}`);
    const found = Array.from({ length: draws }, () => drawBinomial(count, chance, stream));
    const middle = Math.round(count * chance);
    for (const most of [middle - 2, middle - 1, middle, middle + 1].filter((k) => k >= 0 && k < count))
      expectShare(found.filter((k) => k <= most).length, draws, chanceOfAtMost(most, count, chance));
  });

  it.each([0.3, 0.8])("of a million events with chance %d has its mean and variance", (chance) => {
    const stream = openStream("binomial", 0, `many ${chance}`);
    const count = 1e6;
    const found = Array.from({ length: draws }, () => drawBinomial(count, chance, stream));
    const mean = found.reduce((sum, k) => sum + k, 0) / draws;
    const variance = count * chance * (1 - chance);
    expect(Math.abs(mean - count * chance)).toBeLessThanOrEqual(normalReach * Math.sqrt(variance / draws));
    const scatter = found.reduce((sum, k) => sum + (k - count * chance) ** 2, 0) / draws;
    expect(Math.abs(scatter / variance - 1)).toBeLessThanOrEqual(normalReach * Math.sqrt(2 / draws));
    expect(found.every(Number.isInteger)).toBe(true);
  });

  it("is certain where the chance is", () => {
    const stream = openStream("binomial", 0, "certain");
    expect([0, 1].map((chance) => drawBinomial(1e7, chance, stream))).toEqual([0, 1e7]);
  });
});
