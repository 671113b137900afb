import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Measure, measures } from "../../src/scenario/model/measures.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = `${root}docs/notation.md`;

function measureTable(): string {
  const rows = measures.map(
    ({ key, symbol, unit, meaning, equation = "–", rule }: Measure) =>
      `| \`${symbol}\` | \`${key}\` | ${unit} | ${meaning} | ${equation} | ${rule} |`,
  );
  return [
    "| symbol | key | unit | meaning | closed form | rule |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** Equations and rules that a text cites, such as `E12` and `R3`; a span counts with both its ends. */
function cited(text: string): string[] {
  return [...text.matchAll(/(?<![\w.#%])([ER]\d{1,2})(?!\w|\.\d)/g)].map((match) => match[1]);
}

describe("docs/notation.md", () => {
  it("has the table of measures that the catalogue gives", () => {
    const text = readFileSync(page, "utf8");
    const renewed = text.replace(
      /<!-- measures -->[\s\S]*<!-- \/measures -->/,
      () => `<!-- measures -->\n\n${measureTable()}\n\n<!-- /measures -->`,
    );
    if (process.env.UPDATE_DOCS === "1") writeFileSync(page, renewed);
    else expect(text).toBe(renewed);
  });

  it("explains every equation and rule once, in order", () => {
    const explained = [...readFileSync(page, "utf8").matchAll(/^\| ([ER]\d+) \|/gm)].map((match) => match[1]);
    expect(explained).toEqual([
      ...Array.from({ length: 11 }, (_, n) => `R${n + 1}`),
      ...Array.from({ length: 23 }, (_, n) => `E${n + 1}`),
    ]);
  });

  it("explains every equation and rule that the code and the documents cite", () => {
    const explained = new Set(cited(readFileSync(page, "utf8")));
    const paths = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `src/${name}`);
    const unknown = [...paths, "README.md", "CONTRIBUTING.md", "docs/design.md"].flatMap((path) =>
      cited(readFileSync(`${root}${path}`, "utf8"))
        .filter((number) => !explained.has(number))
        .map((number) => `${path}: ${number}`),
    );
    expect(unknown).toEqual([]);
  });
});
