import { CsvRowError, mostQuotedLines, splitCsvRow } from "./csv-row.js";

/** Puts the lines of a row together of which a quoted field goes over several (RFC 4180). */
export class QuotedLines {
  private lines: string[] = [];

  get isOpen(): boolean {
    return this.lines.length > 0;
  }

  /**
   * Takes a line: what can be read now, each with the number of lines that it took. A row whose quote does not end, or not
   * in as many fields as others, is given back line by line.
   */
  add(line: string, separator: string, width: number): readonly string[] {
    const lines = [...this.lines, line];
    this.lines = [];
    if (lines.length === 1) {
      if (!line.includes('"') || fieldsOf(line, separator) !== "open") return lines;
      this.lines = lines;
      return [];
    }
    const text = lines.join("\n");
    const fields = line.includes('"') ? fieldsOf(text, separator) : "open";
    if (fields === width) return [text];
    if (fields === "open" && lines.length < mostQuotedLines) {
      this.lines = lines;
      return [];
    }
    return lines;
  }

  /** The lines of a row that is open at the end of the file. */
  end(): readonly string[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}

/** How many fields a row has, or `"open"` where a quote has no end; none where it cannot be split. */
function fieldsOf(text: string, separator: string): number | "open" {
  try {
    return splitCsvRow(text, separator).length;
  } catch (error) {
    if (!(error instanceof CsvRowError)) throw error;
    return error.isOpen ? "open" : 0;
  }
}
