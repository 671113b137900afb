import { describe, expect, it } from "vitest";
import { estimateText, measureText } from "../../src/cli/render/measure-text.js";
import { numberText, percentText, plural, signedText } from "../../src/cli/render/number-text.js";

describe("numberText", () => {
  it.each([
    [0, 4, "0"],
    [1 / 6, 6, "0.166667"],
    [12345.678, 4, "12,346"],
    [1234567, 3, "1,234,567"],
    [0.5, 4, "0.5"],
    [999.96, 4, "1,000"],
    [-2.5, 4, "−2.5"],
    [1.5e-7, 4, "1.5e-7"],
    [1e21, 4, "1e21"],
    [Number.NaN, 4, "–"],
    [Number.POSITIVE_INFINITY, 4, "∞"],
  ])("%d with %d digits is %s", (value, digits, text) => {
    expect(numberText(value, digits)).toBe(text);
  });

  it("writes shares in per cent and signs where they matter", () => {
    expect(percentText(0.99)).toBe("99 %");
    expect(signedText(0.25)).toBe("+0.25");
    expect(signedText(-0.25)).toBe("−0.25");
    expect(signedText(0)).toBe("0");
  });
});

describe("measureText", () => {
  it.each(["messages", "messages/s", "%", "s", "1"] as const)(
    "gives what is not known no unit: %s",
    (unit) => {
      expect(measureText(Number.NaN, unit)).toBe("–");
    },
  );

  it.each([
    [0, "s", "0 s"],
    [0.0000125, "s", "12.5 us"],
    [90, "s", "90 s"],
    [7200, "s", "2 h"],
    [2e9, "B", "2 GB"],
    [1536, "B/s", "1.536 kB/s"],
    [1 / 120, "1/s", "30/h"],
    [2400.4, "messages", "2,400 msg"],
    [1 / 6, "1", "0.166667"],
    [Number.NaN, "s", "–"],
  ] as const)("%d %s is %s", (value, unit, text) => {
    expect(measureText(value, unit)).toBe(text);
  });
});

describe("estimateText", () => {
  it("gives mean and ends in the unit of the mean, to two digits of the half-width", () => {
    expect(estimateText({ mean: 0.166664, low: 0.166551, high: 0.166777 }, "1")).toEqual({
      mean: "0.16666",
      low: "0.16655",
      high: "0.16678",
      interval: "0.16655 … 0.16678",
    });
    expect(estimateText({ mean: 0.0492, low: 0.048, high: 0.0504 }, "s").low).toBe("48 ms");
  });

  it("gives a value without spread in full", () => {
    expect(estimateText({ mean: 0.25, low: 0.25, high: 0.25 }, "1").mean).toBe("0.25");
  });
});

describe("plural", () => {
  it.each([
    [1, "1 replication"],
    [0, "0 replications"],
    [12345, "12,345 replications"],
  ])("of %d", (count, text) => {
    expect(plural(count, "replication")).toBe(text);
  });
});
