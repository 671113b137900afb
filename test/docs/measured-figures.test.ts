import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What stands between the comments that `npm run bench -- --document` writes between, by name. */
function measuredBlocks(markdown: string): [name: string, body: string][] {
  const pattern = /<!-- bench (\S+) -->([\s\S]*?)<!-- \/bench \1 -->/g;
  return [...markdown.matchAll(pattern)].map(([, name, body]) => [name!, body!.trim()]);
}

/** Rows of figures: those of a Markdown table behind its head and its rule. */
function figureRows(body: string): string[] {
  return body.split("\n").filter((row) => /^\| (?=.*\d).*\|$/.test(row));
}

describe.each(["README.md", "docs/performance.md"])("the measured figures of %s", (document) => {
  const markdown = readFileSync(`${root}${document}`, "utf8");
  const blocks = measuredBlocks(markdown);

  it("have a place each, which ends where it should", () => {
    const opened = [...markdown.matchAll(/<!-- bench (\S+) -->/g)].map(([, name]) => name);
    expect(opened).not.toEqual([]);
    expect(blocks.map(([name]) => name)).toEqual(opened);
  });

  it.each(blocks)("have been taken: %s", (name, body) => {
    if (name === "machine") expect(body).toMatch(/Node \d+/);
    else if (name === "summary") expect(figureRows(body)).toHaveLength(6);
    else expect(figureRows(body)).not.toEqual([]);
  });
});
