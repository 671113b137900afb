const quote = 0x22;

/** Why a row of a CSV file cannot be split, and at which of its characters (from 0). */
export class CsvRowError extends Error {
  readonly offset: number;

  constructor(sentence: string, offset: number) {
    super(sentence);
    this.offset = offset;
  }
}

/**
 * Fields of one line of a CSV file, without the quotes, blanks around them removed.
 *
 * A field in quotes may hold commas, and quotes doubled (RFC 4180); it must end on its line.
 *
 * @throws {CsvRowError} when a quote is left open, or something stands between a quote and the next comma
 * @example
 * splitCsvRow('0.5,"a, b",c')  // => ["0.5", "a, b", "c"]
 */
export function splitCsvRow(line: string): string[] {
  if (!line.includes('"')) return line.split(",").map((field) => field.trim());
  return fieldStarts(line).map((start, f, starts) => {
    const text = line.slice(start, f + 1 < starts.length ? starts[f + 1] - 1 : line.length).trim();
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}

/**
 * Offsets at which the fields of a CSV line begin, from 0.
 *
 * @throws {CsvRowError} as `splitCsvRow`
 * @example
 * fieldStarts('0.5,"a, b",c')  // => [0, 4, 11]
 */
export function fieldStarts(line: string): number[] {
  const starts = [0];
  let at = 0;
  for (;;) {
    while (line[at] === " " || line[at] === "\t") at++;
    if (line.charCodeAt(at) === quote) at = afterQuoted(line, at);
    const comma = line.indexOf(",", at);
    const stray = line.indexOf('"', at);
    if (stray !== -1 && (comma === -1 || stray < comma)) {
      throw new CsvRowError("a quote may stand only around a whole field", stray);
    }
    if (comma === -1) return starts;
    at = comma + 1;
    starts.push(at);
  }
}

/** Offset of the comma or line end that follows the quoted field which opens at `open`. */
function afterQuoted(line: string, open: number): number {
  let close = line.indexOf('"', open + 1);
  while (close !== -1 && line.charCodeAt(close + 1) === quote) close = line.indexOf('"', close + 2);
  if (close === -1) throw new CsvRowError("a quoted field must end on its line", open);
  let after = close + 1;
  while (line[after] === " " || line[after] === "\t") after++;
  if (after < line.length && line[after] !== ",") {
    throw new CsvRowError("a comma must follow a quoted field", after);
  }
  return after;
}
