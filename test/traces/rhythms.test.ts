import { describe, expect, it } from "vitest";
import { fit as fitTrace } from "../../src/traces/fit.js";
import { rhythms } from "../../src/traces/rhythms.js";
import { decimalBins, TimeHistogram } from "../../src/traces/time-histogram.js";
import type { Trace } from "../../src/traces/trace.js";

/** Times of a fixed Poisson stream of rate 10, thinned by a share at each time. */
function streamOf(count: number, keep: (t: number) => number): number[] {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const times: number[] = [];
  for (let t = 0; times.length < count; ) {
    t -= Math.log(uniform()) / 10;
    if (uniform() < keep(t)) times.push(t);
  }
  return times;
}

function rhythmsOf(times: readonly number[]) {
  const histogram = new TimeHistogram(decimalBins);
  for (const at of times) histogram.add(at);
  return rhythms(histogram, 1);
}

describe("rhythms", () => {
  it("finds none in Poisson traffic, nor in bursts", () => {
    expect(rhythmsOf(streamOf(20_000, () => 1))).toEqual([]);
    const bursts = streamOf(2_000, () => 1).flatMap((t) =>
      Array.from({ length: 20 }, (_, m) => t + m / 1000),
    );
    expect(rhythmsOf(bursts.sort((a, b) => a - b))).toEqual([]);
  });

  it("finds the period and the swing of one", () => {
    const found = rhythmsOf(streamOf(20_000, (t) => 0.5 + 0.25 * Math.sin((2 * Math.PI * t) / 17)));
    expect(found.length).toBe(1);
    expect(Math.abs(found[0].period / 17 - 1)).toBeLessThan(0.005);
    expect(Math.abs(found[0].swing / 0.5 - 1)).toBeLessThan(0.1);
  });

  it("finds two, and names no multiple of one", () => {
    const wave = (t: number, period: number) => (t % period < period / 2 ? 0.25 : -0.25);
    const found = rhythmsOf(
      streamOf(40_000, (t) => 0.5 + wave(t, 60) + 0.2 * Math.sin((2 * Math.PI * t) / 37)),
    );
    expect(found.map(({ period }) => Math.round(period))).toEqual([60, 37]);
  });

  it.each([
    [20, 1],
    [17.3, 8],
    [17.3, 0.5],
    [3.3333, 1],
  ])(
    "finds pulses every %d s by their period, not by a multiple of their frequency or what is too fast",
    (period, shortest) => {
      const pulses = Array.from({ length: Math.floor(6000 / period) }, (_, k) =>
        Array.from({ length: 10 }, (_, m) => k * period + m / 1000),
      ).flat();
      const times = [...pulses, ...streamOf(6000, () => 0.1)].sort((a, b) => a - b);
      const histogram = new TimeHistogram(decimalBins);
      for (const at of times) histogram.add(at);
      const found = rhythms(histogram, shortest);
      expect(found.map((rhythm) => Math.round((1000 * rhythm.period) / period))).toEqual([1000]);
    },
  );

  it("finds none where all pulses are faster than what is looked for", () => {
    const times = Array.from({ length: 8571 }, (_, k) => [0, 1, 2].map((m) => 0.7 * k + m / 1000)).flat();
    const histogram = new TimeHistogram(decimalBins);
    for (const at of [...times, ...streamOf(6000, () => 0.1)].sort((a, b) => a - b)) histogram.add(at);
    expect(rhythms(histogram, 1.25)).toEqual([]);
  });

  it.each([
    [10, 20, true],
    [10, 10, false],
    [20, 20, false],
    [5, 20, true],
    [7, 20, false],
  ])("at T0 = %d s one of %d s stays in step with MI_4: %j", (baseInterval, period, locks) => {
    const times = streamOf(20_000, (t) => 0.5 + 0.3 * Math.sin((2 * Math.PI * t) / period));
    const trace: Trace = {
      source: "made",
      nodes: ["a", "b"],
      times: Float64Array.from(times),
      from: new Int32Array(times.length),
      to: new Int32Array(times.length).fill(1),
      bytes: new Float64Array(times.length),
      warnings: [],
    };
    const [rhythm] = fitTrace(trace, { multiples: "*=4", baseInterval }).rhythms;
    expect(rhythm.locks).toBe(locks);
    expect(Math.abs((rhythm.baseIntervals * baseInterval) / period - 1)).toBeLessThan(0.005);
  });
});
