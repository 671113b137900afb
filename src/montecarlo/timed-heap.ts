import type { Seconds } from "../scenario/model/units.js";

/** Entries by their times, and then by the order in which they came: a heap in which each place has four below it. */
export class TimedHeap<Entry> {
  /** Time of the first entry; infinite where there is none. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  private came = 0;
  private readonly times: Seconds[] = [];
  private readonly orders: number[] = [];
  private readonly entries: Entry[] = [];

  get length(): number {
    return this.entries.length;
  }

  push(at: Seconds, entry: Entry): void {
    const { times, entries, orders } = this;
    let place = entries.length;
    // The last that came stays below whatever has the same time.
    for (let above = (place - 1) >> 2; place > 0 && times[above] > at; above = (place - 1) >> 2) {
      this.put(place, times[above], orders[above], entries[above]);
      place = above;
    }
    this.put(place, at, this.came++, entry);
    this.nextTime = times[0];
  }

  /** Takes the first; there must be one. */
  pop(): Entry {
    const { times, entries, orders } = this;
    const first = entries[0];
    const [at, order, last] = [times.pop() as Seconds, orders.pop() as number, entries.pop() as Entry];
    const length = entries.length;
    this.nextTime = Number.POSITIVE_INFINITY;
    if (length === 0) return first;
    let place = 0;
    for (;;) {
      let least = 4 * place + 1;
      if (least >= length) break;
      const end = Math.min(least + 4, length);
      for (let below = least + 1; below < end; below++) {
        const later = times[below] - times[least];
        if (later < 0 || (later === 0 && orders[below] < orders[least])) least = below;
      }
      const later = times[least] - at;
      if (later > 0 || (later === 0 && order < orders[least])) break;
      this.put(place, times[least], orders[least], entries[least]);
      place = least;
    }
    this.put(place, at, order, last);
    this.nextTime = times[0];
    return first;
  }

  /** Every entry, in no particular order. */
  [Symbol.iterator](): Iterator<Entry> {
    return this.entries[Symbol.iterator]();
  }

  private put(place: number, at: Seconds, order: number, entry: Entry): void {
    this.times[place] = at;
    this.orders[place] = order;
    this.entries[place] = entry;
  }
}
