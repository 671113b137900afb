const quote = 0x22;
/** A quote that is open for longer was never meant. */
export const mostQuotedLines = 100;

/** Why a row of a CSV file cannot be split, and at which of its characters (from 0). */
export class CsvRowError extends Error {
  /** `isOpen`: a quoted field has no end yet, which the next line may bring. */
  constructor(
    sentence: string,
    readonly offset: number,
    readonly isOpen = false,
  ) {
    super(sentence);
  }
}

/**
 * Fields of one line of a CSV file, without the quotes, blanks around them removed.
 *
 * A field in quotes may hold separators, line ends, and quotes doubled (RFC 4180).
 *
 * @throws {CsvRowError} when a quote is left open, or something stands between a quote and the next separator
 * @example
 * splitCsvRow('0.5,"a, b",c')  // => ["0.5", "a, b", "c"]
 */
export function splitCsvRow(line: string, separator = ","): string[] {
  if (!line.includes('"')) {
    const fields = line.split(separator);
    // In place: most of the time that reading a trace takes is spent here.
    for (let f = 0; f < fields.length; f++) fields[f] = fields[f].trim();
    return fields;
  }
  return fieldStarts(line, separator).map((start, f, starts) => {
    const text = line.slice(start, f + 1 < starts.length ? starts[f + 1] - 1 : line.length).trim();
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}

/** Offsets at which the fields of a CSV line begin, from 0. @throws {CsvRowError} as `splitCsvRow` */
export function fieldStarts(line: string, separator = ","): number[] {
  const starts = [0];
  let at = 0;
  for (;;) {
    at = afterBlanks(line, at, separator);
    if (line.charCodeAt(at) === quote) at = afterQuoted(line, at, separator);
    const next = line.indexOf(separator, at);
    const stray = line.indexOf('"', at);
    if (stray !== -1 && (next === -1 || stray < next)) {
      throw new CsvRowError("a quote may stand only around a whole field", stray);
    }
    if (next === -1) return starts;
    at = next + 1;
    starts.push(at);
  }
}

/** Offset of the separator or line end that follows the quoted field which opens at `open`. */
function afterQuoted(line: string, open: number, separator: string): number {
  let close = line.indexOf('"', open + 1);
  while (close !== -1 && line.charCodeAt(close + 1) === quote) close = line.indexOf('"', close + 2);
  if (close === -1)
    throw new CsvRowError(`a quoted field must end within ${mostQuotedLines} lines`, open, true);
  const after = afterBlanks(line, close + 1, separator);
  if (after < line.length && line[after] !== separator) {
    throw new CsvRowError(`a ${separatorName(separator)} must follow a quoted field`, after);
  }
  return after;
}

function afterBlanks(line: string, start: number, separator: string): number {
  let at = start;
  while ((line[at] === " " || line[at] === "\t") && line[at] !== separator) at++;
  return at;
}

/** Separators that a file may have, by the names that options and sentences give them. */
export const separators: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  bar: "|",
};

export function separatorName(separator: string): string {
  const named = Object.entries(separators).find(([, character]) => character === separator);
  return named?.[0] ?? JSON.stringify(separator);
}
