import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { checkArgument, checkOptions, text } from "../scenario/checks/argument-shapes.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { unreadable } from "../scenario/reading/read-source.js";
import { TraceColumns } from "./parse-trace.js";
import type { MessageSink, Trace } from "./trace.js";
import type { TraceReading } from "./trace-intake.js";
import { type TraceOptions, TraceReader, traceOptions } from "./trace-reader.js";

const pieceSize = 1 << 18;

/**
 * Reads a trace from a file, or from standard input where the path is `-`, and hands its messages on as they come; gzip
 * is unpacked on the way.
 *
 * @throws {ScenarioError} when the file cannot be read or is malformed (see `TraceReader`)
 */
export async function streamTrace(
  path: string,
  sink: MessageSink,
  options: TraceOptions = {},
): Promise<TraceReading> {
  const name = traceName(path);
  const reader = new TraceReader(name, sink, options);
  try {
    const file = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: pieceSize });
    for await (const piece of unpacked(file)) reader.push(piece);
  } catch (error) {
    throw readingError(error, name);
  }
  return reader.end();
}

/**
 * Reads a whole message trace from a file, or from standard input where the path is `-`: CSV or spans in JSON, gzip too.
 *
 * - Limits: about 40 bytes of memory a message while it is read
 *
 * @throws {ScenarioError} when the file cannot be read or is malformed (see `TraceReader`)
 */
export function readTrace(path: string, options: TraceOptions = {}): Trace {
  checkArgument("path", path, text);
  checkOptions("readTrace", options, traceOptions);
  const name = traceName(path);
  const columns = new TraceColumns();
  const reader = new TraceReader(name, columns, options);
  try {
    const file = path === "-" ? 0 : openSync(path, "r");
    try {
      readPieces(file, reader);
    } finally {
      if (path !== "-") closeSync(file);
    }
  } catch (error) {
    throw readingError(error, name);
  }
  return columns.trace(reader.end());
}

function readPieces(file: number, reader: TraceReader): void {
  const packed: Uint8Array[] = [];
  for (let first = true; ; first = false) {
    const piece = new Uint8Array(pieceSize);
    const length = readSync(file, piece, 0, pieceSize, null);
    if (length === 0) break;
    const read = piece.subarray(0, length);
    if (packed.length > 0 || (first && isGzip(read))) packed.push(read);
    else reader.push(read);
  }
  if (packed.length > 0) reader.push(gunzipSync(Buffer.concat(packed)));
}

/** The pieces of a file, unpacked where its first bytes say that it is gzip. */
async function* unpacked(file: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const pieces = file[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  const all = Readable.from(chained(first.value, { [Symbol.asyncIterator]: () => pieces }));
  if (!isGzip(first.value)) {
    yield* all;
    return;
  }
  const gunzip = createGunzip();
  all.on("error", (error) => gunzip.destroy(error));
  yield* all.pipe(gunzip);
}

async function* chained(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield first;
  yield* rest;
}

function isGzip(piece: Uint8Array): boolean {
  return piece[0] === 0x1f && piece[1] === 0x8b;
}

/** What errors call a file. */
function traceName(path: string): string {
  if (path === "") throw new ScenarioError('a file must be named by its path, got ""');
  return path === "-" ? "standard input" : path;
}

function readingError(error: unknown, name: string): unknown {
  if (error instanceof ScenarioError) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code.startsWith("Z_"))
    return new ScenarioError(`${name} must be whole gzip, but cannot be unpacked: ${code}`);
  // What no file and no system call has said is a fault of this program.
  return /^(E[A-Z]+|ERR_FS)/.test(code) ? unreadable(error, name) : error;
}
