import { ScenarioError } from "../scenario/model/scenario-error.js";
import { CsvRowError, fieldStarts, splitCsvRow } from "./csv-row.js";
import type { Trace } from "./trace.js";

const wantedHeader = "t,src,dst,bytes";
/** So that every node can be a class of a scenario. */
const longestName = 190;

/** Where the columns of a trace stand; `bytes` is −1 where the file has none. */
interface Columns {
  readonly t: number;
  readonly src: number;
  readonly dst: number;
  readonly bytes: number;
  readonly width: number;
}

/**
 * Reads a message trace from CSV text: a header with the columns `t`, `src`, `dst` and, if sizes were
 * recorded, `bytes`, in any order; then one message a line.
 *
 * Times are seconds from any origin, at least 0; bytes are whole, 0 or empty where not recorded. Messages of a
 * node to itself are left out and times that step back are sorted; `warnings` of the result says so.
 *
 * @throws {ScenarioError} for a malformed line, with its place
 * @example
 * parseTrace("t,src,dst\n0,a,b\n1.5,b,a", "two.csv").nodes  // => ["a", "b"]
 */
export function parseTrace(text: string, fileName: string): Trace {
  return new TraceParser(text, fileName).parse();
}

class TraceParser {
  private readonly text: string;
  private readonly file: string;
  private readonly numbers = new Map<string, number>();
  private readonly warnings: string[] = [];
  private line = 0;
  private at = 0;

  constructor(text: string, file: string) {
    // A byte order mark is no part of the first column's name.
    this.text = text.startsWith("\uFEFF") ? text.slice(1) : text;
    this.file = file;
  }

  parse(): Trace {
    const columns = this.readHeader();
    const most = countLines(this.text);
    const times = new Float64Array(most);
    const from = new Int32Array(most);
    const to = new Int32Array(most);
    const bytes = new Float64Array(most);
    let count = 0;
    let stepsBack = 0;
    let firstStepBack = 0;
    let selfMessages = 0;
    let firstSelf = 0;
    for (let row = this.nextLine(); row !== undefined; row = this.nextLine()) {
      if (row.trim() === "") continue;
      const fields = this.split(row);
      if (fields.length !== columns.width) {
        this.fail(`a line must have ${columns.width} fields like the header, got ${fields.length}`, row, 0);
      }
      const t = this.readTime(fields[columns.t], row, columns.t);
      const sender = this.readNode(fields[columns.src], row, columns.src);
      const receiver = this.readNode(fields[columns.dst], row, columns.dst);
      const size = columns.bytes < 0 ? 0 : this.readBytes(fields[columns.bytes], row, columns.bytes);
      if (sender === receiver) {
        if (selfMessages++ === 0) firstSelf = this.line;
        continue;
      }
      if (count > 0 && t < times[count - 1] && stepsBack++ === 0) firstStepBack = this.line;
      times[count] = t;
      from[count] = sender;
      to[count] = receiver;
      bytes[count++] = size;
    }
    if (selfMessages > 0) this.warn(`left out ${messages(selfMessages)} of a node to itself`, firstSelf);
    if (stepsBack > 0) this.warn(`sorted by time: ${stepsBack} times step back`, firstStepBack);
    if (count === 0) throw new ScenarioError(`${this.file} must hold at least one message between two nodes`);
    const order = stepsBack > 0 ? stableOrder(times.subarray(0, count)) : undefined;
    return {
      source: this.file,
      nodes: [...this.numbers.keys()],
      times: arrange(times, count, order),
      from: arrange(from, count, order),
      to: arrange(to, count, order),
      bytes: arrange(bytes, count, order),
      warnings: this.warnings,
    };
  }

  private nextLine(): string | undefined {
    if (this.at >= this.text.length) return undefined;
    const newline = this.text.indexOf("\n", this.at);
    const end = newline === -1 ? this.text.length : newline;
    const line = this.text.slice(this.at, this.text[end - 1] === "\r" && end > this.at ? end - 1 : end);
    this.at = end + 1;
    this.line++;
    return line;
  }

