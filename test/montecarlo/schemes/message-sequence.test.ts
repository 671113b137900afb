import { describe, expect, it } from "vitest";
import { MessageSequence } from "../../../src/montecarlo/schemes/vm-qsc/vm-state.js";

function sequenceOf(text: string): MessageSequence<string> {
  const sequence = new MessageSequence<string>();
  for (const entry of text) sequence.add(entry);
  return sequence;
}

describe("a sequence of messages", () => {
  it("keeps its places when the oldest are forgotten", () => {
    const sequence = sequenceOf("abcdef");
    sequence.forgetBefore(2);
    expect([sequence.length, sequence.slice(2).join(""), sequence.slice(3, 5).join("")]).toEqual([
      6,
      "cdef",
      "de",
    ]);
    sequence.add("g");
    expect([sequence.length, sequence.slice(6).join("")]).toEqual([7, "g"]);
    sequence.forgetBefore(4);
    expect(sequence.slice(4).join("")).toBe("efg");
    expect(() => sequence.slice(3)).toThrow("what stands at place 3 has been forgotten");
  });

  it("undoes its end, and goes on from there", () => {
    const sequence = sequenceOf("abcdef");
    sequence.forgetBefore(2);
    sequence.undoFrom(4);
    sequence.add("x");
    expect([sequence.length, sequence.slice(2).join("")]).toEqual([5, "cdx"]);
    sequence.undoFrom(2);
    expect([sequence.length, sequence.slice(2)]).toEqual([2, []]);
    expect(() => sequence.undoFrom(1)).toThrow("what stands at place 1 has been forgotten");
  });
});
