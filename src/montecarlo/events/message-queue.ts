import type { Seconds } from "../../scenario/model/units.js";
import type { Message } from "./player.js";

/** A message on its way, with what each player has piggybacked on it. */
export interface InTransit {
  readonly message: Message;
  readonly piggybacks: readonly unknown[];
}

/** Messages in transit, by time of delivery and then by the order of their sends: a binary heap. */
export class MessageQueue implements Iterable<InTransit> {
  /** Time of the next delivery; infinite when nothing is in transit. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  private readonly heap: InTransit[] = [];

  get length(): number {
    return this.heap.length;
  }

  push(entry: InTransit): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = entry;
    this.nextTime = heap[0].message.deliveredAt;
  }

  /** Takes the next delivery; there must be one. */
  pop(): InTransit {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop() as InTransit;
    if (heap.length > 0) this.sink(last);
    this.nextTime = heap.length > 0 ? heap[0].message.deliveredAt : Number.POSITIVE_INFINITY;
    return first;
  }

  /** Every message in transit, in no particular order. */
  [Symbol.iterator](): Iterator<InTransit> {
    return this.heap[Symbol.iterator]();
  }

  /** Puts an entry in the place of the first and restores the order below it. */
  private sink(entry: InTransit): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], entry)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = entry;
  }
}

function isBefore({ message: a }: InTransit, { message: b }: InTransit): boolean {
  return a.deliveredAt < b.deliveredAt || (a.deliveredAt === b.deliveredAt && a.id < b.id);
}
