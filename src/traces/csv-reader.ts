import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { type ColumnPlaces, type CsvOptions, readCsvHeader, wantedHeader } from "./csv-header.js";
import { CsvRowError, fieldStarts, mostQuotedLines, splitCsvRow } from "./csv-row.js";
import {
  guessUnit,
  isSince1970,
  plainNumber,
  readStamp,
  secondsSince,
  type TimeUnit,
  timeUnitNames,
} from "./time-stamp.js";
import {
  type BadCause,
  badNodeName,
  isNodeName,
  largeTime,
  shownField,
  type TraceIntake,
} from "./trace-intake.js";

const newline = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
/** More than any row of a trace; a file without line ends is no CSV. */
const longestLine = 1 << 20;
const isoWanted = "a date and time such as 2026-01-31T12:00:00Z";
const strictDecoder = new TextDecoder("utf-8", { fatal: true });
const lenientDecoder = new TextDecoder();
/** What the lenient decoder puts where bytes are no UTF-8. */
const replacement = "\ufffd";

class BadField extends Error {
  constructor(
    override readonly cause: BadCause,
    sentence: string,
    readonly field: number,
  ) {
    super(sentence);
  }
}

export class CsvReader {
  private readonly nodes = new Map<string, number>();
  /** Bytes after the last line end. */
  private rest: Uint8Array = new Uint8Array(0);
  private line = 0;
  private separator: string;
  private places: ColumnPlaces | undefined;
  private width = 0;
  private unit: TimeUnit | undefined;
  /** Whether a row has told what times are counted from. */
  private begun = false;
  /** Lines of a row of which a quoted field goes over several (RFC 4180). */
  private open: string[] = [];

  constructor(
    private readonly intake: TraceIntake,
    private readonly options: CsvOptions,
  ) {
    this.separator = options.separator ?? "";
    this.unit = options.timeUnit;
  }

  push(chunk: Uint8Array): void {
    const bytes = joined(this.rest, chunk);
    // A carriage return at the very end may be half of a line end.
    const last = bytes.lastIndexOf(newline);
    const end = 1 + (last < 0 ? bytes.subarray(0, -1).lastIndexOf(carriageReturn) : last);
    this.rest = bytes.slice(end);
    if (end > 0) this.readLines(bytes.subarray(0, end));
    if (this.rest.length > longestLine) {
      throw new ScenarioError(`${this.intake.file} must have lines of at most 1 MiB, got a longer one`, "", {
        file: this.intake.file,
        line: this.line + 1,
        column: 1,
      });
    }
  }

  /**
   * The end of the input. Where it may have been cut, a last line without line end after lines that have one is left
   * out: half a number is a number too.
   */
  end(mayBeCut: boolean): void {
    const { rest } = this;
    const isWhole = rest.at(-1) === carriageReturn;
    if (mayBeCut && !isWhole && this.places !== undefined && rest.some((byte) => byte > blank)) {
      this.intake.note("left out the last line: it has no line end and may be cut", this.line + 1);
    } else if (rest.length > 0) this.readLines(isWhole ? rest : joined(rest, Uint8Array.of(newline)));
    while (this.open.length > 0) this.readOneByOne();
    if (this.places === undefined) {
      throw new ScenarioError(
        `${this.intake.file} must begin with the header ${wantedHeader}, got an empty file`,
      );
    }
  }

  private readLines(bytes: Uint8Array): void {
    let text: string;
    let isText = true;
    try {
      text = strictDecoder.decode(bytes);
    } catch {
      text = lenientDecoder.decode(bytes);
      isText = false;
    }
    const lines = text.split(/\r\n|\r|\n/);
    lines.pop();
    for (const line of lines) {
      this.line++;
      if (isText || !line.includes(replacement)) this.readLine(line);
      else {
        const sentence = `${this.intake.file} must be text in UTF-8, got other bytes`;
        this.intake.refuse("text", sentence, this.line, 1);
        this.readLine("");
      }
    }
  }

  /** A line: the header, a row or the part of one that has line ends in quotes, or neither. */
  private readLine(line: string): void {
    const { open } = this;
    if (open.length === 0) {
      if (line.trim() === "" || line.startsWith("#")) return;
      if (this.places === undefined) {
        this.readHead(line);
        return;
      }
      if (!line.includes('"')) {
        this.readRow(line, this.line);
        return;
      }
    }
    open.push(line);
    const row = open.join("\n");
    const fields = line.includes('"') ? fieldsOf(row, this.separator) : "open";
    if (fields === "open" && open.length < mostQuotedLines) return;
    if (open.length > 1 && fields !== this.width) this.readOneByOne();
    else {
      this.open = [];
      this.readRow(row, this.line + 1 - open.length);
    }
  }

  /** A row whose quote does not end, or not in as many fields as others, is read line by line. */
  private readOneByOne(): void {
    const [row, ...others] = this.open;
    this.open = [];
    this.line -= others.length;
    this.readRow(row, this.line);
    for (const line of others) {
      this.line++;
      this.readLine(line);
    }
  }

