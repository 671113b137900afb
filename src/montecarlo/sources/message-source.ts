import type { Bytes, Seconds } from "../../scenario/model/units.js";

/** Messages handed over together, in the order of their sends; entry `m` is one message. */
export interface MessageBlock {
  /** How many of the entries are filled. */
  count: number;
  readonly sentAt: Float64Array;
  readonly deliveredAt: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly bytes: Float64Array;
}

/** How much a source will hand over, about: it sets the sizes of what holds messages, and no result depends on it. */
export interface ExpectedTraffic {
  readonly messagesPerSecond: number;
  readonly meanDelay: Seconds;
}

/**
 * Where messages come from: a random traffic, a script, a trace. A source knows nothing of the protocol.
 */
export interface MessageSource {
  readonly expected: ExpectedTraffic;
  /** Of every message, where the source knows that all have the same size. */
  readonly messageSize?: Bytes | undefined;
  /** Fills the block with the next messages; a count of 0 says that there are no more. */
  fill(block: MessageBlock): void;
}

/** Copies message `m` of a block to a place of another, or of the same. */
export function copyMessage(source: MessageBlock, m: number, target: MessageBlock, place: number): void {
  target.sentAt[place] = source.sentAt[m];
  target.deliveredAt[place] = source.deliveredAt[m];
  target.from[place] = source.from[m];
  target.to[place] = source.to[m];
  target.bytes[place] = source.bytes[m];
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
