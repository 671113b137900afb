/** A cell of a CSV file; `undefined` and numbers that are not finite become an empty cell. */
export type CsvCell = string | number | undefined;

/**
 * Rows as CSV text with a header, by RFC 4180: quoted where needed, lines ended by CR LF.
 *
 * @example
 * csv(["class", "share"], [["web, east", 0.5]]) // => 'class,share\r\n"web, east",0.5\r\n'
 */
export function csv(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = csvLine(header);
  for (const row of rows) text += csvLine(row);
  return text;
}

/** Objects as CSV text, each a line; the columns are their members of these names. */
export function csvOf<Key extends string>(
  keys: readonly Key[],
  objects: readonly { readonly [K in Key]?: CsvCell }[],
): string {
  return csv(
    keys,
    objects.map((object) => keys.map((key) => object[key])),
  );
}

export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
