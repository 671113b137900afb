import { describe, expect, it } from "vitest";
import { poissonQuantile } from "../../src/analytic/numerics/poisson-law.js";
import { stableLogPeak } from "../../src/analytic/stable-log-held.js";
import { volatileLogPeak } from "../../src/analytic/volatile-log-held.js";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import type { EngineObserver } from "../../src/montecarlo/fast-engine/engine-observer.js";
import { FastEngine } from "../../src/montecarlo/fast-engine/fast-engine.js";
import { VmQscByAmounts } from "../../src/montecarlo/fast-engine/vm-qsc-by-amounts.js";
import { openStream } from "../../src/montecarlo/random/random-stream.js";
import { drawnSources } from "../../src/montecarlo/sources/run-sources.js";
import { falseAlarm } from "../support/agreement.js";
import { type SystemShape, systemOf } from "../support/system-of.js";

/** Late lines: half of what scatters comes of durations, not of messages. */
const lateLines: SystemShape = {
  baseInterval: 30,
  classes: [
    { multiple: 1, count: 20, duration: { kind: "uniform", low: 2, high: 6 } },
    { multiple: 2, count: 20, duration: { kind: "lognormal", mean: 8, sd: 2 } },
  ],
  rates: [
    [2, 2],
    [2, 2],
  ],
};

/** One clock for the VMs of a host: their intervals are long and short together. */
const sharedClocks: SystemShape = {
  baseInterval: 10,
  classes: [{ multiple: 2, count: 20, duration: { kind: "constant", value: 3 } }],
  rates: [[20]],
  clock: { error: { kind: "uniform", low: 0, high: 2 }, scope: "host" },
  hosts: { count: 2 },
};

const lines = 4000;

/** What the logs hold at every second line just before it is covered, message by message. */
function heldAtLines(shape: SystemShape, rest: number): { volatile: number[]; stable: number[] } {
  const system = systemOf(shape);
  const held = { volatile: [] as number[], stable: [] as number[] };
  const counter: EngineObserver = {
    lineCovering: (k, at) => {
      if (k <= 4 || k % 2 !== rest) return;
      held.volatile.push(rules.logs.volatileCount(at));
      held.stable.push(rules.logs.stableCount);
    },
  };
  const sources = drawnSources(system, (purpose) => openStream("quantiles", 0, purpose));
  const rules = new VmQscByAmounts({ ...system, ...sources, observers: [counter] });
  new FastEngine({ ...sources, rules }).runUntilLine(2 * lines + 4);
  return held;
}

/** Most and fewest of the lines that may lie above the `p` quantile by chance. */
function above(counts: readonly number[], quantile: number, p: number) {
  const wide = criticalValue(falseAlarm, Number.MAX_SAFE_INTEGER);
  const share = counts.filter((count) => count > quantile).length / counts.length;
  return { share, deviation: Math.abs(share - (1 - p)) / Math.sqrt((p * (1 - p)) / counts.length), wide };
}

describe("quantiles of what is held at a line", () => {
  it("take the line's lag into account where lines are late at random", () => {
    const { value, atIndex, quantiles } = volatileLogPeak(systemOf(lateLines));
    const { volatile: counts } = heldAtLines(lateLines, atIndex! % 2);
    for (const [quantile, p] of [
      [quantiles!.p50, 0.5],
      [quantiles!.p99, 0.99],
    ] as const) {
      const { deviation, wide } = above(counts, quantile, p);
      expect(deviation).toBeLessThanOrEqual(wide);
    }
    // The wrong twin: as if the count were Poisson about its mean.
    const twin = above(counts, poissonQuantile(0.99, value), 0.99);
    expect(twin.deviation).toBeGreaterThan(twin.wide);
  });

  it("take a lag that is the same at every line for the certainty it is", () => {
    const constant: SystemShape = {
      baseInterval: 60,
      classes: [1, 2].map((multiple) => ({
        multiple,
        count: 100,
        duration: { kind: "constant", value: 30 },
      })),
      rates: [
        [2000, 1000],
        [2000, 1000],
      ],
      per: "receiver",
    };
    const { value, quantiles } = volatileLogPeak(systemOf(constant));
    expect(value).toBe(66_000_000);
    const wanted = [0.5, 0.99, 0.999].map((p) => poissonQuantile(p, value));
    expect([quantiles!.p50, quantiles!.p99, quantiles!.p999]).toEqual(wanted);
  });

  it("keep the jump of a lag that is now and then the same", () => {
    const mixed: SystemShape = {
      ...lateLines,
      classes: [
        { multiple: 1, count: 20, duration: { kind: "constant", value: 5 } },
        { multiple: 2, count: 2, duration: { kind: "uniform", low: 2, high: 8 } },
      ],
      rates: [
        [20, 20],
        [2, 2],
      ],
    };
    const { atIndex, quantiles } = volatileLogPeak(systemOf(mixed));
    const { volatile: counts } = heldAtLines(mixed, atIndex! % 2);
    for (const [quantile, p] of [
      [quantiles!.p50, 0.5],
      [quantiles!.p99, 0.99],
    ] as const) {
      const { deviation, wide } = above(counts, quantile, p);
      expect(deviation).toBeLessThanOrEqual(wide);
    }
  });

  it("are those of the Poisson law for the stable log there, which no lag moves", () => {
    const { value, atIndex, quantiles } = stableLogPeak(systemOf(lateLines));
    expect(quantiles!.p99).toBe(poissonQuantile(0.99, value));
    const { stable: counts } = heldAtLines(lateLines, atIndex! % 2);
    const { deviation, wide } = above(counts, quantiles!.p99, 0.99);
    expect(deviation).toBeLessThanOrEqual(wide);
  });

  it("are not given where clocks scatter the count more than the Poisson law does", () => {
    const { value, atIndex, quantiles } = stableLogPeak(systemOf(sharedClocks));
    expect(quantiles).toBeUndefined();
    expect(volatileLogPeak(systemOf(sharedClocks)).quantiles).toBeUndefined();
    const { stable: counts } = heldAtLines(sharedClocks, atIndex! % 2);
    const twin = above(counts, poissonQuantile(0.99, value), 0.99);
    expect(twin.deviation).toBeGreaterThan(twin.wide);
  });
});
