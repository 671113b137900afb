import { checkArgument, type OptionShapes, text } from "../scenario/checks/argument-shapes.js";
import { choice } from "../scenario/checks/shape.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { type CsvOptions, parseColumns } from "./csv-header.js";
import { CsvReader } from "./csv-reader.js";
import { separators } from "./csv-row.js";
import { SpanReader } from "./span-reader.js";
import { type TimeUnit, timeUnits } from "./time-stamp.js";
import type { MessageSink } from "./trace.js";
import { type OnBad, TraceIntake, type TraceReading } from "./trace-intake.js";

/** How to read a trace; what is left out is guessed, and the guess is among the warnings. */
export interface TraceOptions {
  /** Columns of a CSV file, by name or number: `"t=Time,src=Source,dst=Destination"`, `"t=1,src=2,dst=3"`. */
  readonly columns?: string;
  /** `"comma"`, `"semicolon"`, `"tab"`, `"bar"`, or the character itself. */
  readonly separator?: string;
  /** Unit of the times, such as `"ms"` or `"iso"`; default guessed from the first rows. */
  readonly timeUnit?: TimeUnit;
  /** What to do with a row that is no message; default `"fail"`. */
  readonly onBad?: OnBad;
}

export const traceOptions: OptionShapes<TraceOptions> = {
  columns: text,
  separator: text,
  timeUnit: text,
  onBad: text,
};

const byteOrderMark = [0xef, 0xbb, 0xbf];
/** How files begin that are no text. */
const otherKinds: Readonly<Record<string, readonly number[]>> = {
  "UTF-16": [0xff, 0xfe],
  "UTF-16 (big-endian)": [0xfe, 0xff],
  "gzip within gzip": [0x1f, 0x8b],
  "zstd, which must be unpacked first": [0x28, 0xb5, 0x2f, 0xfd],
  "a Parquet file": [0x50, 0x41, 0x52, 0x31],
};
const blank = 0x20;
const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * Reads a trace by pieces of bytes as they come, and hands its messages on one by one: CSV in its dialects, or spans in
 * JSON. Nothing of a CSV file is kept but the names of the nodes.
 *
 * @throws {ScenarioError} for options that do not read, and for a malformed row, with its place
 */
export class TraceReader {
  private readonly intake: TraceIntake;
  private readonly csv: CsvOptions;
  private reader: CsvReader | SpanReader | undefined;
  /** Bytes that do not tell yet. */
  private head = new Uint8Array(0);

  constructor(
    source: string,
    sink: MessageSink,
    { columns, separator, timeUnit, onBad = "fail" }: TraceOptions = {},
  ) {
    this.intake = new TraceIntake(source, onBad, sink);
    this.csv = {
      columns: columns === undefined ? undefined : parseColumns(columns),
      separator: separator === undefined ? undefined : separatorOf(separator),
      timeUnit: (timeUnit as string) === "µs" ? "us" : timeUnit,
    };
    checkArgument("timeUnit", this.csv.timeUnit ?? "s", choice(...timeUnits));
    checkArgument("onBad", onBad, choice("fail", "skip"));
  }

  push(chunk: Uint8Array): void {
    if (this.reader !== undefined) {
      this.reader.push(chunk);
      return;
    }
    this.head = Uint8Array.from([...this.head, ...chunk]);
    const isMark = this.head.every((byte) => byte <= blank || byteOrderMark.includes(byte));
    if (this.head.length > byteOrderMark.length && !isMark) this.begin(this.head);
  }

  /** The end of the input, which may have been cut where it is a file: what has been found out about it. */
  end(mayBeCut = true): TraceReading {
    if (this.reader === undefined) this.begin(this.head);
    this.reader?.end(mayBeCut);
    return this.intake.end();
  }

  /** The first bytes tell what kind of file it is. */
  private begin(head: Uint8Array): void {
    const { file } = this.intake;
    for (const [kind, bytes] of Object.entries(otherKinds)) {
      if (bytes.every((byte, at) => head[at] === byte)) {
        throw new ScenarioError(`${file} must be text in UTF-8, CSV or JSON, got ${kind}`);
      }
    }
    if (head.subarray(0, 4096).includes(0)) {
      throw new ScenarioError(`${file} must be text, got binary data`);
    }
    const isMarked = byteOrderMark.every((byte, at) => head[at] === byte);
    const body = isMarked ? head.subarray(byteOrderMark.length) : head;
    const first = body.find((byte) => byte > blank);
    const json = first === openBrace || first === openBracket;
    this.reader = json ? new SpanReader(this.intake) : new CsvReader(this.intake, this.csv);
    this.reader.push(body);
  }
}

function separatorOf(text: string): string {
  const separator = separators[text] ?? text;
  if (separator.length !== 1 || /["\r\n\w.#]/.test(separator)) {
    const names = Object.keys(separators).join(", ");
    throw new ScenarioError(
      `separator must be ${names} or one character, got ${JSON.stringify(text)}`,
      "separator",
    );
  }
  return separator;
}
