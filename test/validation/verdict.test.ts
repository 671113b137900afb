import { describe, expect, it } from "vitest";
import { type Claim, judge, verdictOfAll } from "../../src/validation/row.js";

const claim: Claim = { closedForm: 100, margin: 0.01, rounding: 1e-7 };

function finding(low: number, high: number) {
  return { mean: (low + high) / 2, low, high };
}

describe("a verdict", () => {
  it.each([
    ["agree", "inside the margin", 99.5, 100.7],
    ["agree", "inside the margin, though the closed form itself is outside", 100.2, 100.4],
    ["agree", "just inside the margin", 99, 101],
    ["inconclusive", "across the margin's upper end", 100.5, 101.5],
    ["inconclusive", "across the whole margin", 90, 110],
    ["inconclusive", "endless", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ["inconclusive", "of nothing", Number.NaN, Number.NaN],
    ["disagree", "above the margin", 101.5, 103],
    ["disagree", "below the margin", 80, 90],
    ["disagree", "a single point elsewhere", 102, 102],
  ])("is %s for an interval %s", (verdict, _where, low, high) => {
    expect(judge(claim, finding(low, high))).toBe(verdict);
  });

  it("is inconclusive for an interval that is outside but too wide to rest on many events", () => {
    expect(judge(claim, finding(1000, 1700))).toBe("inconclusive");
    expect(judge(claim, finding(1300, 1700))).toBe("disagree");
  });

  it("is inconclusive on what was never seen, unless a thousand of them were due", () => {
    const nothing = { mean: 0, low: 0, high: 0.001 };
    expect(judge(claim, { ...nothing, chances: 9.99 })).toBe("inconclusive");
    expect(judge(claim, { ...nothing, chances: 10 })).toBe("disagree");
    // Without chances the 0 is certain.
    expect(judge(claim, finding(0, 0))).toBe("disagree");
  });

  it("is agreement that something cannot happen where it has not in a thousand chances", () => {
    const never = { ...claim, closedForm: 0 };
    const nothing = { mean: 0, low: 0, high: 0.001 };
    expect(judge(never, { ...nothing, chances: 999 })).toBe("inconclusive");
    expect(judge(never, { ...nothing, chances: 1000 })).toBe("agree");
    expect(judge(never, { mean: 1e-6, low: 0, high: 0.001, chances: 1e6 })).toBe("inconclusive");
  });

  it("on a closed form of 0 asks for 0, rounding aside", () => {
    const zero = { closedForm: 0, margin: 0.01, rounding: 1e-9 };
    expect(judge(zero, finding(0, 0))).toBe("agree");
    expect(judge(zero, finding(-1e-10, 1e-10))).toBe("agree");
    expect(judge(zero, finding(-0.1, 0.1))).toBe("inconclusive");
    expect(judge(zero, finding(0.9, 1.1))).toBe("disagree");
    expect(judge({ ...zero, rounding: 0 }, finding(0, 0))).toBe("agree");
  });

  it("takes rounding for equality however small the margin", () => {
    const sharp = { closedForm: 0.3, margin: 1e-15, rounding: 3e-10 };
    expect(judge(sharp, finding(0.30000000000000004, 0.30000000000000004))).toBe("agree");
  });

  it("on a bound looks at the side on which it binds", () => {
    const upper = { ...claim, bound: "upper" } as const;
    expect(judge(upper, finding(20, 21))).toBe("agree");
    expect(judge(upper, finding(110, 111))).toBe("disagree");
    const lower = { ...claim, bound: "lower" } as const;
    expect(judge(lower, finding(110, 111))).toBe("agree");
    expect(judge(lower, finding(20, 21))).toBe("disagree");
  });
});

it("several verdicts come to disagree, else inconclusive, else agree", () => {
  expect(verdictOfAll(["agree", "inconclusive", "disagree"])).toBe("disagree");
  expect(verdictOfAll(["agree", "inconclusive"])).toBe("inconclusive");
  expect(verdictOfAll(["agree", "agree"])).toBe("agree");
  expect(verdictOfAll([])).toBe("inconclusive");
});
