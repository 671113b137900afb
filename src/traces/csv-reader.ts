import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { ColumnPlaces } from "./column-roles.js";
import { BadField, isoWanted, readSize, stampOf, withPoint } from "./csv-field.js";
import { type CsvOptions, readCsvHeader, wantedHeader } from "./csv-header.js";
import { CsvRowError, fieldStarts, splitCsvRow } from "./csv-row.js";
import { NodeTable } from "./node-table.js";
import { PlainRow, plainWhole } from "./plain-row.js";
import { PlainTimes } from "./plain-times.js";
import { QuotedLines } from "./quoted-lines.js";
import { guessUnit, isSince1970, readStamp, type Stamp, type TimeUnit, timeUnitNames } from "./time-stamp.js";
import { badNodeName, isNodeName, largeTime, shownField, type TraceIntake } from "./trace-intake.js";

const newline = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const tab = 0x09;
/** More than any row of a trace; a file without line ends is no CSV. */
const longestLine = 1 << 20;

/**
 * Reads a CSV trace by pieces as they come.
 *
 * Rows as most tools write them are read from their bytes; a row with anything out of the ordinary (quotes, blanks,
 * exponents, a mistake) is read again as text, which also finds the words for what is wrong with it.
 */
export class CsvReader {
  private readonly nodes = new NodeTable();
  private rest: Uint8Array = new Uint8Array(0);
  private line = 0;
  private lineEnds = 0;
  private afterCarriageReturn = false;
  private separator: string;
  private places: ColumnPlaces | undefined;
  private width = 0;
  private unit: TimeUnit | undefined;
  /** Reads times from bytes, once the first row has told how. */
  private times: PlainTimes | undefined;
  private row = new PlainRow(1, 0);
  private readonly quoted = new QuotedLines();

  constructor(
    private readonly intake: TraceIntake,
    private readonly options: CsvOptions,
  ) {
    this.separator = options.separator ?? "";
    this.unit = options.timeUnit;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    if (this.rest.length > 0) {
      const end = nextLineEnd(chunk, 0);
      if (end === chunk.length) {
        this.keep(joined(this.rest, chunk));
        return;
      }
      const line = joined(this.rest, chunk.subarray(0, end + 1));
      this.rest = new Uint8Array(0);
      this.readLines(line);
      start = end + 1;
    }
    this.readLines(start === 0 ? chunk : chunk.subarray(start));
  }

  /**
   * The end of the input. Where it may have been cut, a last line without line end after lines that have one is left
   * out: half a number is a number too.
   */
  end(mayBeCut: boolean): void {
    if (
      mayBeCut &&
      this.lineEnds > 0 &&
      this.places !== undefined &&
      this.rest.some((byte) => byte > blank)
    ) {
      this.intake.note("left out the last line: it has no line end and may be cut", this.line + 1);
    } else if (this.rest.length > 0) {
      this.line++;
      this.readText(this.decode(this.rest));
    }
    while (this.quoted.isOpen) this.readAll(this.quoted.end());
    if (this.places === undefined) this.refuseEmpty();
  }

  private refuseEmpty(): never {
    throw new ScenarioError(
      `${this.intake.file} must begin with the header ${wantedHeader}, got an empty file`,
    );
  }

  private keep(rest: Uint8Array): void {
    if (rest.length > longestLine) {
      throw new ScenarioError(`${this.intake.file} must have lines of at most 1 MiB, got a longer one`, "", {
        file: this.intake.file,
        line: this.line + 1,
        column: 1,
      });
    }
    this.rest = rest;
  }

  /** Reads all whole lines of a piece and keeps what follows the last. */
  private readLines(piece: Uint8Array): void {
    let start = 0;
    while (start < piece.length) {
      if (this.afterCarriageReturn) {
        this.afterCarriageReturn = false;
        if (piece[start] === newline && ++start === piece.length) break;
      }
      const plain = this.times !== undefined && !this.quoted.isOpen;
      const end = plain ? this.readPlainRow(piece, start) : -1;
      const stop = end >= 0 ? end : nextLineEnd(piece, start);
      if (stop === piece.length) {
        this.keep(piece.slice(start));
        return;
      }
      this.lineEnds++;
      if (end < 0) {
        this.line++;
        this.readText(this.decode(piece.subarray(start, stop)));
      }
      this.afterCarriageReturn = piece[stop] === carriageReturn;
      start = stop + 1;
    }
  }

  /** Reads a row from its bytes: returns where it ends, or −1 where nothing has been done with it. */
  private readPlainRow(piece: Uint8Array, start: number): number {
    const { places, row, times } = this;
    const end = row.split(piece, start);
    if (end < 0) return -1;
    const { starts, ends } = row;
    const { t, src, dst, bytes, arrival } = places as ColumnPlaces;
    const at = (times as PlainTimes).read(piece, starts[t], ends[t]);
    const size = bytes < 0 ? 0 : plainWhole(piece, starts[bytes], ends[bytes]);
    const arrived = arrival < 0 ? at : (times as PlainTimes).read(piece, starts[arrival], ends[arrival]);
    // Not a number is not at least anything.
    if (!(arrived >= at && size >= 0)) return -1;
    const sender = this.plainNode(piece, starts[src], ends[src]);
    const receiver = this.plainNode(piece, starts[dst], ends[dst]);
    if (sender < 0 || receiver < 0) return -1;
    this.line++;
    this.intake.take(at, sender, receiver, size, arrival < 0 ? Number.NaN : arrived, this.line);
    return end;
  }

