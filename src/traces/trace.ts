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
  /** What the reader changed or left out, one sentence each. */
  readonly warnings: readonly string[];
}

/** Time from the first message of a trace to its last. */
export function traceSpan(trace: Trace): Seconds {
  return trace.times[trace.times.length - 1] - trace.times[0];
}

/** Sum of the recorded sizes of a trace's messages. */
export function recordedBytes(trace: Trace): Bytes {
  return trace.bytes.reduce((total, size) => total + size, 0);
}
