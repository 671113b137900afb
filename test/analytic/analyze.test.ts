import { describe, expect, it } from "vitest";
import { analyze, analyzeSome } from "../../src/analytic/analyze.js";
import { existsIn, measures } from "../../src/scenario/model/measures.js";
import {
  paper,
  type SystemShape,
  systemOf,
  threeClassesShape,
  threeClassesSkewedShape,
} from "../support/system-of.js";

const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);

describe("every closed form of a system", () => {
  it("has a finite figure for each measure of the catalogue, and for nothing else", () => {
    for (const shape of [threeClassesShape, threeClassesSkewedShape]) {
      const figures = analyze(systemOf(shape));
      expect(Object.keys(figures)).toEqual(
        measures.filter((measure) => existsIn(measure, {})).map(({ key }) => key),
      );
      for (const { value } of Object.values(figures)) expect(Number.isFinite(value)).toBe(true);
    }
  });

  it("gives the measures that are asked for, the same as among all", () => {
    const some = analyzeSome(paper, ["waste", "stableLogRatio"]);
    expect(Object.keys(some)).toEqual(["waste", "stableLogRatio"]);
    expect(some.stableLogRatio).toEqual(analyze(paper).stableLogRatio);
  });

  it("says what the paper's example comes to", () => {
    const { stableLogRatio, messageRate, stableLogRate, stableLogByteRate, checkpointRate } = analyze(paper);
    expect(stableLogRatio).toEqual({ value: 1 / 6, fraction: "1/6", byClass: [0, 0.5] });
    expect(messageRate).toEqual({ value: 18, byClass: [12, 6], byHost: [18] });
    expect(stableLogRate).toEqual({ value: 3, byClass: [0, 3] });
    expect(stableLogByteRate).toEqual({ value: 3000, byClass: [0, 3000] });
    expect(checkpointRate).toEqual({ value: 2 / 60 + 1 / 60, byClass: [2 / 60, 1 / 60] });
  });
});

describe("checkpoint load (E5)", () => {
  const images = [3, 5, 7];
  const shape: SystemShape = {
    ...threeClassesShape,
    classes: threeClassesShape.classes.map((one, c) => ({ ...one, image: images[c], phase: [0, 1, 1][c] })),
  };

  it("adds up images over each class's own period", () => {
    const { checkpointByteRate } = analyze(systemOf(shape));
    expect(checkpointByteRate.byClass).toEqual([(50 * 3) / 10, (30 * 5) / 20, (20 * 7) / 30]);
    expect(checkpointByteRate.value).toBe(sum(checkpointByteRate.byClass!));
  });

  it("bursts where all are due at once, the first time that happens", () => {
    expect(analyze(systemOf(shape)).checkpointBurst).toEqual({
      value: 50 * 3 + 30 * 5 + 20 * 7,
      byClass: [150, 150, 140],
      atIndex: 1,
    });
  });

  it("knows phases that never meet", () => {
    const apart = systemOf({
      classes: [
        { multiple: 2, phase: 0, image: 5 },
        { multiple: 2, phase: 1, image: 9 },
      ],
      rates: [
        [0, 1],
        [1, 0],
      ],
    });
    expect(analyze(apart).checkpointBurst).toEqual({ value: 9, byClass: [0, 9], atIndex: 1 });
  });
});

describe("stable-log writes (E6)", () => {
  it("burst where no MI class is due", () => {
    const { flushBurst, flushBurstBytes } = analyze(systemOf({ ...threeClassesShape, size: 4000 }));
    expect(flushBurst).toMatchObject({ value: 2600, byClass: [0, 1800, 800], atIndex: 1 });
    expect(flushBurst.quantiles!.p50).toBe(2600);
    expect(flushBurstBytes).toMatchObject({ value: 2600 * 4000, atIndex: 1 });
    expect(flushBurstBytes).not.toHaveProperty("quantiles");
  });

  it("average to the rate of writes over the hyperperiod", () => {
    const system = systemOf(threeClassesShape);
    const { stableLogRate } = analyze(system);
    const flushed = [1, 2, 3, 4, 5, 6].map((k) => (k % 2 ? 1800 : 0) + (k % 3 ? 800 : 0));
    expect(Math.abs(sum(flushed) / 60 - stableLogRate.value)).toBeLessThan(1e-12);
  });

  it("leave out what was written on delivery", () => {
    const system = systemOf({
      ...threeClassesShape,
      policies: { inTransit: "stable" },
      delay: { kind: "constant", value: 0.5 },
    });
    // Of the 10 s between boundaries, what was sent before the first and came within 0.5 s of it is written already.
    const { flushBurst, stableLogRate, stableLogRatio, messageRate } = analyze(system);
    expect(Math.abs(flushBurst.value - 2600 * 0.95)).toBeLessThan(1e-9);
    expect(Math.abs(stableLogRate.value - stableLogRatio.value * messageRate.value)).toBeLessThan(1e-9);
  });

  it("are nothing, exactly, when every class is SI", () => {
    const system = systemOf({
      classes: [{ count: 3 }, { count: 2 }],
      rates: [
        [0.1, 0.2],
        [0.3, 0.7],
      ],
    });
    const { flushBurst, stableLogRate, stableLogMean, stableLogPeak } = analyze(system);
    for (const figure of [flushBurst, stableLogRate, stableLogMean, stableLogPeak])
      expect(figure.value).toBe(0);
  });
});
