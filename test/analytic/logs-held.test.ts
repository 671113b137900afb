import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Figure } from "../../src/analytic/figure.js";
import { flows } from "../../src/analytic/flows.js";
import { hostMemoryPeak } from "../../src/analytic/host-memory.js";
import { coverLags, lineLags } from "../../src/analytic/line-lag.js";
import { poissonQuantile } from "../../src/analytic/numerics/poisson-law.js";
import { chanceOfAtMost } from "../../src/analytic/peak-quantiles.js";
import { senderCopiesMean, senderCopiesMeanBytes } from "../../src/analytic/sender-copies.js";
import { stableLogMean, stableLogMeanBytes, stableLogPeak } from "../../src/analytic/stable-log-held.js";
import { stableLogByteRate } from "../../src/analytic/stable-log-load.js";
import { stableLogByteRatio } from "../../src/analytic/stable-log-ratio.js";
import {
  volatileLogMean,
  volatileLogMeanBytes,
  volatileLogPeak,
} from "../../src/analytic/volatile-log-held.js";
import {
  constant,
  paper,
  type SystemShape,
  systemOf,
  threeClassesShape,
  threeClassesSkewedShape,
} from "../support/system-of.js";

const relativeError = (value: number, wanted: number) => Math.abs(value - wanted) / Math.abs(wanted);
const sum = (parts: readonly number[] = []) => parts.reduce((total, part) => total + part, 0);
const dropping: SystemShape = { ...threeClassesSkewedShape, policies: { volatileLog: "drop" } };

describe("the specification's worked example", () => {
  const digits = (figure: Figure) => Math.round(figure.value);

  it("holds 1985 messages in the stable log", () => {
    expect(digits(stableLogMean(systemOf(threeClassesSkewedShape)))).toBe(1985);
  });

  it("holds 7361 in memory when it keeps them, 5376 when it drops what is flushed", () => {
    expect(digits(volatileLogMean(systemOf(threeClassesSkewedShape)))).toBe(7361);
    expect(digits(volatileLogMean(systemOf(dropping)))).toBe(5376);
  });

  it("holds 5198 copies at the senders", () => {
    expect(digits(senderCopiesMean(systemOf(threeClassesSkewedShape)))).toBe(5198);
  });
});

