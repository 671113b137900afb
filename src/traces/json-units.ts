import { ScenarioError } from "../scenario/model/scenario-error.js";

const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);
const openBracket = 0x5b;
const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
/** Less than the longest string there can be. */
const longestUnit = 256 * 1024 * 1024;

/**
 * Cuts JSON that comes by pieces into values that can be read one by one: whole values that follow one another, as one a
 * line, or the entries of an outermost array.
 */
export class JsonUnits {
  private depth = 0;
  private unitDepth = -1;
  private inString = false;
  private escaped = false;
  private line = 1;
  private unitLine = 1;
  private emitted = false;
  private parts: Uint8Array[] = [];
  private size = 0;

  constructor(
    private readonly file: string,
    private readonly take: (value: unknown, line: number) => void,
  ) {}

  push(chunk: Uint8Array): void {
    let start = this.size > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === newline) this.line++;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === backslash) this.escaped = true;
        else if (byte === quote) this.inString = false;
      } else if (byte === quote) this.inString = true;
      else if (opening.has(byte)) {
        if (this.unitDepth < 0) this.unitDepth = byte === openBracket ? 1 : 0;
        if (this.depth === this.unitDepth) {
          start = at;
          this.unitLine = this.line;
        }
        this.depth++;
      } else if (closing.has(byte)) {
        this.depth--;
        if (this.depth === this.unitDepth && (start >= 0 || this.size > 0)) {
          this.emit(chunk.subarray(Math.max(start, 0), at + 1));
          start = -1;
        }
      }
    }
    if (start >= 0) this.keep(chunk.slice(start));
  }

  /** The end of the input; the line of a value that is cut, where whole ones stand on lines before it. */
  end(): number | undefined {
    if (this.depth <= 0) return undefined;
    if (this.unitDepth === 0 && this.emitted) return this.unitLine;
    throw this.error(`${this.file} must be whole JSON, but ends within a value`, this.unitLine);
  }

  private keep(part: Uint8Array): void {
    this.size += part.length;
    if (this.size > longestUnit) {
      throw this.error("a JSON value must be at most 256 MiB, one a line is best", this.unitLine);
    }
    this.parts.push(part);
  }

  private emit(last: Uint8Array): void {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let text = "";
    try {
      for (const part of this.parts) text += decoder.decode(part, { stream: true });
      text += decoder.decode(last);
    } catch {
      throw this.error(`${this.file} must be text in UTF-8, got other bytes`, this.unitLine);
    }
    this.parts = [];
    this.size = 0;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw this.error(`${this.file} must be JSON: ${(error as Error).message}`, this.unitLine);
    }
    this.emitted = true;
    this.take(value, this.unitLine);
  }

  private error(sentence: string, line: number): ScenarioError {
    return new ScenarioError(sentence, "", { file: this.file, line, column: 1 });
  }
}
