import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { measures } from "../../src/scenario/model/measures.js";

const file = fileURLToPath(new URL("../../src/scenario/model/by-measure.ts", import.meta.url));

/** What hovers say of a measure: its sentence in the catalogue, with its symbol and unit. */
function member({ key, meaning, symbol, unit }: (typeof measures)[number]): string {
  const sentence = meaning[0].toUpperCase() + meaning.slice(1);
  return `  /** ${sentence}: \`${symbol}\`${unit === "1" ? "" : `, in ${unit}`}. */\n  readonly ${key}: Value;\n`;
}

it("each measure of the catalogue has its sentence where editors look for it", () => {
  const head =
    "/** A value for each measure. `npm run update-docs` writes this from the catalogue, so that hovers show its sentences. */\n";
  const text = `${head}export interface ByMeasure<Value> {\n${measures.map(member).join("")}}\n`;
  if (process.env.UPDATE_DOCS) writeFileSync(file, text);
  expect(readFileSync(file, "utf8")).toBe(text);
});
