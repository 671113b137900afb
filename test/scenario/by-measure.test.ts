import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { comparisonMeasures } from "../../src/scenario/model/comparison-measures.js";
import { measures } from "../../src/scenario/model/measures.js";

const file = fileURLToPath(new URL("../../src/scenario/model/by-measure.ts", import.meta.url));

interface Described {
  readonly key: string;
  readonly meaning: string;
  readonly symbol?: string;
  readonly unit: string;
  readonly needs?: string;
  /** Set where there is no closed form. */
  readonly open?: boolean;
}

/** What hovers say of a measure: its sentence in the catalogue, with its symbol and unit. */
function member({ key, meaning, symbol, unit, needs, open = false }: Described): string {
  const sentence = meaning[0].toUpperCase() + meaning.slice(1);
  const short = symbol === undefined ? "" : `: \`${symbol}\``;
  return `  /** ${sentence}${short}${unit === "1" ? "" : `, in ${unit}`}${needs === undefined ? "" : `; absent without ${needs === "job" ? "a job" : "storage"}`}. */\n  readonly ${key}${needs !== undefined || open ? "?" : ""}: Value;\n`;
}

it("each measure of the catalogue has its sentence where editors look for it", () => {
  const text = `// \`npm run update-docs\` writes this from the catalogues, so that hovers show their sentences.

/** A value for each measure of VM_QSC. */
export interface ByMeasure<Value> {
${measures.map((one) => member({ ...one, open: one.equation === undefined })).join("")}}

/** A value for each measure in which schemes are compared. */
export interface ByComparisonMeasure<Value> {
${comparisonMeasures.map(member).join("")}}
`;
  if (process.env.UPDATE_DOCS) writeFileSync(file, text);
  expect(readFileSync(file, "utf8")).toBe(text);
});
