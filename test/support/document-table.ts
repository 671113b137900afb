import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** Tables are then written into the documents instead of compared with them. */
const updatingDocuments = process.env.UPDATE_DOCS === "1";

type Row = readonly (string | number)[];

/** Fails unless the document has this table between the comments with its name; the first row is the head. */
export function expectTable(document: string, name: string, [head, ...body]: readonly [Row, ...Row[]]): void {
  const table = [line(head), `|${"---|".repeat(head.length)}`, ...body.map(line)].join("\n");
  const path = documentPath(document);
  const text = readFileSync(path, "utf8");
  const place = placeOf(name);
  expect(text, `a place for the table ${name}`).toMatch(place);
  const renewed = text.replace(place, () => `<!-- ${name} -->\n\n${table}\n\n<!-- /${name} -->`);
  if (updatingDocuments) writeFileSync(path, renewed);
  else expect(text).toBe(renewed);
}

function line(cells: Row): string {
  return `| ${cells.join(" | ")} |`;
}

function placeOf(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`);
}

function documentPath(document: string): string {
  return fileURLToPath(new URL(`../../${document}`, import.meta.url));
}
