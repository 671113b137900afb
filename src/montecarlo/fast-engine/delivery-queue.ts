import type { Bytes, Seconds } from "../../scenario/model/units.js";
import { MessageBlock } from "../sources/message-source.js";
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

/**
 * Messages in transit, by time of delivery and then by the order in which they came. They stand in columns, and the heap
 * has their places: objects that wait for their delivery would fill the memory twice over until they are collected.
 */
export class DeliveryQueue {
  private readonly places = new TimedHeap<number>();
  private messages = new MessageBlock(64);
  private readonly sentIndex: number[] = [];
  /** Places whose message has been delivered. */
  private readonly free: number[] = [];

  /** When the next message is delivered; infinite where there is none. */
  get nextTime(): Seconds {
    return this.places.nextTime;
  }

  /** Puts message `m` of a block on its way, sent at an index. */
  send(block: MessageBlock, m: number, sentIndex: number): void {
    const place = this.free.pop() ?? this.places.length;
    if (place === this.messages.size) this.messages = this.messages.enlarged();
    this.messages.copy(place, block, m);
    this.sentIndex[place] = sentIndex;
    this.places.push(block.deliveredAt[m], place);
  }

  /** Takes the first; there must be one. */
  pop(): MessageInTransit {
    const place = this.places.pop();
    this.free.push(place);
    return this.at(place);
  }

  /** Every message, in no particular order. */
  *[Symbol.iterator](): Iterator<MessageInTransit> {
    for (const place of this.places) yield this.at(place);
  }

  private at(place: number): MessageInTransit {
    const { messages } = this;
    return messageOf(messages, place, messages.deliveredAt[place], this.sentIndex[place]);
  }
}
