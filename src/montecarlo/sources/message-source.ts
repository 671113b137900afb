import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { DelayLaw } from "../random/delay-law.js";

/** A message as a source tells it: its VMs by number, its instants from the start of the run. */
export interface SentMessage {
  readonly from: number;
  readonly to: number;
  readonly sentAt: Seconds;
  readonly deliveredAt: Seconds;
  readonly bytes: Bytes;
}

/** Messages handed over together, in the order of their sends, by columns; entry `m` is one message. */
export class MessageBlock {
  count = 0;
  readonly sentAt: Float64Array;
  readonly deliveredAt: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly bytes: Float64Array;

  constructor(readonly size = 512) {
    this.sentAt = new Float64Array(size);
    this.deliveredAt = new Float64Array(size);
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
    this.bytes = new Float64Array(size);
  }

  put(m: number, { from, to, sentAt, deliveredAt, bytes }: SentMessage): void {
    this.sentAt[m] = sentAt;
    this.deliveredAt[m] = deliveredAt;
    this.from[m] = from;
    this.to[m] = to;
    this.bytes[m] = bytes;
  }

  /** Copies message `other` of a block, which may be this one, to place `m`. */
  copy(m: number, source: MessageBlock, other: number): void {
    this.sentAt[m] = source.sentAt[other];
    this.deliveredAt[m] = source.deliveredAt[other];
    this.from[m] = source.from[other];
    this.to[m] = source.to[other];
    this.bytes[m] = source.bytes[other];
  }

  /** These messages in a block of twice the size. */
  enlarged(): MessageBlock {
    const block = new MessageBlock(2 * this.size);
    block.count = this.count;
    for (const column of ["sentAt", "deliveredAt", "from", "to", "bytes"] as const)
      block[column].set(this[column]);
    return block;
  }
}

/** How much a source will hand over, about: it sets the sizes of what holds messages, and no result depends on it. */
export interface ExpectedTraffic {
  readonly messagesPerSecond: number;
  readonly meanDelay: Seconds;
}

/** Where messages come from: a random traffic, a script, a trace. A source knows nothing of the protocol. */
export interface MessageSource {
  readonly expected: ExpectedTraffic;
  /** Of every message, where the source knows that all have the same size. */
  readonly messageSize?: Bytes | undefined;
  /** Fills the block with the next messages; a count of 0 says that there are no more. */
  fill(block: MessageBlock): void;
}

/**
 * Takes down what a *quiet span* delivers, as numbers of messages. A quiet span is a stretch of time between the last
 * advance to an index and the first timer of the next one: all VMs stay at one index, so that no message of it moves a VM
 * or crosses a line, and their order does not matter.
 */
export interface SpanCounts {
  /** So many messages, of `bytes` each and with delays of that law, are delivered in the span, within hosts or across. */
  deliver(law: DelayLaw, messages: number, bytes: Bytes, across: boolean): void;
  /** Of these, the VMs of a cell receive so many on average, at `at` on average. */
  receive(law: DelayLaw, cell: number, messages: number, at: Seconds, bytes: Bytes): void;
  /** Of these, a senders' host keeps copies of so many on average, sent at `sentAt` on average. */
  copy(host: number, messages: number, sentAt: Seconds, bytes: Bytes): void;
}

/** A source that can draw a whole quiet span at once, from `from` until `until`, and single messages between spans. */
export interface SpannedSource extends MessageSource {
  /** Forgets what it has handed over after `at`, and goes on from there. */
  restart(at: Seconds): void;
  /** Whether drawing a span of that length at once costs less than drawing its messages one by one. */
  worthwhile(length: Seconds): boolean;
  /** Draws how many messages the span delivers. */
  drawCounts(from: Seconds, until: Seconds, counts: SpanCounts): void;
  /** Draws the messages that are in transit when the span ends, in no particular order; they are read at once. */
  drawFlights(from: Seconds, until: Seconds): MessageBlock;
}
