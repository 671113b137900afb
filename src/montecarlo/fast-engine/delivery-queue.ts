import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { MessageBlock } from "../sources/message-source.js";

/** A message in transit, or one that has just come out of it. */
export class MessageInTransit {
  at: Seconds = 0;
  sentAt: Seconds = 0;
  from = 0;
  to = 0;
  /** Index of the sender at the send (R1). */
  sentIndex = 0;
  bytes: Bytes = 0;

  /** Becomes message `m` of a block, delivered at `at` and sent at an index. */
  take({ sentAt, from, to, bytes }: MessageBlock, m: number, at: Seconds, sentIndex: number): this {
    this.at = at;
    this.sentAt = sentAt[m];
    this.from = from[m];
    this.to = to[m];
    this.sentIndex = sentIndex;
    this.bytes = bytes[m];
    return this;
  }
}

/**
 * Messages in transit, by time of delivery and then by the order in which they came: a heap in which each place has four
 * below it. All of a message stands side by side in memory, in its *slot*; the heap moves times and numbers of slots only.
 */
export class DeliveryQueue {
  /** Time of the next delivery; infinite when nothing is in transit. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  /** Messages in transit. */
  length = 0;
  /** Messages that have come so far. */
  private came = 0;
  private slots = new Float64Array(64 * slotSize);
  /** Slots by their place in the heap; those beyond `length` are free. */
  private heap = Int32Array.from({ length: 64 }, (_, place) => place * slotSize);
  /** Time of delivery of the message at each place of the heap. */
  private times = new Float64Array(64);
  /** What `pop` returns, again and again. */
  private readonly popped = new MessageInTransit();

  /** Puts message `m` of a block on its way, sent at an index. */
  push({ deliveredAt, sentAt, from, to, bytes }: MessageBlock, m: number, sentIndex: number): void {
    if (this.length === this.heap.length) this.grow();
    const { slots, heap, times } = this;
    const at = deliveredAt[m];
    let place = this.length++;
    const slot = heap[place];
    slots[slot] = at;
    slots[slot + order] = this.came++;
    slots[slot + send] = sentAt[m];
    slots[slot + size] = bytes[m];
    slots[slot + sender] = from[m];
    slots[slot + receiver] = to[m];
    slots[slot + senderIndex] = sentIndex;
    // The last that came stays below whatever is delivered at the same instant.
    while (place > 0) {
      const above = (place - 1) >> 2;
      if (times[above] <= at) break;
      heap[place] = heap[above];
      times[place] = times[above];
      place = above;
    }
    heap[place] = slot;
    times[place] = at;
    this.nextTime = times[0];
  }

  /** Takes the next delivery; what is returned holds until the next call. */
  pop(): MessageInTransit {
    const { heap, popped } = this;
    const slot = heap[0];
    read(this.slots, slot, popped);
    const last = heap[--this.length];
    heap[this.length] = slot;
    this.nextTime = Number.POSITIVE_INFINITY;
    if (this.length > 0) {
      this.sink(last);
      this.nextTime = this.times[0];
    }
    return popped;
  }

  /** Visits every message in transit, in no particular order; what is handed over holds during the visit. */
  forEach(visit: (message: MessageInTransit) => void): void {
    const message = new MessageInTransit();
    for (let place = 0; place < this.length; place++) {
      read(this.slots, this.heap[place], message);
      visit(message);
    }
  }

  /** Puts a slot in the place of the first and restores the order below it. */
  private sink(slot: number): void {
    const { heap, times, slots, length } = this;
    const at = slots[slot];
    let place = 0;
    for (;;) {
      let first = 4 * place + 1;
      if (first >= length) break;
      const end = Math.min(first + 4, length);
      for (let below = first + 1; below < end; below++) {
        const later = times[below] - times[first];
        if (later < 0 || (later === 0 && this.cameBefore(heap[below], heap[first]))) first = below;
      }
      const later = times[first] - at;
      if (later > 0 || (later === 0 && this.cameBefore(slot, heap[first]))) break;
      heap[place] = heap[first];
      times[place] = times[first];
      place = first;
    }
    heap[place] = slot;
    times[place] = at;
  }

  /** Whether the message of one slot came before that of another. */
  private cameBefore(slot: number, other: number): boolean {
    return this.slots[slot + order] < this.slots[other + order];
  }

  private grow(): void {
    const { heap, slots, times, length } = this;
    this.slots = new Float64Array(2 * slots.length);
    this.slots.set(slots);
    this.times = new Float64Array(2 * length);
    this.times.set(times);
    this.heap = Int32Array.from({ length: 2 * length }, (_, place) => place * slotSize);
    this.heap.set(heap);
  }
}

/** What stands where in a slot, which is a line of a processor's cache; the time of delivery comes first. */
const slotSize = 8;
const order = 1;
const send = 2;
const size = 3;
const sender = 4;
const receiver = 5;
const senderIndex = 6;

function read(slots: Float64Array, slot: number, message: MessageInTransit): void {
  message.at = slots[slot];
  message.sentAt = slots[slot + send];
  message.from = slots[slot + sender];
  message.to = slots[slot + receiver];
  message.sentIndex = slots[slot + senderIndex];
  message.bytes = slots[slot + size];
}
