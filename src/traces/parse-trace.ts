import type { Trace } from "./trace.js";
import { TraceColumns } from "./trace-columns.js";
import { type TraceOptions, TraceReader } from "./trace-reader.js";

/**
 * Reads a trace from text: CSV with the columns `t`, `src`, `dst` and, if recorded, `bytes` and `arrival`, under these
 * names or others that are known; or spans of Jaeger, OTLP or Zipkin.
 *
 * Messages of a node to itself are left out and times that step back are sorted; `warnings` of the result says so.
 *
 * @throws {ScenarioError} for a malformed row, with its place
 * @example
 * parseTrace("t,src,dst\n0,a,b\n1.5,b,a\n", "two.csv").nodes  // => ["a", "b"]
 */
export function parseTrace(text: string, fileName: string, options: TraceOptions = {}): Trace {
  const columns = new TraceColumns();
  const reader = new TraceReader(fileName, columns, options);
  reader.push(new TextEncoder().encode(text));
  return columns.trace(reader.end(false));
}
