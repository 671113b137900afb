import { readSource } from "../scenario/reading/read-source.js";
import { parseTrace } from "./parse-trace.js";
import type { Trace } from "./trace.js";

/**
 * Reads a message trace from a CSV file, or from standard input where the path is `-`.
 *
 * - Limits: 256 MiB, about five million messages
 *
 * @throws {ScenarioError} when the file cannot be read, is not UTF-8 text, or is malformed (see `parseTrace`)
 */
export function readTrace(path: string): Trace {
  const source = path === "-" ? "standard input" : path;
  return parseTrace(readSource(path, source), source);
}
