import type { Bytes, Seconds } from "../scenario/model/units.js";

/**
 * Recorded messages, by columns: message `m` went from node `from[m]` to node `to[m]` at `times[m]`.
 *
 * Times ascend; messages of equal times keep the order of the file. No node sends to itself. It knows
 * nothing of classes or checkpoints, so that fitting and replaying start from the same thing.
 */
export interface Trace {
  /** Where it came from, as messages name it. */
  readonly source: string;
  /** Names of the nodes, in the order in which the file first mentions them. */
  readonly nodes: readonly string[];
  readonly times: Float64Array<ArrayBuffer>;
  readonly from: Int32Array<ArrayBuffer>;
  readonly to: Int32Array<ArrayBuffer>;
  /** Size of each message in whole bytes; 0 where it was not recorded. */
  readonly bytes: Float64Array<ArrayBuffer>;
  /** When each message was delivered; absent where the trace does not say. */
  readonly arrivals?: Float64Array<ArrayBuffer> | undefined;
  /** What all times are counted from, in seconds of the file: large stamps would lose digits; default 0. */
  readonly origin?: Seconds | undefined;
  /** All times are whole multiples of it after the first; absent where it is not known. */
  readonly tick?: Seconds | undefined;
  /** What the reader guessed, changed or left out, one sentence each. */
  readonly warnings: readonly string[];
}

/** Takes the messages of a trace one by one, as a reader finds them. */
export interface MessageSink {
  /** A node, before its first message; nodes are numbered from 0. */
  node?(number: number, name: string): void;
  /**
   * A message between two nodes, by number; `bytes` is 0 and `arrival` not a number where they were not recorded.
   * Times may step back.
   */
  message(at: Seconds, from: number, to: number, bytes: Bytes, arrival: Seconds): void;
}

export function traceSpan(trace: Trace): Seconds {
  return trace.times[trace.times.length - 1] - trace.times[0];
}

/** Hands all messages of a trace to a sink, in their order. */
export function tellMessages(trace: Trace, sink: MessageSink): void {
  const { times, from, to, bytes, arrivals } = trace;
  for (const [number, name] of trace.nodes.entries()) sink.node?.(number, name);
  for (let m = 0; m < times.length; m++) {
    sink.message(times[m], from[m], to[m], bytes[m], arrivals === undefined ? Number.NaN : arrivals[m]);
  }
}
