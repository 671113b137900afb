import { describe, expect, it } from "vitest";
import { type Burstiness, burstiness, dispersionAt } from "../../src/traces/burstiness.js";
import { decimalBins, TimeHistogram } from "../../src/traces/time-histogram.js";

function traceOf(times: readonly number[]): TimeHistogram {
  const histogram = new TimeHistogram(decimalBins);
  for (const at of times) histogram.add(at);
  return histogram;
}

/** Times of which `counts[w]` fall in window `w` of one second, between a message at 0 and one at the end. */
function counted(counts: readonly number[]): TimeHistogram {
  const inner = counts.flatMap((count, w) =>
    Array.from({ length: count }, (_, m) => w + (m + 0.5) / (count + 1)),
  );
  return traceOf([0, ...inner, counts.length]);
}

/** Times of a fixed arithmetic "Poisson" stream: exponential quantiles in a scrambled order. */
function scrambledPoisson(messages: number): TimeHistogram {
  let t = 0;
  const times = [0];
  for (let m = 0; m < messages; m++) {
    // The golden ratio's multiples fill the unit interval evenly, three of them together in no visible order.
    const u = (((m * m * 0.754_877_666_246_692_7) % 1) + 1) % 1;
    t += -Math.log1p(-u) / 20;
    times.push(t);
  }
  return traceOf(times);
}

describe("dispersionAt", () => {
  it("is the variance of the counts over their mean", () => {
    // mean 2, squares 4 + 0 + 4 + 0 = 8, over 3 degrees of freedom
    expect(dispersionAt(counted([0, 2, 4, 2]), 1)).toMatchObject({ windows: 4, mean: 2, index: 8 / 3 / 2 });
  });

  it("is 0 for counts that never vary", () => {
    expect(dispersionAt(counted([3, 3, 3, 3, 3]), 1).index).toBe(0);
  });

  it("leaves out the messages after the last whole window", () => {
    expect(dispersionAt(counted([1, 1, 1, 1, 5]), 2)).toMatchObject({ windows: 2, mean: 2, index: 0 });
  });

  it("gives the chi-square law's two-sided probability", () => {
    // Ten windows: 9 I = 16.919 is the upper 5 % point of χ²(9), so 10 % from both sides together.
    const { index, pValue } = dispersionAt(counted([0, 7, 3, 6, 2, 8, 1, 4, 5, 4]), 1);
    expect(9 * index).toBe(15);
    // χ²(9) lies above 15 with probability 0.09093597.
    expect(Math.abs(pValue! / (2 * 0.090_935_977_6) - 1)).toBeLessThan(1e-6);
  });

  it("does not judge windows with less than a message each", () => {
    expect(dispersionAt(counted([1, 0, 1, 0, 1, 0]), 1).pValue).toBeUndefined();
  });
});

describe("burstiness", () => {
  it("takes powers of ten of which at least ten windows fit", () => {
    const windows = burstiness(counted(new Array(200).fill(2))).dispersion.map(({ window }) => window);
    expect(windows).toEqual([0.1, 1, 10]);
  });

  it("finds nothing against Poisson traffic in a Poisson stream", () => {
    expect(burstiness(scrambledPoisson(5_000)).poisson).toBe(true);
  });

  it("shares its level of 1 % over the tests", () => {
    // Ten windows of 10 s with 30 and 50 in turns: 9 I is 25, and χ²(9) lies as far out in 0.6 % of cases.
    const second = [3, 1, 5, 3, 2, 4, 3, 6, 0, 3];
    const unlikely = burstiness(
      counted(Array.from({ length: 10 }, (_, w) => second.map((n) => n + 2 * (w % 2))).flat()),
    );
    const rare = burstiness(counted([3, 12, 0, 3, 2, 10, 2, 3, 2, 3]));
    const tested = ({ dispersion }: Burstiness) => dispersion.flatMap(({ pValue }) => pValue ?? []);
    expect(tested(unlikely)).toHaveLength(2);
    expect(Math.min(...tested(unlikely))).toBeLessThan(0.01);
    expect(unlikely.poisson).toBe(true);
    expect(Math.min(...tested(rare))).toBeGreaterThan(0);
    expect(rare.poisson).toBe(false);
  });

  it("rejects bursts, and a rhythm as well", () => {
    const bursts = counted(Array.from({ length: 200 }, (_, w) => (w % 10 === 0 ? 30 : 1)));
    const rhythm = counted(new Array(200).fill(4));
    expect([burstiness(bursts).poisson, burstiness(rhythm).poisson]).toEqual([false, false]);
  });

  it("rejects a rate that changes over the trace", () => {
    const drift = burstiness(traceOf(Array.from({ length: 2_000 }, (_, m) => Math.sqrt(m))));
    expect(drift.poisson).toBe(false);
  });

  it("says nothing of two messages", () => {
    expect(burstiness(traceOf([0, 1]))).toEqual({
      dispersion: [],
      poisson: true,
    });
  });

  it("stays quick and finite for spans of years and of nanoseconds", () => {
    for (const span of [1e-9, 3e9]) {
      const { dispersion } = burstiness(traceOf(Array.from({ length: 1_000 }, (_, m) => (m * span) / 999)));
      expect(dispersion.length).toBeGreaterThan(0);
      expect(dispersion.every(({ index }) => Number.isFinite(index))).toBe(true);
    }
  });
});

describe("burstiness of coarse stamps", () => {
  const whole = streamOfWholeSeconds();

  it("is looked at from ten ticks on", () => {
    const { dispersion, poisson } = burstiness(whole, 1);
    expect(dispersion.map(({ window }) => window)).toEqual([10]);
    expect(poisson).toBe(true);
  });

  it("would see the clock where the tick were not known", () => {
    expect(burstiness(whole).poisson).toBe(false);
  });

  it("is counted in whole ticks where a power of ten has none", () => {
    const minutes = new TimeHistogram(decimalBins);
    for (let m = 0; m < 5_000; m++) minutes.add(60 * m);
    expect(burstiness(minutes, 60).dispersion.map(({ window }) => window)).toEqual([1020, 10_020]);
  });

  it("puts stamps on the edge of a window into that window", () => {
    const tenths = new TimeHistogram(decimalBins);
    for (let m = 0; m <= 3_000; m++) tenths.add(Number((m / 10).toFixed(1)));
    // Ten stamps in every second, whatever floating point makes of tenths; the first of all is not counted.
    expect(burstiness(tenths, 0.1).dispersion[0]).toMatchObject({
      window: 1,
      windows: 300,
      mean: 2999 / 300,
    });
  });

  function streamOfWholeSeconds(): TimeHistogram {
    const histogram = new TimeHistogram(decimalBins);
    let t = 0;
    for (let m = 0; m < 40_000; m++) {
      const u = (((m * m * 0.754_877_666_246_692_7) % 1) + 1) % 1;
      t += -Math.log1p(-u) / 50;
      histogram.add(Math.floor(t));
    }
    return histogram;
  }
});
