import { text as anyText, checkArgument, checkOptions } from "../scenario/checks/argument-shapes.js";
import type { Trace } from "./trace.js";
import { TraceColumns } from "./trace-columns.js";
import { type TraceOptions, TraceReader, traceOptions } from "./trace-reader.js";

/**
 * Reads a trace from text: CSV with the columns `t`, `src`, `dst` and, if recorded, `bytes` and `arrival`, under these
 * names or others that are known; or spans of Jaeger, OTLP or Zipkin. `fileName` is what errors call it.
 *
 * Messages of a node to itself are left out and times that step back are sorted; `warnings` of the result says so.
 *
 * @throws {ScenarioError} for a malformed row, with its place
 * @example
 * parseTrace("t,src,dst\n0,a,b\n1.5,b,a\n", "two.csv").nodes  // => ["a", "b"]
 */
export function parseTrace(content: string, fileName = "trace.csv", options: TraceOptions = {}): Trace {
  checkArgument("content", content, anyText);
  checkArgument("fileName", fileName, anyText);
  checkOptions("parseTrace", options, traceOptions);
  const columns = new TraceColumns();
  const reader = new TraceReader(fileName, columns, options);
  reader.push(new TextEncoder().encode(content));
  return columns.trace(reader.end(false));
}
