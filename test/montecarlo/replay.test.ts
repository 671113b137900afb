import { describe, expect, it } from "vitest";
import { compareReplay } from "../../src/montecarlo/schemes/vm-qsc/after-failure.js";

describe("a replay", () => {
  const received = [3, 7, 9, 12];

  it("is right when it gives every message once, in the order of receipt", () => {
    expect(compareReplay(received, [3, 7, 9, 12])).toEqual({
      matched: 4,
      missing: [],
      twice: [],
      outOfOrder: [],
    });
  });

  it.each([
    ["stops before a message that no log has", [3, 9, 12], { matched: 1, missing: [7] }],
    ["stops at its end", [3, 7], { matched: 2, missing: [9, 12] }],
    ["gives nothing from an empty log", [], { matched: 0, missing: [3, 7, 9, 12] }],
    ["repeats a message", [3, 7, 7, 9, 12], { matched: 2, twice: [7] }],
    ["gives what the checkpoint has already", [1, 3, 7, 9, 12], { matched: 0, twice: [1] }],
    ["goes on after its end", [3, 7, 9, 12, 12], { matched: 4, twice: [12] }],
    ["swaps two messages", [3, 9, 7, 12], { matched: 1, outOfOrder: [7] }],
    ["gives a later log first", [9, 12, 3, 7], { matched: 0, outOfOrder: [3, 7] }],
    ["does all of it", [12, 3, 3], { matched: 0, missing: [7, 9], twice: [3], outOfOrder: [3] }],
  ])("%s", (_, replayed, faults) => {
    const right = { missing: [], twice: [], outOfOrder: [] };
    expect(compareReplay(received, replayed)).toEqual({ ...right, ...faults });
  });

  it("of nothing is right", () => {
    expect(compareReplay([], [])).toEqual({ matched: 0, missing: [], twice: [], outOfOrder: [] });
  });
});
