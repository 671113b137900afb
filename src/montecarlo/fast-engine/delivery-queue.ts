import type { Seconds } from "../../scenario/model/units.js";
import type { ExpectedTraffic } from "../sources/message-source.js";

/**
 * Messages in transit, by time of delivery: a calendar queue. A ring of buckets, each `width` seconds wide, holds
 * linked lists; the bucket that time has reached is sorted when it is opened. Deliveries further off than the ring
 * wait aside. With a few messages a bucket, a message costs the same however many are in transit.
 *
 * Ties are delivered in the order of the sends. All of a message that the rules need stands in arrays by *slot*.
 */
export class DeliveryQueue {
  /** Time of the next delivery; infinite when nothing is in transit. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  /** Messages in transit. */
  length = 0;

  at: Float64Array;
  sentAt: Float64Array;
  bytes: Float64Array;
  from: Int32Array;
  to: Int32Array;
  /** Index of the sender at the send (R1). */
  index: Int32Array;
  /** Number of the message, in the order of the sends. */
  id: Float64Array;

  private readonly perSecond: number;
  private readonly heads: Int32Array;
  private readonly mask: number;
  private next: Int32Array;
  private free = -1;
  private capacity: number;
  /** Number of the open bucket; its slots stand sorted in `open` from `opened` to `openEnd`. */
  private bucket = 0;
  private open = new Int32Array(64);
  private opened = 0;
  private openEnd = 0;
  private inRing = 0;
  /** Slots of deliveries further off than the ring, in no particular order. */
  private far = new Int32Array(64);
  private farCount = 0;

  /**
   * @param expected sets the sizes only; any stream is served correctly
   */
  constructor({ messagesPerSecond: rate, meanDelay }: ExpectedTraffic) {
    const expected = Math.max(1, rate * meanDelay);
    const width = Math.max(messagesPerBucket / rate, meanDelay / 4096);
    this.perSecond = 1 / width;
    const buckets = 2 ** Math.ceil(Math.log2(Math.min(2 ** 20, Math.max(64, (8 * meanDelay) / width))));
    this.heads = new Int32Array(buckets).fill(-1);
    this.mask = buckets - 1;
    this.capacity = 2 ** Math.ceil(Math.log2(Math.max(64, 1.5 * expected)));
    const slots = this.capacity;
    this.at = new Float64Array(slots);
    this.sentAt = new Float64Array(slots);
    this.bytes = new Float64Array(slots);
    this.id = new Float64Array(slots);
    this.from = new Int32Array(slots);
    this.to = new Int32Array(slots);
    this.index = new Int32Array(slots);
    this.next = new Int32Array(slots);
    this.release(0, slots);
  }

  /** Puts a message on its way. Its delivery must not lie before the last one taken. */
  push(
    at: Seconds,
    sentAt: Seconds,
    from: number,
    to: number,
    index: number,
    bytes: number,
    id: number,
  ): void {
    if (this.free < 0) this.grow();
    const slot = this.free;
    this.free = this.next[slot];
    this.at[slot] = at;
    this.sentAt[slot] = sentAt;
    this.from[slot] = from;
    this.to[slot] = to;
    this.index[slot] = index;
    this.bytes[slot] = bytes;
    this.id[slot] = id;
    this.length++;
    const bucket = this.bucketOf(slot);
    if (bucket > this.bucket) {
      this.putAway(slot, bucket);
    } else {
      if (bucket < this.bucket && this.openEnd - this.opened > crowded) this.goBack(bucket);
      this.insertOpen(slot);
    }
    if (at < this.nextTime) {
      if (this.opened === this.openEnd) this.openNext();
      this.nextTime = this.at[this.open[this.opened]];
    }
  }

  /** Takes the next delivery; its slot stays readable until the next `push`. */
  pop(): number {
    const slot = this.open[this.opened++];
    this.next[slot] = this.free;
    this.free = slot;
    this.length--;
    if (this.opened === this.openEnd) {
      this.opened = 0;
      this.openEnd = 0;
      if (this.length > 0) this.openNext();
    }
    this.nextTime = this.length > 0 ? this.at[this.open[this.opened]] : Number.POSITIVE_INFINITY;
    return slot;
  }

  /** Visits every message in transit, in no particular order. */
  forEach(visit: (slot: number) => void): void {
    for (let place = this.opened; place < this.openEnd; place++) visit(this.open[place]);
    for (const head of this.heads) for (let slot = head; slot >= 0; slot = this.next[slot]) visit(slot);
    for (let place = 0; place < this.farCount; place++) visit(this.far[place]);
  }

  private bucketOf(slot: number): number {
    return Math.floor(this.at[slot] * this.perSecond);
  }

