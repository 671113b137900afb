import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScenarioError } from "../../src/scenario/model/scenario-error.js";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { readTrace } from "../../src/traces/read-trace.js";
import { traceSpan } from "../../src/traces/trace.js";

function columns(text: string) {
  const trace = parseTrace(text, "trace.csv");
  return {
    times: [...trace.times],
    from: [...trace.from].map((node) => trace.nodes[node]),
    to: [...trace.to].map((node) => trace.nodes[node]),
    bytes: [...trace.bytes],
  };
}

function sentence(text: string): string {
  try {
    parseTrace(text, "trace.csv");
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error("the trace was taken");
}

describe("parseTrace", () => {
  const wanted = { times: [0, 1.5], from: ["a", "b"], to: ["b", "a"], bytes: [10, 0] };

  it.each([
    ["as written by most tools", "t,src,dst,bytes\n0,a,b,10\n1.5,b,a,0\n"],
    ["without a line end at the end", "t,src,dst,bytes\n0,a,b,10\n1.5,b,a,0"],
    ["with CRLF", "t,src,dst,bytes\r\n0,a,b,10\r\n1.5,b,a,0\r\n"],
    ["with a byte order mark", "\uFEFFt,src,dst,bytes\n0,a,b,10\n1.5,b,a,0\n"],
    ["with columns in another order", "bytes,dst,t,src\n10,b,0,a\n0,a,1.5,b\n"],
    ["with quoted fields", '"t","src","dst","bytes"\n"0","a","b","10"\n1.5,"b",a,"0"\n'],
    ["with blanks around fields", "t , src, dst ,bytes\n 0, a,b , 10\n1.5, b ,a,\t0\n"],
    ["with empty lines", "\nt,src,dst,bytes\n\n0,a,b,10\n  \n1.5,b,a,\n\n"],
    ["with exponents", "t,src,dst,bytes\n0e0,a,b,1e1\n15e-1,b,a,0\n"],
  ])("reads a file %s", (_, text) => {
    expect(columns(text)).toEqual(wanted);
  });

  it("takes a file without sizes: none are recorded", () => {
    expect(columns("t,src,dst\n0,a,b\n1.5,b,a\n").bytes).toEqual([0, 0]);
  });

  it("takes names with commas and quotes", () => {
    expect(parseTrace('t,src,dst\n0,"a, the ""first""",b', "trace.csv").nodes).toEqual([
      'a, the "first"',
      "b",
    ]);
  });

  it("numbers the nodes in the order in which they appear", () => {
    expect(parseTrace("t,src,dst\n0,z,y\n1,a,z\n", "trace.csv").nodes).toEqual(["z", "y", "a"]);
  });

  it("sorts times that step back, keeps the order of equal ones, and says so", () => {
    const text = "t,src,dst\n2,a,b\n1,b,c\n2,c,a\n1,c,b\n";
    expect(columns(text)).toEqual({
      times: [1, 1, 2, 2],
      from: ["b", "c", "a", "c"],
      to: ["c", "b", "b", "a"],
      bytes: [0, 0, 0, 0],
    });
    expect(parseTrace(text, "trace.csv").warnings).toEqual([
      "sorted by time: 2 times step back (first at trace.csv:3)",
    ]);
  });

  it("leaves out messages of a node to itself, and says so", () => {
    const trace = parseTrace("t,src,dst\n0,a,b\n1,a,a\n2,b,b\n3,b,a\n", "trace.csv");
    expect([...trace.times]).toEqual([0, 3]);
    expect(trace.warnings).toEqual(["left out 2 messages of a node to itself (first at trace.csv:3)"]);
  });

  it("says which columns it leaves out", () => {
    expect(parseTrace("t,src,dst,colour\n0,a,b,1\n", "trace.csv").warnings).toEqual([
      'left out the column "colour" (first at trace.csv:1)',
    ]);
  });

  it("spans the time from the first message to the last", () => {
    expect(traceSpan(parseTrace("t,src,dst\n7,a,b\n5,b,a\n9.5,a,b\n", "trace.csv"))).toBe(4.5);
  });

  it.each([
    ["", "trace.csv must begin with the header t,src,dst,bytes, got an empty file"],
    ["\n\n", "trace.csv must begin with the header t,src,dst,bytes, got an empty file"],
    [
      "0,a,b,1",
      'the first line must name the columns, as in t,src,dst,bytes, or their numbers be given, as in t=1,src=2,dst=3, got "0", "a", "b", "1" (trace.csv:1:1)',
    ],
    [
      "t,src,whither",
      'the header must name the column dst, as in t,src,dst,bytes, got "t", "src", "whither"; which it is can be said, as in dst=NAME (trace.csv:1:1)',
    ],
    ["t,src,dst,t", "the header names the column t twice (trace.csv:1:11)"],
    ["t,src,dst", "trace.csv must hold at least one message between two nodes"],
    ["t,src,dst\n1,a,a", "trace.csv must hold at least one message between two nodes"],
    ["t,src,dst\n1,a", "a line must have 3 fields like the header, got 2 (trace.csv:2:1)"],
    ["t,src,dst\n\n1,a,b,c", "a line must have 3 fields like the header, got 4 (trace.csv:3:1)"],
    ["t,src,dst\n-1,a,b", 't must be a number of seconds, at least 0, got "-1" (trace.csv:2:1)'],
    ["t,src,dst\nNaN,a,b", 't must be a number of seconds, at least 0, got "NaN" (trace.csv:2:1)'],
    ["t,src,dst\n1e999,a,b", 't must be a number of seconds, at least 0, got "1e999" (trace.csv:2:1)'],
    ["t,src,dst\n0x10,a,b", 't must be a number of seconds, at least 0, got "0x10" (trace.csv:2:1)'],
    ["src,dst,t\na,b,", "t must be a number of seconds, at least 0, got nothing (trace.csv:2:5)"],
    [
      "t,src,dst\n1,,b",
      "src and dst must name a node in at most 190 characters, got nothing (trace.csv:2:3)",
    ],
    [
      "t,src,dst,bytes\n1,a,b,-5",
      'bytes must be a whole number, 0 if not recorded, got "-5" (trace.csv:2:7)',
    ],
    [
      "t,src,dst,bytes\n1,a,b,1.5",
      'bytes must be a whole number, 0 if not recorded, got "1.5" (trace.csv:2:7)',
    ],
    ['t,src,dst\n1,"a,b', "a quoted field must end within 100 lines (trace.csv:2:3)"],
    ['t,src,dst\n1,"a"x,b', "a comma must follow a quoted field (trace.csv:2:6)"],
    ['t,src,dst\n1,a"x",b', "a quote may stand only around a whole field (trace.csv:2:4)"],
  ])("refuses %j", (text, message) => {
    expect(sentence(text)).toBe(message);
  });

  it("gives a trace or one sentence, whatever the text", () => {
    const line = fc.array(fc.constantFrom("1", "-1", "a", "b", '"a"', '"', "", "0x1", "1e5", "é"), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("t,src,dst", "t,src,dst,bytes", ""), (rows, header) => {
        try {
          const trace = parseTrace([header, ...rows.map((row) => row.join(","))].join("\n"), "trace.csv");
          expect(trace.times).toEqual(trace.times.toSorted());
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          expect(error.message).not.toContain("\n");
        }
      }),
    );
  });
});

describe("readTrace", () => {
  it.each([
    ["nowhere.csv", /^nowhere\.csv does not exist$/],
    ["src", /^src is a directory/],
  ])("refuses %s", (path, message) => {
    expect(() => readTrace(path)).toThrow(message);
  });
});
