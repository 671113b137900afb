import type { Seconds } from "../../scenario/model/units.js";

/** Messages handed over together, in the order of their sends; entry `m` is one message. */
export interface MessageBlock {
  /** How many of the entries are filled. */
  count: number;
  readonly sentAt: Float64Array;
  /** Not read from an immediate source. */
  readonly deliveredAt: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly bytes: Float64Array;
}

/**
 * Where messages come from: a random traffic, a script, a trace. A source knows nothing of the protocol.
 */
export interface MessageSource {
  /** Whether every message is delivered as it is sent, so that nothing is ever in transit. */
  readonly immediate: boolean;
  /** Fills the block with the next messages; a count of 0 says that there are no more. */
  fill(block: MessageBlock): void;
}

/** A source whose future does not depend on its past, so that it can be taken up again at any instant. */
export interface MemorylessSource extends MessageSource {
  /** Forgets what it has handed over after `at`, and goes on from there. */
  restart(at: Seconds): void;
}

const blockSize = 512;

/** An empty block. */
export function messageBlock(size = blockSize): MessageBlock {
  return {
    count: 0,
    sentAt: new Float64Array(size),
    deliveredAt: new Float64Array(size),
    from: new Int32Array(size),
    to: new Int32Array(size),
    bytes: new Float64Array(size),
  };
}