  /** Puts a message where it waits until its bucket is opened. */
  private putAway(slot: number, bucket: number): void {
    if (bucket - this.bucket <= this.mask) this.insertRing(slot, bucket);
    else this.putFar(slot);
  }

  private putFar(slot: number): void {
    if (this.farCount === this.far.length) this.far = enlarge(this.far, new Int32Array(2 * this.farCount));
    this.far[this.farCount++] = slot;
  }

  /**
   * Opens an earlier bucket in the place of the open one: the queue was opened ahead of its time, as after a lull,
   * and what comes now is due before. Ring and far hold what is not their turn yet; `openNext` sees to that.
   */
  private goBack(bucket: number): void {
    const waiting = this.open.slice(this.opened, this.openEnd);
    this.bucket = bucket;
    this.opened = 0;
    this.openEnd = 0;
    for (const slot of waiting) {
      const own = this.bucketOf(slot);
      if (own <= bucket) this.append(slot);
      else this.putAway(slot, own);
    }
  }

  private before(slot: number, other: number): boolean {
    return (
      this.at[slot] < this.at[other] || (this.at[slot] === this.at[other] && this.id[slot] < this.id[other])
    );
  }

  private insertOpen(slot: number): void {
    this.append(slot);
    const { open, opened } = this;
    let place = this.openEnd - 1;
    while (place > opened && this.before(slot, open[place - 1])) {
      open[place] = open[place - 1];
      place--;
    }
    open[place] = slot;
  }

  private append(slot: number): void {
    if (this.openEnd === this.open.length) this.open = enlarge(this.open, new Int32Array(2 * this.openEnd));
    this.open[this.openEnd++] = slot;
  }

  private insertRing(slot: number, bucket: number): void {
    const place = bucket & this.mask;
    this.next[slot] = this.heads[place];
    this.heads[place] = slot;
    this.inRing++;
  }

  /** Opens the next bucket that holds a message. */
  private openNext(): void {
    for (;;) {
      if (this.inRing === 0) this.jumpToFar();
      else this.bucket++;
      if (this.farCount > 0 && (this.bucket & (this.mask >> 1)) === 0) this.takeFar();
      const place = this.bucket & this.mask;
      let slot = this.heads[place];
      if (slot < 0) continue;
      this.heads[place] = -1;
      while (slot >= 0) {
        const following = this.next[slot];
        this.inRing--;
        // After going back, the ring may hold what is due a whole turn later.
        if (this.bucketOf(slot) === this.bucket) this.append(slot);
        else this.putFar(slot);
        slot = following;
      }
      if (this.openEnd === 0) continue;
      this.sortOpen();
      return;
    }
  }

  private sortOpen(): void {
    const { open, opened, openEnd } = this;
    if (openEnd - opened > 32) {
      open
        .subarray(opened, openEnd)
        .sort((slot, other) => this.at[slot] - this.at[other] || this.id[slot] - this.id[other]);
      return;
    }
    for (let place = opened + 1; place < openEnd; place++) {
      const slot = open[place];
      let hole = place;
      while (hole > opened && this.before(slot, open[hole - 1])) {
        open[hole] = open[hole - 1];
        hole--;
      }
      open[hole] = slot;
    }
  }

  private jumpToFar(): void {
    let first = Number.POSITIVE_INFINITY;
    for (let place = 0; place < this.farCount; place++) {
      first = Math.min(first, this.bucketOf(this.far[place]));
    }
    this.bucket = first;
    this.takeFar();
  }

  private takeFar(): void {
    const { far, farCount } = this;
    let kept = 0;
    for (let place = 0; place < farCount; place++) {
      const slot = far[place];
      const bucket = this.bucketOf(slot);
      if (bucket - this.bucket <= this.mask) this.insertRing(slot, bucket);
      else far[kept++] = slot;
    }
    this.farCount = kept;
  }

  private release(first: number, end: number): void {
    for (let slot = end - 1; slot >= first; slot--) {
      this.next[slot] = this.free;
      this.free = slot;
    }
  }

  private grow(): void {
    const doubled = 2 * this.capacity;
    this.at = enlarge(this.at, new Float64Array(doubled));
    this.sentAt = enlarge(this.sentAt, new Float64Array(doubled));
    this.bytes = enlarge(this.bytes, new Float64Array(doubled));
    this.id = enlarge(this.id, new Float64Array(doubled));
    this.from = enlarge(this.from, new Int32Array(doubled));
    this.to = enlarge(this.to, new Int32Array(doubled));
    this.index = enlarge(this.index, new Int32Array(doubled));
    this.next = enlarge(this.next, new Int32Array(doubled));
    this.release(this.capacity, doubled);
    this.capacity = doubled;
  }
}

const messagesPerBucket = 4;
/** Messages in the open bucket beyond which sorting in one by one costs more than going back. */
const crowded = 32;

function enlarge<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
