import { closeSync, openSync, readSync } from "node:fs";
import { ScenarioError } from "../model/scenario-error.js";

// More than the largest scenario or trace that can be of use, and less than the longest string there can be.
const largestSource = 256 * 1024 * 1024;
const chunkSize = 256 * 1024;

/**
 * The text of a file, or of standard input for `-`, read by pieces up to 256 MiB, so that an endless source is refused too;
 * `name` is what errors call it. @throws {ScenarioError} when it cannot be read, is too long, or is not UTF-8 text
 */
export function readSource(path: string, name: string): string {
  if (path === "") throw new ScenarioError('a file must be named by its path, got ""');
  const standardInput = 0;
  if (path === "-") return decoded(readAll(standardInput, name), name);
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw unreadable(error, name);
  }
  try {
    return decoded(readAll(file, name), name);
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, name: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let total = 0; total <= largestSource; ) {
    const chunk = new Uint8Array(chunkSize);
    const length = readChunk(file, chunk, name);
    if (length === 0) return Buffer.concat(chunks);
    total += length;
    chunks.push(chunk.subarray(0, length));
  }
  throw new ScenarioError(`${name} is longer than 256 MiB, the most that is read`);
}

function readChunk(file: number, chunk: Uint8Array, name: string): number {
  for (;;) {
    try {
      return readSync(file, chunk, 0, chunk.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows says so at the end of a pipe.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw unreadable(error, name);
      // Standard input that does not block has nothing yet: wait a little for its writer.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

export function unreadable(error: unknown, name: string): ScenarioError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string | undefined>> = {
    ENOENT: "does not exist",
    EISDIR: "is a directory, a file is wanted",
    EACCES: "must not be read by this user",
    EPERM: "must not be read by this user",
  };
  return new ScenarioError(`${name} ${reasons[code ?? ""] ?? `cannot be read: ${code ?? message}`}`);
}

const controlCharacter = /(?![\t\n\r\f\u0085])\p{Cc}/u;

function decoded(bytes: Uint8Array, name: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ScenarioError(`${name} must be text in UTF-8, got other bytes`);
  }
  if (controlCharacter.test(text)) throw new ScenarioError(`${name} must be text, got binary data`);
  return text;
}