describe("without delay, clock error and duration everything is in whole intervals", () => {
  const system = systemOf(threeClassesShape);

  it("the stable log holds (i − 1)/2 intervals of each class (E7)", () => {
    expect(stableLogMean(system).byClass).toEqual([0, 180 * 5, 80 * 10]);
  });

  it("memory holds i/2 intervals, or half an interval of each where flushed entries are dropped (E8)", () => {
    expect(volatileLogMean(system).byClass).toEqual([550 * 5, 180 * 10, 80 * 15]);
    const drop = systemOf({ ...threeClassesShape, policies: { volatileLog: "drop" } });
    expect(volatileLogMean(drop).byClass).toEqual([550 * 5, 180 * 5, 80 * 5]);
  });

  it("what is kept is what is dropped and what is stable", () => {
    const drop = systemOf({ ...threeClassesShape, policies: { volatileLog: "drop" } });
    expect(volatileLogMean(system).value).toBe(volatileLogMean(drop).value + stableLogMean(system).value);
  });

  it("the stable log is fullest just before all are due, memory at that line (E7, E8)", () => {
    expect(stableLogPeak(system)).toMatchObject({ value: 180 * 10 + 80 * 20, atIndex: 5 });
    expect(volatileLogPeak(system)).toMatchObject({ value: 10 * (550 + 2 * 180 + 3 * 80), atIndex: 6 });
  });

  it("copies are held for half an interval (E9)", () => {
    const share = 0.9119539406809306;
    expect(relativeError(senderCopiesMean(system).value, 5 * 810 * share)).toBeLessThan(1e-14);
    expect(senderCopiesMean(paper).value).toBe(0);
  });

  it("quantiles of a peak are the Poisson law's", () => {
    const { value, quantiles } = stableLogPeak(system);
    expect(quantiles).toEqual({
      p50: poissonQuantile(0.5, value),
      p99: poissonQuantile(0.99, value),
      p999: poissonQuantile(0.999, value),
    });
  });

  it("the stable log is fullest between flushes and cover, where checkpoints take time", () => {
    const [read, hostLink] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const storage = { write: 1e8, read, hostLink };
    const pair = (duration: number, image = 0) =>
      systemOf({
        baseInterval: 60,
        classes: [0, 1].map((phase) => ({ multiple: 2, phase, image, duration: constant(duration) })),
        rates: [
          [0, 1],
          [1, 0],
        ],
        per: "class",
      });
    // What one class has flushed for a line, and what the other will not need once that is covered.
    expect(stableLogPeak(pair(50))).toMatchObject({ value: 120, atIndex: 1, byClass: [60, 60] });
    expect(stableLogMean(pair(50)).value).toBe(110);
    // At one instant the one goes as the other comes.
    expect(stableLogPeak(pair(0))).toMatchObject({ value: 60, atIndex: 1, byClass: [60, 0] });
    // Images that are written through a storage take time, too, and so do flushes.
    for (const image of [0, 1e9]) {
      const stored = { ...pair(0, image), storage };
      expect(stableLogPeak(stored)).toMatchObject({ value: 120, atIndex: 1, byClass: [60, 60] });
    }
    // At index 3 the slow class is due, and what it flushed until then is held until its images are written.
    const slow = { ...threeClassesShape.classes[2], duration: constant(1) };
    const late = systemOf({
      ...threeClassesShape,
      classes: [...threeClassesShape.classes.slice(0, 2), slow],
    });
    expect(stableLogPeak(late)).toMatchObject({ value: 180 * 10 + 80 * 20, atIndex: 3 });
  });

  it("the stable log goes as it comes where all clocks are one, and checkpoints take no time", () => {
    const error = { kind: "uniform", low: 0, high: 1 } as const;
    const given = (host: number) =>
      ({ kind: "given", groups: [0, 1].map((c) => ({ host: c * host, classIndex: c, count: 1 })) }) as const;
    const peakOf = (scope: "vm" | "host", hosts: SystemShape["hosts"], duration = 0) =>
      stableLogPeak(
        systemOf({
          baseInterval: 60,
          classes: [0, 1].map((phase) => ({ multiple: 2, phase, duration: constant(duration) })),
          rates: [
            [0, 1],
            [1, 0],
          ],
          per: "class",
          clock: { scope, error },
          hosts,
        }),
      ).value;
    // One clock: 60 messages of the one go as 60 of the other come.
    const [once, twice] = [60, 120].map((count) => (value: number) => Math.abs(value - count) < 2);
    expect(peakOf("host", { count: 1 })).toSatisfy(once);
    expect(peakOf("host", { count: 2, placement: given(0) })).toSatisfy(once);
    // Where clocks differ, or an image is written, both are there for a while.
    expect(peakOf("host", { count: 1 }, 1)).toSatisfy(twice);
    expect(peakOf("host", { count: 2, placement: given(1) })).toSatisfy(twice);
    expect(peakOf("vm", { count: 1 })).toSatisfy(twice);
  });

  it("peaks know the phases", () => {
    const shifted = systemOf({
      ...threeClassesShape,
      classes: threeClassesShape.classes.map((one, c) => ({ ...one, phase: [0, 0, 1][c] })),
    });
    // At k = 3 the third class is two intervals past its checkpoint at 1, the second one past its own at 2.
    expect(stableLogPeak(shifted)).toMatchObject({ value: 180 * 10 + 80 * 20, atIndex: 3 });
    expect(volatileLogPeak(shifted)).toMatchObject({ atIndex: 4 });
  });
});

