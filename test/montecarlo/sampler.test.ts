import jstat from "jstat";
import { describe, expect, it } from "vitest";
import { openStream, type RandomStream } from "../../src/montecarlo/random/random-stream.js";
import { blockSampler, meanOf, sampler, samplerRange } from "../../src/montecarlo/random/sampler.js";
import type { Distribution } from "../../src/scenario/model/distribution.js";
import { expectShare } from "../support/agreement.js";
import { expectStandardNormal } from "./standard-normal.js";

const draws = 100_000;
const normalQuantile = (p: number) => jstat.normal.inv(p, 0, 1);

/** Quantiles by their closed forms. */
const laws: readonly { law: Distribution; quantile: (p: number) => number; mean: number }[] = [
  {
    law: { kind: "exponential", mean: 0.05 },
    quantile: (p) => -0.05 * Math.log1p(-p),
    mean: 0.05,
  },
  { law: { kind: "uniform", low: -1, high: 3 }, quantile: (p) => -1 + 4 * p, mean: 1 },
  {
    law: { kind: "normal", mean: 2, sd: 5 },
    quantile: (p) => 2 + 5 * normalQuantile(p),
    mean: 2,
  },
  {
    // sd = mean · sqrt(e − 1) makes the logarithm's variance 1, and its mean ln(mean) − 1/2.
    law: { kind: "lognormal", mean: 3, sd: 3 * Math.sqrt(Math.E - 1) },
    quantile: (p) => 3 * Math.exp(normalQuantile(p) - 0.5),
    mean: 3,
  },
];

/** One by one, or in blocks: which of the two draws a value must not matter. */
const ways: readonly { way: string; drawAll: (law: Distribution, stream: RandomStream) => Float64Array }[] = [
  {
    way: "one by one",
    drawAll: (law, stream) => Float64Array.from({ length: draws }, sampler(law, stream)),
  },
  {
    way: "in blocks",
    drawAll: (law, stream) => {
      const values = new Float64Array(draws);
      const fill = blockSampler(law, stream);
      // Blocks of several lengths, of which the last one is cut off by the end.
      for (let first = 0, length = 1; first < draws; first += length, length = (3 * length) % 1021) {
        fill(values.subarray(first, first + length));
      }
      return values;
    },
  },
];

const cases = laws.flatMap((one) => ways.map((way) => ({ ...one, ...way })));

describe.each(cases)("a sampler of $law, $way", ({ law, quantile, mean, way, drawAll }) => {
  const values = drawAll(law, openStream("sampler", 0, `${JSON.stringify(law)} ${way}`));

  it.each([0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999])(
    "falls below its quantile at %s that often",
    (p) => {
      const limit = quantile(p);
      expectShare(values.filter((value) => value < limit).length, draws, p);
    },
  );

  it("draws values that do not hang together", () => {
    const ranks = values.map((value) => (value < quantile(0.5) ? -1 : 1));
    for (const lag of [1, 2, 3]) {
      let sum = 0;
      for (let n = lag; n < draws; n++) sum += ranks[n] * ranks[n - lag];
      expectStandardNormal(sum / Math.sqrt(draws - lag));
    }
  });

  it("has the mean that it says", () => {
    expect(meanOf(law)).toBe(mean);
  });
});

describe("a sampler of a constant", () => {
  it("gives it, and draws nothing", () => {
    const law: Distribution = { kind: "constant", value: 7 };
    const stream = streamOf(0.5);
    const values = new Float64Array(3);
    blockSampler(law, stream)(values);
    expect([...values, sampler(law, stream)()]).toEqual([7, 7, 7, 7]);
    expect(stream.drawn()).toBe(0);
  });
});

/** A stream that gives these numbers, over and over. */
function streamOf(...numbers: readonly number[]): RandomStream & { readonly drawn: () => number } {
  let drawn = 0;
  return {
    double: () => numbers[drawn++ % numbers.length],
    int32: () => 0,
    words: (count) => new Int32Array(count),
    drawn: () => drawn,
  };
}

const smallest = 2 ** -53;
const largest = 1 - 2 ** -53;

describe("the range of a sampler", () => {
  const extremes = [
    [smallest, smallest],
    [smallest, 0.25],
    [smallest, 0.5],
    [smallest, 0.75],
    [smallest, largest],
    [largest, largest],
    [largest, smallest],
  ];
  const all: readonly Distribution[] = [{ kind: "constant", value: -4 }, ...laws.map(({ law }) => law)];

  it.each(all)("holds what the most extreme numbers of a stream make of $kind", (law) => {
    const { low, high } = samplerRange(law);
    for (const numbers of extremes) {
      const draw = sampler(law, streamOf(...numbers));
      for (const value of [draw(), draw()]) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    }
  });
});

describe("a constant", () => {
  it("is always itself, and draws nothing", () => {
    const stream = streamOf(0.5);
    const draw = sampler({ kind: "constant", value: 0.1 }, stream);
    expect([draw(), draw(), meanOf({ kind: "constant", value: 0.1 })]).toEqual([0.1, 0.1, 0.1]);
    expect(stream.drawn()).toBe(0);
  });
});

describe("every law drawn by inversion or in pairs", () => {
  it("takes as many numbers from the stream for a value whatever the value is", () => {
    for (const { law } of laws.filter(({ law: { kind } }) => kind !== "exponential")) {
      for (const numbers of [[smallest], [0.3, 0.9], [largest]]) {
        const stream = streamOf(...numbers);
        const draw = sampler(law, stream);
        for (let n = 0; n < 10; n++) draw();
        expect(stream.drawn()).toBe(10);
      }
    }
  });
});
