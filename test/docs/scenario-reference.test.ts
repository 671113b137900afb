import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { scenarioShape } from "../../src/scenario/checks/scenario-shape.js";
import type { AnyShape, Field } from "../../src/scenario/checks/shape.js";

const page = fileURLToPath(new URL("../../docs/scenario.md", import.meta.url));

/** Rows for a key and, where it holds keys of its own, for those instead. */
function rows(path: string, { shape, fallback, required, description }: Field): string[] {
  const group = required || (typeof fallback === "object" && fallback !== null);
  if (group && shape.fields) return rowsOf(shape, `${path}.`);
  const entry: AnyShape | undefined = shape.entries?.shape;
  const own = [`| \`${path}\` | ${required ? "required" : fallbackText(fallback)} | ${description} |`];
  return entry?.fields ? [...own, ...rowsOf(entry, `${path}.NAME.`)] : own;
}

function rowsOf(shape: AnyShape, prefix: string): string[] {
  return Object.entries(shape.fields ?? {}).flatMap(([key, field]) => rows(`${prefix}${key}`, field));
}

function fallbackText(fallback: unknown): string {
  return fallback === undefined ? "" : `\`${fallback}\``;
}

it("docs/scenario.md has the table of keys and defaults that the scenario's checks give", () => {
  const text = readFileSync(page, "utf8");
  const table = ["| key | default | meaning |", "|---|---|---|", ...rowsOf(scenarioShape, "")].join("\n");
  const renewed = text.replace(
    /<!-- scenario -->[\s\S]*<!-- \/scenario -->/,
    () => `<!-- scenario -->\n\n${table}\n\n<!-- /scenario -->`,
  );
  expect(renewed).toContain("| `classes.NAME.multiple` | `1` |");
  if (process.env.UPDATE_DOCS === "1") writeFileSync(page, renewed);
  else expect(text).toBe(renewed);
});
