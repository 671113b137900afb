import { describe, expect, it } from "vitest";
import { type MultipleRule, multiplesByName, parseMultiples } from "../../src/traces/multiples.js";
import { proposedMultiples } from "../../src/traces/proposed-multiples.js";

function rulesOf(text: string): readonly MultipleRule[] {
  const multiples = parseMultiples(text);
  if (!multiples.rules) throw new Error("rules are wanted");
  return multiples.rules;
}

const nodes = ["ts-order-service", "ts-order-other-service", "ts-seat-service", "gateway"];

function byName(text: string): readonly number[] {
  return multiplesByName(nodes, rulesOf(text));
}

describe("multiples by name", () => {
  it.each([
    ["*=3", [3, 3, 3, 3]],
    ["gateway=1,*=2", [2, 2, 2, 1]],
    ["ts-order-*=4,ts-*=2,*=1", [4, 4, 2, 1]],
    ["ts-*-other-*=5,*-service=3,gate?ay=2", [3, 5, 3, 2]],
    ["*r*-service=7,*=1", [7, 7, 1, 1]],
    [" gateway = 1 , * = 2 ", [2, 2, 2, 1]],
  ])("%s", (text, multiples) => {
    expect(byName(text)).toEqual(multiples);
  });

  it("takes the first rule that matches", () => {
    expect(byName("*=2,gateway=1")).toEqual([2, 2, 2, 2]);
  });

  it("takes a name with an equals sign in it", () => {
    expect(multiplesByName(["a=b"], rulesOf("a=b=2"))).toEqual([2]);
  });

  it("a pattern of many stars answers at once", () => {
    const rules = rulesOf(`${"*a".repeat(40)}b=1,*=2`);
    expect(multiplesByName(["a".repeat(5_000), "ab".repeat(40)], rules)).toEqual([2, 1]);
  });

  it.each([
    ["ts-*=1", "1 node has no multiple: gateway; end with *=1 to give all others one"],
    [
      "ts-seat-*=1",
      "3 nodes have no multiple: ts-order-service, ts-order-other-service, gateway; end with *=1 to give all others one",
    ],
    ["tsorder=1,*=2", "multiples name tsorder, but no node of the trace is called so"],
    ["*=1,*=2", "multiples name * twice"],
  ])("refuses %s", (text, message) => {
    expect(() => byName(text)).toThrow(message);
  });
});

describe("parseMultiples", () => {
  it.each(["", "a", "1,,2", "a=0", "a=1.5", "a=-1", "a=", "=2", "1,a=2", "0", "1e3", "a=1e3", "9999999999"])(
    "refuses %j",
    (text) => {
      expect(() => parseMultiples(text)).toThrow(/^multiples must read like "ts-order-\*=1,\*=4" or "1,2,4"/);
    },
  );

  it("sorts a list of multiples and drops doubles", () => {
    expect(parseMultiples("4,1,2,4")).toEqual({ allowed: [1, 2, 4] });
  });
});

describe("proposed multiples", () => {
  function proposed(received: readonly number[], allowed: readonly number[]): readonly number[] {
    const loads = received.map((messages) => ({ messages, bytes: 1000 * messages }));
    return proposedMultiples(loads, allowed, { baseInterval: 60 }).multiples;
  }

  it("grow with the inverse square root of the messages received", () => {
    expect(proposed([6400, 1600, 400, 100], [1, 2, 4, 8])).toEqual([1, 2, 4, 8]);
  });

  it("are the nearest allowed ones, as a ratio", () => {
    // sqrt(100/51) = 1.400 and sqrt(100/49) = 1.429 lie on the two sides of sqrt(1 x 2).
    expect(proposed([100, 51, 49], [1, 2])).toEqual([1, 1, 2]);
  });

  it("start from the least allowed one and end with the largest", () => {
    expect(proposed([100, 25, 1, 0], [3, 6, 12])).toEqual([3, 6, 12, 12]);
  });
});