  private readHead(line: string): void {
    const given = /^sep=(.)$/i.exec(line.trimEnd());
    if (given !== null && this.line === 1) this.separator ||= given[1];
    else this.readHeader(line);
  }

  /** Reads a row, or refuses it with its place. */
  private readRow(row: string, line: number): void {
    try {
      this.readFields(splitCsvRow(row, this.separator), line);
    } catch (error) {
      if (error instanceof CsvRowError) this.intake.refuse("quotes", error.message, line, error.offset + 1);
      else if (error instanceof BadField) {
        const column = fieldStarts(row, this.separator)[error.field] + 1;
        this.intake.refuse(error.cause, error.message, line, column);
      } else throw error;
    }
  }

  /** @throws {BadField} */
  private readFields(fields: readonly string[], line: number): void {
    const { nodes, intake, width } = this;
    const { t, src, dst, bytes, arrival } = this.places as ColumnPlaces;
    if (fields.length !== width) {
      const sentence = `a line must have ${width} fields like the header, got ${fields.length}`;
      throw new BadField("fields", sentence, 0);
    }
    const at = this.readTime(fields[t], t, "t");
    const hasArrived = arrival >= 0 && fields[arrival] !== "";
    const arrivedAt = hasArrived ? this.readTime(fields[arrival], arrival, "arrival") : Number.NaN;
    const [from, to] = [fields[src], fields[dst]];
    if (!nodes.has(from) && !isNodeName(from)) throw new BadField("node", badNodeName(from), src);
    if (!nodes.has(to) && !isNodeName(to)) throw new BadField("node", badNodeName(to), dst);
    const size = bytes < 0 ? 0 : readSize(fields[bytes], bytes);
    if (arrivedAt < at) {
      const sentence = `arrival must not lie before t, got ${shownField(fields[arrival])}`;
      throw new BadField("arrival", sentence, arrival);
    }
    intake.take(at, this.nodeNumber(from), this.nodeNumber(to), size, arrivedAt, line);
  }

  private nodeNumber(name: string): number {
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const number = this.intake.addNode(name);
    this.nodes.set(name, number);
    return number;
  }

  private readTime(written: string, field: number, name: "t" | "arrival"): Seconds {
    // In a file with semicolons a comma may be the decimal point.
    const text = this.separator !== "," && /^\d+,\d+$/.test(written) ? written.replace(",", ".") : written;
    if (!this.begun) this.begin(text, written);
    const unit = this.unit as TimeUnit;
    const stamp = readStamp(text, unit);
    if (stamp !== undefined) return secondsSince(this.intake.origin, stamp);
    const wanted = unit === "iso" ? isoWanted : `a number of ${timeUnitNames[unit]}, at least 0`;
    const sentence = `${name} must be ${wanted}, got ${shownField(text)}`;
    throw new BadField(name === "t" ? "time" : "arrival", sentence, field);
  }

  /** The first time of the file says how its times are written and what they are counted from. */
  private begin(text: string, written: string): void {
    if (text !== written) this.intake.note("took the comma in times for the decimal point", this.line);
    const told = this.unit;
    const unit = told ?? guessUnit(text);
    const first = readStamp(text, unit);
    if (first === undefined) {
      // A bad first row must not decide anything for those that follow.
      const wanted = text.includes(":") ? isoWanted : "a number of seconds, at least 0";
      const sentence = `t must be ${wanted}, got ${shownField(text)}`;
      throw new BadField("time", sentence, this.places?.t ?? 0);
    }
    this.unit = unit;
    if (told === undefined && unit !== "s") {
      const since = unit !== "iso" && isSince1970(first) ? " since 1970" : "";
      this.intake.note(`took the times for ${timeUnitNames[unit]}${since}`, this.line);
    }
    if (first.seconds >= largeTime) this.intake.origin = first.seconds;
    this.begun = true;
  }

  private readHeader(line: string): void {
    const { intake, options } = this;
    try {
      const header = readCsvHeader(line, { ...options, separator: this.separator || undefined });
      this.separator = header.separator;
      this.places = header.places;
      this.width = header.width;
      this.unit ??= header.unit;
      for (const note of header.notes) intake.note(note, this.line);
      if (header.isRow) this.readLine(line);
    } catch (error) {
      if (!(error instanceof CsvRowError)) throw error;
      throw new ScenarioError(error.message, "", {
        file: intake.file,
        line: this.line,
        column: error.offset + 1,
      });
    }
  }
}

/** The size in a field; 0 where it is empty. @throws {BadField} */
function readSize(text: string, field: number): Bytes {
  const value = text === "" ? 0 : plainNumber(text);
  if (value >= 0 && Number.isSafeInteger(value)) return value;
  const sentence = `bytes must be a whole number, 0 if not recorded, got ${shownField(text)}`;
  throw new BadField("bytes", sentence, field);
}

/** How many fields a row has, or `"open"` where a quote has no end; none where it cannot be split. */
function fieldsOf(row: string, separator: string): number | "open" {
  try {
    return splitCsvRow(row, separator).length;
  } catch (error) {
    if (!(error instanceof CsvRowError)) throw error;
    return error.isOpen ? "open" : 0;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
