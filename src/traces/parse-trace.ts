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
  private count = 0;
  private times = new Float64Array(1024);
  private from = new Int32Array(1024);
  private to = new Int32Array(1024);
  private bytes = new Float64Array(1024);
  private arrivals: Float64Array<ArrayBuffer> | undefined;

  message(at: Seconds, from: number, to: number, bytes: Bytes, arrival: Seconds): void {
    const m = this.count++;
    if (m === this.times.length) this.grow();
    this.times[m] = at;
    this.from[m] = from;
    this.to[m] = to;
    this.bytes[m] = bytes;
    if (Number.isNaN(arrival) && this.arrivals === undefined) return;
    this.arrivals ??= new Float64Array(this.times.length).fill(Number.NaN);
    this.arrivals[m] = arrival;
  }

  /** The trace, in the order of its times; messages of equal times keep the order in which they were read. */
  trace({ source, nodes, origin, tick, warnings, stepsBack }: TraceReading): Trace {
    const { count } = this;
    const order = stepsBack > 0 ? stableOrder(this.times.subarray(0, count)) : undefined;
    return {
      source,
      nodes,
      times: arrange(this.times, count, order),
      from: arrange(this.from, count, order),
      to: arrange(this.to, count, order),
      bytes: arrange(this.bytes, count, order),
      ...(this.arrivals && { arrivals: arrange(this.arrivals, count, order) }),
      ...(origin !== 0 && { origin }),
      ...(tick !== undefined && { tick }),
      warnings,
    };
  }

  private grow(): void {
    this.times = longer(this.times);
    this.from = longer(this.from);
    this.to = longer(this.to);
    this.bytes = longer(this.bytes);
    if (this.arrivals) this.arrivals = longer(this.arrivals).fill(Number.NaN, this.arrivals.length);
  }
}

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

function longer<Kind extends Column>(column: Kind): Kind {
  const Columns = column.constructor as new (length: number) => Kind;
  const grown = new Columns(2 * column.length);
  grown.set(column);
  return grown;
}

/** Numbers of the messages by time; those of one time in the order of the file. */
function stableOrder(times: Float64Array): Uint32Array {
  return Uint32Array.from(times, (_, m) => m).sort((a, b) => times[a] - times[b] || a - b);
}

/** The first `count` values, in the given order, in an array of their own. */
function arrange<Kind extends Column>(column: Kind, count: number, order: Uint32Array | undefined): Kind {
  const arranged = column.slice(0, count) as Kind;
  if (order) for (let m = 0; m < count; m++) arranged[m] = column[order[m]];
  return arranged;
}