describe("splits and scales", () => {
  const anyShape = fc
    .record({
      multiples: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
      rate: fc.integer({ min: 1, max: 40 }),
      hosts: fc.integer({ min: 1, max: 5 }),
      skewed: fc.boolean(),
      volatileLog: fc.constantFrom<"keep" | "drop">("keep", "drop"),
      inTransit: fc.constantFrom<"volatile" | "stable">("volatile", "stable"),
    })
    .map(
      ({ multiples, rate, hosts, skewed, volatileLog, inTransit }) =>
        (time: number): SystemShape => ({
          classes: multiples.map((multiple, c) => ({
            multiple,
            count: 3 + 2 * c,
            duration: { kind: "exponential", mean: 0.5 * time },
          })),
          rates: multiples.map((_, a) => multiples.map((_, b) => (rate + a + 2 * b) / 10 / time)),
          baseInterval: 10 * time,
          hosts: { count: hosts },
          delay: { kind: "exponential", mean: 0.02 * time },
          policies: { volatileLog, inTransit },
          ...(skewed ? { clock: { error: { kind: "uniform", low: 0, high: 0.1 * time } } } : {}),
        }),
    );
  const counted = [stableLogMean, stableLogPeak, volatileLogMean, volatileLogPeak, senderCopiesMean];

  it("classes and hosts add up to the whole", () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const system = systemOf(shape(1));
        for (const figureOf of counted) {
          const { value, byClass, byHost } = figureOf(system);
          expect(Math.abs(sum(byClass) - value)).toBeLessThanOrEqual(1e-12 * value);
          if (byHost) expect(Math.abs(sum(byHost) - value)).toBeLessThanOrEqual(1e-12 * value);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("counts do not depend on the unit of time", () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const one = systemOf(shape(1));
        const other = systemOf(shape(64));
        for (const figureOf of counted) {
          const wanted = figureOf(one).value;
          expect(Math.abs(figureOf(other).value - wanted)).toBeLessThanOrEqual(1e-6 * wanted);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("bytes are messages times their size where all are of one size", () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const system = systemOf({ ...shape(1), size: 500 });
        const twins = [
          [stableLogMean, stableLogMeanBytes],
          [volatileLogMean, volatileLogMeanBytes],
          [senderCopiesMean, senderCopiesMeanBytes],
        ] as const;
        for (const [messages, bytes] of twins) {
          const wanted = 500 * messages(system).value;
          expect(Math.abs(bytes(system).value - wanted)).toBeLessThanOrEqual(1e-12 * wanted);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("a line is covered once every VM has flushed up to it", () => {
  const shape: SystemShape = {
    ...threeClassesShape,
    rates: [
      [0, 0, 1e-9],
      [0, 0, 0],
      [0, 0, 0],
    ],
    clock: { error: { kind: "uniform", low: 0, high: 2 } },
  };

  it("which takes as long as the latest of all clocks, whoever is due", () => {
    // The largest of 100 uniform errors: 2·100/101.
    const { mean, meanWhenDue, at } = coverLags(systemOf(shape));
    for (const lag of [mean, ...meanWhenDue, at(1), at(2), at(6)]) {
      expect(relativeError(lag, 200 / 101)).toBeLessThan(1e-4);
    }
    expect(relativeError(lineLags(systemOf(shape)).at(1), 100 / 51)).toBeLessThan(1e-4);
  });

  it("is no later than the line where some duration outlasts the clocks", () => {
    const system = systemOf(threeClassesSkewedShape);
    const slow = systemOf({
      ...shape,
      classes: threeClassesShape.classes.map((one) => ({ ...one, duration: { kind: "constant", value: 3 } })),
    });
    expect(coverLags(slow).mean).toBe(lineLags(slow).mean);
    expect(relativeError(coverLags(system).mean, lineLags(system).mean)).toBeLessThan(1e-6);
  });

  it("is reached with the VM that is due where the VMs of a host share a clock", () => {
    const shared: SystemShape = {
      ...shape,
      hosts: { count: 10 },
      clock: { error: { kind: "uniform", low: 0, high: 2 }, scope: "host" },
    };
    expect(coverLags(systemOf(shared)).mean).toBe(lineLags(systemOf(shared)).mean);
    // Three hosts, one class each: at index 1 the line waits for the first alone, the cover for all three clocks.
    const apart = systemOf({
      ...shared,
      classes: [1, 2, 3].map((multiple) => ({ multiple, count: 4 })),
      hosts: { count: 3, placement: { kind: "packed" } },
    });
    // Means of the largest of three uniform errors, and of one.
    const wait = coverLags(apart).at(1) - lineLags(apart).at(1);
    expect(relativeError(wait, 2 * (3 / 4) - 2 * (1 / 2))).toBeLessThan(1e-5);
  });

  it("waits for late clocks where no VM is due", () => {
    const late = systemOf({
      classes: [{ multiple: 2, count: 3 }],
      rates: [[1]],
      baseInterval: 10,
      clock: { error: { kind: "constant", value: 1 } },
    });
    expect(lineLags(late).at(1)).toBe(0);
    expect(coverLags(late).at(1)).toBe(1);
    expect(coverLags(late).at(2)).toBe(1);
    expect(coverLags(late).mean).toBe(1);
  });
});

describe("messages in transit in the stable log (policy inTransit: stable)", () => {
  it("an SI system holds each for the rest of its interval", () => {
    // In transit across each boundary: 8·0.5 messages, delivered 0.25 s after it on average, gone at the next.
    const system = systemOf({
      per: "class",
      classes: [{ count: 4 }],
      rates: [[8]],
      baseInterval: 10,
      delay: { kind: "constant", value: 0.5 },
      policies: { inTransit: "stable" },
    });
    expect(relativeError(stableLogMean(system).value, (8 * 0.5 * (10 - 0.25)) / 10)).toBeLessThan(1e-12);
  });

  it("a host holds those that come to its own VMs, from within and from without", () => {
    const groups = [
      { host: 0, classIndex: 0, count: 5 },
      { host: 1, classIndex: 0, count: 1 },
      { host: 0, classIndex: 1, count: 1 },
      { host: 2, classIndex: 1, count: 3 },
    ];
    const counts = [6, 4];
    const flow = [
      [8, 2],
      [5, 3],
    ];
    const bytes = [
      [100, 20],
      [7, 900],
    ];
    const system = systemOf({
      per: "class",
      classes: counts.map((count) => ({ count })),
      rates: flow,
      size: bytes,
      baseInterval: 10,
      delay: { within: { kind: "constant", value: 2 }, across: { kind: "uniform", low: 0, high: 1 } },
      hosts: { count: 3, placement: { kind: "given", groups } },
      policies: { inTransit: "stable" },
    });
    const vms = groups.flatMap(({ host, classIndex, count }) =>
      Array.from({ length: count }, () => ({ host, classIndex })),
    );
    const messages = [0, 0, 0];
    const inBytes = [0, 0, 0];
    let writtenBytes = 0;
    // Each pair by itself; one message in transit leaves the log at the first line after its delivery.
    for (const from of vms) {
      for (const to of vms) {
        if (from === to) continue;
        const [a, b] = [from.classIndex, to.classIndex];
        const perPair = flow[a][b] / (counts[a] * (counts[b] - (a === b ? 1 : 0)));
        const [mean, square] = from.host === to.host ? [2, 4] : [1 / 2, 1 / 3];
        const held = (perPair * (mean * 10 - square / 2)) / 10;
        messages[to.host] += held;
        inBytes[to.host] += held * bytes[a][b];
        writtenBytes += ((perPair * mean) / 10) * bytes[a][b];
      }
    }
    stableLogMean(system).byHost!.forEach((held, host) => {
      expect(relativeError(held, messages[host])).toBeLessThan(1e-12);
    });
    stableLogMeanBytes(system).byHost!.forEach((held, host) => {
      expect(relativeError(held, inBytes[host])).toBeLessThan(1e-12);
    });
    expect(relativeError(stableLogByteRate(system).value, writtenBytes)).toBeLessThan(1e-12);
    expect(relativeError(stableLogByteRatio(system), writtenBytes / flows(system).totalBytes)).toBeLessThan(
      1e-12,
    );
  });
});

describe("peaks beyond hyperperiods that can be walked", () => {
  const multiples = [101, 103, 107, 109];
  const shape: SystemShape = {
    classes: multiples.map((multiple) => ({ multiple, count: 2 })),
    rates: multiples.map(() => [1, 1, 1, 1]),
    baseInterval: 1,
  };

  it("are exact where phases are 0", () => {
    const system = systemOf(shape);
    const flow = 8;
    expect(volatileLogPeak(system)).toMatchObject({
      value: flow * sum(multiples),
      atIndex: multiples.reduce((product, multiple) => product * multiple, 1),
    });
    expect(stableLogPeak(system)).toMatchObject({
      value: flow * sum(multiples.map((multiple) => multiple - 1)),
    });
  });

  it("are bounds, and say so, where lines of different lateness compete", () => {
    const late = systemOf({
      ...shape,
      classes: multiples.map((multiple, c) => ({
        multiple,
        phase: c,
        count: 2,
        duration: { kind: "constant", value: 0.1 * c },
      })),
    });
    const figure = volatileLogPeak(late);
    // Phases shift each class alone: all are due together at one index, and that line is as late as any.
    const whole = 8 * sum(multiples) + 32 * 0.3;
    expect(figure.value).toBeGreaterThanOrEqual(whole * (1 - 1e-12));
    expect(figure.value).toBeLessThanOrEqual(whole * 1.001);
  });
});

describe("the chance that a peak stays at or below a count", () => {
  it("reaches each quantile of the peak first there, on the host that it is on", () => {
    // Durations alone make lines late: their law is wide, and each host fills at its own speed meanwhile.
    const duration = { kind: "exponential", mean: 2 } as const;
    for (const volatileLog of ["keep", "drop"] as const) {
      const system = systemOf({
        classes: [
          { count: 3, duration },
          { count: 2, multiple: 2, duration },
        ],
        rates: [
          [4, 2],
          [2, 9],
        ],
        hosts: { count: 2, placement: { kind: "packed" } },
        baseInterval: 20,
        policies: { volatileLog },
      });
      for (const [measure, peak] of [
        ["hostMemoryPeak", hostMemoryPeak(system)],
        ["volatileLogPeak", volatileLogPeak(system)],
      ] as const) {
        const chance = (count: number) => chanceOfAtMost(system, measure, peak, count);
        const { p50, p99, p999 } = peak.quantiles!;
        for (const [quantile, probability] of [
          [p50, 0.5],
          [p99, 0.99],
          [p999, 0.999],
        ]) {
          expect(chance(quantile)).toBeGreaterThanOrEqual(probability);
          expect(chance(quantile - 1)).toBeLessThan(probability);
        }
      }
    }
  });
});
