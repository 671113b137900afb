import { text as anyText, checkArgument, checkOptions } from "../scenario/checks/argument-shapes.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import type { MessageSink, Trace } from "./trace.js";
import type { TraceReading } from "./trace-intake.js";
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

/** Keeps every message of a trace in memory, by columns. */
export class TraceColumns implements MessageSink {
  private readonly times: Seconds[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly bytes: Bytes[] = [];
  private readonly arrivals: Seconds[] = [];
  private arrivalsKnown = false;

  message(at: Seconds, from: number, to: number, bytes: Bytes, arrival: Seconds): void {
    this.times.push(at);
    this.from.push(from);
    this.to.push(to);
    this.bytes.push(bytes);
    this.arrivals.push(arrival);
    this.arrivalsKnown ||= !Number.isNaN(arrival);
  }

  /** The trace, in the order of its times; messages of equal times keep the order in which they were read. */
  trace({ source, nodes, origin, tick, warnings, stepsBack }: TraceReading): Trace {
    const { times } = this;
    const order = Uint32Array.from(times.keys());
    if (stepsBack > 0) order.sort((a, b) => times[a] - times[b] || a - b);
    const arranged = (column: readonly number[]) => Float64Array.from(order, (m) => column[m]);
    return {
      source,
      nodes,
      times: arranged(times),
      from: Int32Array.from(arranged(this.from)),
      to: Int32Array.from(arranged(this.to)),
      bytes: arranged(this.bytes),
      ...(this.arrivalsKnown && { arrivals: arranged(this.arrivals) }),
      ...(origin !== 0 && { origin }),
      ...(tick !== undefined && { tick }),
      warnings,
    };
  }
}