  private readHeader(): Columns {
    let header = this.nextLine();
    while (header !== undefined && header.trim() === "") header = this.nextLine();
    if (header === undefined) {
      throw new ScenarioError(`${this.file} must begin with the header ${wantedHeader}, got an empty file`);
    }
    const names = this.split(header);
    const place = (name: string, required: boolean): number => {
      const first = names.indexOf(name);
      if (first === -1 && required) {
        this.fail(`the header must name the column ${name}, as in ${wantedHeader}`, header, 0);
      }
      const again = names.indexOf(name, first + 1);
      if (first !== -1 && again !== -1) this.fail(`the header names the column ${name} twice`, header, again);
      return first;
    };
    const columns = {
      t: place("t", true),
      src: place("src", true),
      dst: place("dst", true),
      bytes: place("bytes", false),
      width: names.length,
    };
    const known = ["t", "src", "dst", "bytes"];
    for (const name of names) {
      if (!known.includes(name)) this.warn(`left out the column ${JSON.stringify(name)}`, this.line);
    }
    return columns;
  }

  private split(row: string): string[] {
    try {
      return splitCsvRow(row);
    } catch (error) {
      if (error instanceof CsvRowError) this.failAt(error.message, error.offset + 1);
      throw error;
    }
  }

  private readTime(text: string, row: string, field: number): number {
    const value = plainNumber(text);
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      this.fail(`t must be a number of seconds, at least 0, got ${shown(text)}`, row, field);
    }
    return value;
  }

  private readBytes(text: string, row: string, field: number): number {
    if (text === "") return 0;
    const value = plainNumber(text);
    if (!(value >= 0 && Number.isSafeInteger(value))) {
      this.fail(`bytes must be a whole number, 0 if not recorded, got ${shown(text)}`, row, field);
    }
    return value;
  }

  private readNode(text: string, row: string, field: number): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (text === "" || text.length > longestName || /\p{Cc}/u.test(text)) {
      this.fail(
        `src and dst must name a node in at most ${longestName} characters, got ${shown(text)}`,
        row,
        field,
      );
    }
    const number = this.numbers.size;
    // A copy: a slice would keep the text of the whole file alive.
    this.numbers.set(new TextDecoder().decode(new TextEncoder().encode(text)), number);
    return number;
  }

  private fail(sentence: string, row: string, field: number): never {
    this.failAt(sentence, fieldStarts(row)[field] + 1);
  }

  private failAt(sentence: string, column: number): never {
    throw new ScenarioError(sentence, "", { file: this.file, line: this.line, column });
  }

  private warn(sentence: string, line: number): void {
    this.warnings.push(`${sentence} (first at ${this.file}:${line})`);
  }
}

/** The number that a decimal text means; NaN for all else, such as the `0x10` and `""` that `Number` takes. */
function plainNumber(text: string): number {
  const second = text.charCodeAt(1) | 0x20;
  const based = text.charCodeAt(0) === 0x30 && second >= 0x61 && second !== 0x65;
  return text === "" || based ? Number.NaN : Number(text);
}

/** A field as an error quotes it. */
function shown(text: string): string {
  return text === "" ? "nothing" : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** Numbers of the messages by time; those of one time in the order of the file. */
function stableOrder(times: Float64Array): Uint32Array {
  return Uint32Array.from(times, (_, m) => m).sort((a, b) => times[a] - times[b] || a - b);
}

/** The first `count` values, in the given order, in an array of their own. */
function arrange<Column extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  column: Column,
  count: number,
  order: Uint32Array | undefined,
): Column {
  const arranged = column.slice(0, count) as Column;
  if (order) for (let m = 0; m < count; m++) arranged[m] = column[order[m]];
  return arranged;
}
