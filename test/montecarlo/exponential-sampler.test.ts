import { describe, expect, it } from "vitest";
import { drawExponential, largestExponential } from "../../src/montecarlo/random/exponential-sampler.js";
import { openStream, type RandomStream } from "../../src/montecarlo/random/random-stream.js";
import { expectShare } from "../support/agreement.js";

const draws = 400_000;

/** A stream whose words are all the same, and whose doubles are the smallest there are. */
function stuckAt(word: number): RandomStream {
  return {
    int32: () => word,
    double: () => 2 ** -53,
    words: (count) => new Int32Array(count).fill(word),
  };
}

function sample(): Float64Array {
  const stream = openStream("exponential", 0, "test");
  return Float64Array.from({ length: draws }, () => drawExponential(stream));
}

describe("the exponential by layers", () => {
  const drawn = sample();

  it.each([0.001, 0.01, 0.1, 0.25, 0.5, 1, 2, 4, 7, 7.7, 8, 9.5])(
    "lies above %d as often as the law says",
    (x) => {
      const above = drawn.reduce((count, value) => count + (value > x ? 1 : 0), 0);
      expectShare(above, draws, Math.exp(-x));
    },
  );

  it("never gives a negative number, nor more than it says", () => {
    expect(Math.min(...drawn.subarray(0, 100_000))).toBeGreaterThanOrEqual(0);
    expect(drawn.every((value) => value <= largestExponential)).toBe(true);
  });

  it("reaches its bounds where the stream does", () => {
    expect(drawExponential(stuckAt(0))).toBe(0);
    expect(drawExponential(stuckAt(-256))).toBe(largestExponential);
  });
});
