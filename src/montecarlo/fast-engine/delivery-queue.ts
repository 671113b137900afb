import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { MessageBlock } from "../sources/message-source.js";
import { TimedHeap } from "../timed-heap.js";

/** A message in transit, or one that has just come out of it. */
export interface MessageInTransit {
  readonly at: Seconds;
  readonly sentAt: Seconds;
  readonly from: number;
  readonly to: number;
  /** Index of the sender at the send (R1). */
  readonly sentIndex: number;
  readonly bytes: Bytes;
}

/** Message `m` of a block, delivered at `at` and sent at an index. */
export function messageOf(
  { sentAt, from, to, bytes }: MessageBlock,
  m: number,
  at: Seconds,
  sentIndex: number,
): MessageInTransit {
  return { at, sentAt: sentAt[m], from: from[m], to: to[m], sentIndex, bytes: bytes[m] };
}

/** Messages in transit, by time of delivery and then by the order in which they came. */
export class DeliveryQueue extends TimedHeap<MessageInTransit> {
  /** Puts message `m` of a block on its way, sent at an index. */
  send(block: MessageBlock, m: number, sentIndex: number): void {
    const at = block.deliveredAt[m];
    this.push(at, messageOf(block, m, at, sentIndex));
  }
}
