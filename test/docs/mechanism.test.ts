import { describe, expect, it } from "vitest";
import { runExample } from "./code-example.js";
import { ConsoleSession, consoleSteps, matchesPrinted, renewedPrinted } from "./console-session.js";
import { fencedBlocks, withBlock } from "./fenced-blocks.js";

const scope = {
  names: { two: 2 },
  modules: { maths: { half: (x: number) => x / 2, third: (x: number) => x / 3 } },
};

describe("code examples", () => {
  it.each([
    ["a value", ["two + 1  // => 3"]],
    ["several lines", ["const x = {", "  a: two,", "};", "x.a  // => 2"]],
    ["a value on the next line", ["two + 1", "// => 3"]],
    ["an expression over lines", ["Math.max(", "  two,", "  7,", ")  // => 7"]],
    ["an import", ['import { half, third as part } from "maths";', "half(part(two))  // => 0.333…"]],
    ["an object with more members", ["({ a: 1, b: two })  // => { a: 1, … }"]],
    ["a typed array", ["new Float64Array(2)  // => Float64Array [0, 0]"]],
    ["a promise that is awaited", ["await Promise.resolve(two)  // => 2"]],
  ])("take %s", async (_, lines) => {
    await runExample(lines, scope);
  });

  it.each([
    ["a wrong value", ["two + 1  // => 4"]],
    ["wrong digits", ["two / 3  // => 0.667…"]],
    ["a wrong member", ["({ a: 1 })  // => { a: 2, … }"]],
    ["a name that nobody has", ["three  // => 3"]],
    ["code without an end", ["Math.max("]],
    ["a statement where a value is wanted", ["const x = 1;  // => 1"]],
  ])("refuse %s", async (_, lines) => {
    await expect(runExample(lines, scope)).rejects.toThrow();
  });
});

describe("console blocks", () => {
  it("are commands, each with what it prints", () => {
    expect(consoleSteps(["$ a b", "1", "", "2", "", "$ c"])).toEqual([
      { command: "a b", printed: ["1", "", "2"] },
      { command: "c", printed: [] },
    ]);
  });

  it("compare line by line, with … for any lines", () => {
    const lines = ["head", "a.b", "tail"];
    expect(matchesPrinted(lines, lines)).toBe(true);
    expect(matchesPrinted(lines, ["head", "…", "tail"])).toBe(true);
    expect(matchesPrinted(lines, ["head", "…"])).toBe(true);
    expect(matchesPrinted(lines, ["head", "axb", "tail"])).toBe(false);
    expect(matchesPrinted(lines, ["head", "tail"])).toBe(false);
    expect(matchesPrinted(lines, ["head", "a.b"])).toBe(false);
  });

  it("compare nothing that the clock decides", () => {
    const told = "agree: 31 rows; 16 replications, 1.62 s, seed a";
    expect(matchesPrinted([told.replace("1.62 s", "480 ms")], [told])).toBe(true);
    expect(matchesPrinted([told.replace("16", "17")], [told])).toBe(false);
    expect(matchesPrinted(['  "seconds": 0.25,'], ['  "seconds": 1.5e-3,'])).toBe(true);
  });

  it("keep what they leave out when they are renewed", () => {
    expect(renewedPrinted(["a", "B", "c", "D"], ["x", "…", "y"])).toEqual(["a", "…", "D"]);
    expect(renewedPrinted(["a", "B"], ["x", "y", "z"])).toEqual(["a", "B"]);
    expect(renewedPrinted(["x", "B", "y"], ["x", "…", "y"])).toEqual(["x", "…", "y"]);
    expect(renewedPrinted(["a"], ["x", "…", "y"])).toEqual(["a"]);
    const old = ["x", "…", "load  1", "more  1", "…", "y"];
    expect(renewedPrinted(["a", "b", "load  2", "more  3", "c", "d"], old)).toEqual([
      "a",
      "…",
      "load  2",
      "more  3",
      "…",
      "d",
    ]);
    expect(renewedPrinted(["a", "b", "d"], old)).toEqual(["a", "b", "d"]);
  });

  it("run in a folder of their own, quotes and files as in a shell", async () => {
    const session = new ConsoleSession();
    try {
      expect(await session.output("vmqsc --version > 'the version.txt'")).toEqual([]);
      expect(await session.output('cat "the version.txt"')).toEqual([
        expect.stringMatching(/^\d+\.\d+\.\d+$/),
      ]);
      expect(await session.output("awk '{ print $1 + 1 }' 'the version.txt' > one.txt")).toEqual([]);
      expect(await session.output("cat one.txt")).toEqual([expect.stringMatching(/^[\d.]+$/)]);
      const refused = await session.output("vmqsc no-such-command");
      expect(refused.at(-1)).toBe("(exit code 1)");
      expect((await session.output("vmqsc no-such-command; echo $?")).at(-1)).toBe("1");
      await expect(session.output("rm -r x")).rejects.toThrow("can run vmqsc, cat and awk");
    } finally {
      session.close();
    }
  });
});

describe("fenced blocks", () => {
  const markdown = "# T\n```console\n$ a\n1\n```\nand\n```ts\nx\n```\n";

  it("are found with their language and line", () => {
    expect(fencedBlocks(markdown)).toEqual([
      { language: "console", lines: ["$ a", "1"], at: 2 },
      { language: "ts", lines: ["x"], at: 7 },
    ]);
  });

  it("can be replaced", () => {
    const changed = withBlock(markdown, fencedBlocks(markdown)[0], ["$ a", "2", "3"]);
    expect(changed).toBe("# T\n```console\n$ a\n2\n3\n```\nand\n```ts\nx\n```\n");
  });
});
