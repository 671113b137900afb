import { describe, expect, it } from "vitest";
import {
  confidenceOfMessages,
  forecastRun,
  messagesForPrecision,
  precisionOfMessages,
} from "../../src/validation/run-forecast.js";
import { paper } from "../support/system-of.js";

describe("the length of a run", () => {
  // The normal quantile of 99 % is 2.5758293035489; N = z² · 5 / p² for η = 1/6.
  it("is z² (1 − η) / (η p²) messages", () => {
    const wanted = (2.5758293035489004 ** 2 * 5) / 1e-6;
    expect(Math.abs(messagesForPrecision(1 / 6, 0.001, 0.99) / wanted - 1)).toBeLessThan(1e-7);
  });

  it.each([0.001, 0.2, 0.5, 0.999])("gives any of the three from the other two: η = %d", (ratio) => {
    for (const [precision, confidence] of [
      [0.01, 0.9],
      [0.001, 0.99],
      [0.3, 0.9999],
    ] as const) {
      const messages = messagesForPrecision(ratio, precision, confidence);
      expect(Math.abs(precisionOfMessages(ratio, messages, confidence) / precision - 1)).toBeLessThan(1e-12);
      const doubt = 1 - confidenceOfMessages(ratio, messages, precision);
      expect(Math.abs(doubt / (1 - confidence) - 1)).toBeLessThan(1e-6);
    }
  });

  it("is nothing where η is 0 or 1, which any run finds exactly", () => {
    for (const ratio of [0, 1]) {
      expect(messagesForPrecision(ratio, 0.001, 0.99)).toBe(0);
      expect(precisionOfMessages(ratio, 1000, 0.99)).toBe(0);
      expect(confidenceOfMessages(ratio, 1000, 0.001)).toBe(1);
    }
  });
});

describe("the forecast of a run", () => {
  it("has the budget follow from precision and confidence", () => {
    const { follows, messages, replications, precision, confidence } = forecastRun(paper, {
      precision: 0.0001,
      confidence: 0.95,
    });
    const perReplication = messages / replications;
    const needed = messagesForPrecision(1 / 6, 0.0001, 0.95);
    expect({ follows, precision, confidence }).toEqual({
      follows: "budget",
      precision: 0.0001,
      confidence: 0.95,
    });
    expect(replications).toBe(Math.ceil(needed / perReplication));
  });

  it("never foresees fewer replications than a run to a precision has", () => {
    expect(forecastRun(paper, { precision: 0.1 }).replications).toBe(36);
  });

  it.each([{ messages: 3e6 }, { replications: 40 }, { maxTime: 20 }])(
    "has the precision follow from %o",
    (budget) => {
      const { follows, precision, confidence, messages } = forecastRun(paper, budget);
      expect({ follows, confidence }).toEqual({ follows: "precision", confidence: 0.99 });
      expect(Math.abs(precision / precisionOfMessages(1 / 6, messages, 0.99) - 1)).toBeLessThan(1e-6);
    },
  );

  it("has the confidence follow from precision and budget", () => {
    const { follows, precision, confidence, messages } = forecastRun(paper, {
      precision: 0.01,
      messages: 3e5,
    });
    expect({ follows, precision }).toEqual({ follows: "confidence", precision: 0.01 });
    expect(Math.abs(confidence - confidenceOfMessages(1 / 6, messages, 0.01))).toBeLessThan(1e-6);
  });

  it("counts the time for all threads", () => {
    const { seconds, replications, workers } = forecastRun(paper, { replications: 40, workers: 8 });
    const inSeries = forecastRun(paper, { replications: 40, workers: 1 });
    expect([replications, workers, inSeries.workers]).toEqual([40, 8, 1]);
    expect(seconds).toBeGreaterThan(0);
  });

  it.each([
    [
      { precision: 0.1, confidence: 0.9, messages: 5 },
      "the forecast gives the third of precision, confidence and budget from the other two; leave one of them out",
    ],
    [{ maxTime: 3, messages: 5 }, "the forecast takes one budget: messages, replications or maxTime"],
    [{ precision: -1 }, "precision must be a number above 0, got -1"],
    [{ confidence: 1 }, "confidence must be a number above 0 and below 1, got 1"],
    [{ maxTime: Number.NaN }, "maxTime must be a number above 0, got NaN"],
    [{ messages: 0 }, "messages must be a number above 0 and at most 9007199254740991, got 0"],
    [{ workers: 0 }, "workers must be a whole number from 1 to 256, got 0"],
  ])("refuses %o", (options, sentence) => {
    expect(() => forecastRun(paper, options)).toThrow(sentence);
  });
});