  private plainNode(piece: Uint8Array, start: number, end: number): number {
    const first = piece[start];
    const last = piece[end - 1];
    if (end === start || first === blank || first === tab || last === blank || last === tab) return -1;
    return this.nodes.find(piece, start, end);
  }

  private decode(bytes: Uint8Array): string {
    try {
      return strictDecoder.decode(bytes);
    } catch {
      const sentence = `${this.intake.file} must be text in UTF-8, got other bytes`;
      this.intake.refuse("text", sentence, this.line, 1);
      return "";
    }
  }

  /** A line as text: the header, a row or the part of one that has line ends in quotes, or neither. */
  private readText(line: string): void {
    const { quoted } = this;
    if (!quoted.isOpen && (line.trim() === "" || line.startsWith("#"))) return;
    if (this.places === undefined) this.readHead(line);
    else this.readAll(quoted.add(line, this.separator, this.width));
  }

  /** Reads what a line has completed: one row, or a row that is none and the lines after it. */
  private readAll([row, ...others]: readonly string[]): void {
    if (row === undefined) return;
    const last = this.line;
    this.line -= others.length + row.split("\n").length - 1;
    this.readRowOrRefuse(row);
    this.line = last - others.length;
    for (const line of others) {
      this.line++;
      this.readText(line);
    }
  }

  private readHead(line: string): void {
    const given = /^sep=(.)$/i.exec(line.trimEnd());
    if (given !== null && this.line === 1) this.separator ||= given[1];
    else this.readHeader(line);
  }

  private readRowOrRefuse(line: string): void {
    try {
      this.readRow(line);
    } catch (error) {
      if (error instanceof CsvRowError)
        this.intake.refuse("quotes", error.message, this.line, error.offset + 1);
      else if (error instanceof BadField) {
        const column = fieldStarts(line, this.separator)[error.field] + 1;
        this.intake.refuse(error.cause, error.message, this.line, column);
      } else throw error;
    }
  }

  private readRow(line: string): void {
    const places = this.places as ColumnPlaces;
    const fields = splitCsvRow(line, this.separator);
    if (fields.length !== this.width) {
      throw new BadField(
        "fields",
        `a line must have ${this.width} fields like the header, got ${fields.length}`,
        0,
      );
    }
    const stamp = this.readTime(fields[places.t], places.t, "t");
    const arrived = places.arrival < 0 ? "" : fields[places.arrival];
    const arrival = arrived === "" ? undefined : this.readTime(arrived, places.arrival, "arrival");
    for (const field of [places.src, places.dst]) {
      if (!isNodeName(fields[field])) throw new BadField("node", badNodeName(fields[field]), field);
    }
    const size = places.bytes < 0 ? 0 : readSize(fields[places.bytes], places.bytes);
    const at = this.fromOrigin(stamp);
    const arrivedAt = arrival === undefined ? Number.NaN : this.fromOrigin(arrival);
    if (arrivedAt < at) {
      throw new BadField(
        "arrival",
        `arrival must not lie before t, got ${shownField(arrived)}`,
        places.arrival,
      );
    }
    const sender = this.nodeNumber(fields[places.src]);
    this.intake.take(at, sender, this.nodeNumber(fields[places.dst]), size, arrivedAt, this.line);
  }

  private readTime(written: string, field: number, name: "t" | "arrival"): Stamp {
    const text = this.separator === "," ? written : withPoint(written);
    if (text !== written && this.times === undefined)
      this.intake.note("took the comma in times for the decimal point", this.line);
    if (this.times === undefined) this.chooseUnit(text);
    return stampOf(text, this.unit as TimeUnit, { field, name });
  }

  /** The first time of the file says how its times are written and what they are counted from. */
  private chooseUnit(text: string): void {
    const told = this.unit;
    const unit = told ?? guessUnit(text);
    const first = readStamp(text, unit);
    if (first === undefined) {
      // A bad first row must not decide anything for those that follow.
      throw new BadField(
        "time",
        `t must be ${text.includes(":") ? isoWanted : "a number of seconds, at least 0"}, got ${shownField(text)}`,
        this.places?.t ?? 0,
      );
    }
    this.unit = unit;
    if (told === undefined && unit !== "s") {
      const since = unit !== "iso" && isSince1970(first) ? " since 1970" : "";
      this.intake.note(`took the times for ${timeUnitNames[unit]}${since}`, this.line);
    }
    if (first.seconds >= largeTime) this.intake.origin = first.seconds;
    this.times = new PlainTimes(unit, this.intake.origin);
  }

  private fromOrigin({ seconds, fraction }: Stamp): number {
    return seconds - this.intake.origin + fraction;
  }

  private nodeNumber(name: string): number {
    const bytes = encoder.encode(name);
    const known = this.nodes.find(bytes, 0, bytes.length);
    return known >= 0 ? known : this.intake.addNode(this.nodes.add(bytes, 0, bytes.length));
  }

  private readHeader(line: string): void {
    const { intake, options } = this;
    try {
      const header = readCsvHeader(line, { ...options, separator: this.separator || undefined });
      this.separator = header.separator;
      this.places = header.places;
      this.width = header.width;
      this.row = new PlainRow(header.width, header.separator.charCodeAt(0));
      this.unit ??= header.unit;
      for (const note of header.notes) intake.note(note, this.line);
      if (header.isRow) this.readText(line);
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

const strictDecoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** Where the line that goes on at `start` ends: the place of its line end, or the length of the piece. */
function nextLineEnd(piece: Uint8Array, start: number): number {
  for (let b = start; b < piece.length; b++)
    if (piece[b] === newline || piece[b] === carriageReturn) return b;
  return piece.length;
}

/** Bytes that follow each other. */
function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
