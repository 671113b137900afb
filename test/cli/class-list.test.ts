import { describe, expect, it } from "vitest";
import { classListScenario } from "../../src/cli/reports/ratio.js";

describe("classListScenario", () => {
  it("reads classes as multiple x count and keeps rates as text", () => {
    expect(classListScenario("SI=1x40, MI4=4x10", "SI>SI=0.1,SI>MI4=10/min", "sender")).toEqual({
      classes: { SI: { multiple: 1, count: 40 }, MI4: { multiple: 4, count: 10 } },
      traffic: { per: "sender", rates: { SI: { SI: "0.1", MI4: "10/min" } } },
    });
  });

  it("divides an entry at its last =, so that a name may hold one", () => {
    expect(Object.keys(classListScenario("a=b=1x1,c=2x1", "a=b>c=1", "class").classes)).toEqual(["a=b", "c"]);
  });

  it.each([
    ["SI", "SI>SI=1", '--classes must hold NAME=VALUE with commas between, got "SI"'],
    ["SI=1", "SI>SI=1", '--classes must read like SI=1x40,MI4=4x10, got "SI=1"'],
    ["SI=1xmany", "SI>SI=1", '--classes must read like SI=1x40,MI4=4x10, got "SI=1xmany"'],
    ["SI=1x2,SI=2x2", "SI>SI=1", "--classes names SI twice"],
    ["SI=1x2", "SI=1", '--rates must read like "SI>SI=40,SI>MI4=2", got "SI=1"'],
    ["SI=1x2", "SI>SI>SI=1", '--rates must read like "SI>SI=40,SI>MI4=2", got "SI>SI>SI=1"'],
    ["SI=1x2", "SI>SI=1,SI>SI=2", "--rates names SI>SI twice"],
    ["SI=1x2", "", '--rates must hold NAME=VALUE with commas between, got ""'],
  ])("refuses %s with %s", (classes, rates, sentence) => {
    expect(() => classListScenario(classes, rates, "receiver")).toThrow(sentence);
  });
});
