import type { Bytes, Seconds } from "../../scenario/model/units.js";
import type { ExpectedTraffic, MessageBlock } from "../sources/message-source.js";

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
 * Messages in transit, by time of delivery: a calendar queue. A ring of buckets, each `width` seconds wide, holds
 * linked lists; the bucket that time has reached is sorted when it is opened. Deliveries further off than the ring
 * wait aside. With a few messages a bucket, a message costs the same however many are in transit.
 *
 * Ties are delivered in the order in which they came. All of a message stands side by side in memory, in its *slot*: with
 * many in transit, the memory that a message touches is what it costs.
 */
export class DeliveryQueue {
  /** Time of the next delivery; infinite when nothing is in transit. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  /** Messages in transit. */
  length = 0;

  private slots: Float64Array;
  /** Messages that have come so far. */
  private came = 0;
  /** What `pop` returns, again and again. */
  private readonly popped = new MessageInTransit();
  private readonly perSecond: number;
  private readonly heads: Int32Array;
  private readonly mask: number;
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
    this.slots = new Float64Array(slotSize * this.capacity);
    this.release(0, this.capacity);
  }

  /** Puts message `m` of a block on its way, sent at an index. Its delivery must not lie before the last one taken. */
  push({ deliveredAt, sentAt, from, to, bytes }: MessageBlock, m: number, sentIndex: number): void {
    if (this.free < 0) this.grow();
    const slot = this.free;
    const { slots } = this;
    this.free = slots[slot + nextSlot];
    const at = deliveredAt[m];
    slots[slot] = at;
    slots[slot + order] = this.came++;
    slots[slot + send] = sentAt[m];
    slots[slot + size] = bytes[m];
    slots[slot + sender] = from[m];
    slots[slot + receiver] = to[m];
    slots[slot + senderIndex] = sentIndex;
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
      this.nextTime = slots[this.open[this.opened]];
    }
  }

  /** Takes the next delivery; what is returned holds until the next call. */
  pop(): MessageInTransit {
    const slot = this.open[this.opened++];
    const { slots, popped } = this;
    read(slots, slot, popped);
    slots[slot + nextSlot] = this.free;
    this.free = slot;
    this.length--;
    if (this.opened === this.openEnd) {
      this.opened = 0;
      this.openEnd = 0;
      if (this.length > 0) this.openNext();
    }
    this.nextTime = this.length > 0 ? slots[this.open[this.opened]] : Number.POSITIVE_INFINITY;
    return popped;
  }

  /** Visits every message in transit, in no particular order; what is handed over holds during the visit. */
  forEach(visit: (message: MessageInTransit) => void): void {
    const { slots } = this;
    const message = new MessageInTransit();
    const show = (slot: number) => {
      read(slots, slot, message);
      visit(message);
    };
    for (let place = this.opened; place < this.openEnd; place++) show(this.open[place]);
    for (const head of this.heads) for (let slot = head; slot >= 0; slot = slots[slot + nextSlot]) show(slot);
    for (let place = 0; place < this.farCount; place++) show(this.far[place]);
  }

  private bucketOf(slot: number): number {
    return Math.floor(this.slots[slot] * this.perSecond);
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
    const { slots } = this;
    const later = slots[slot] - slots[other];
    return later < 0 || (later === 0 && slots[slot + order] < slots[other + order]);
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
    this.slots[slot + nextSlot] = this.heads[place];
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
        const following = this.slots[slot + nextSlot];
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
    const { open, opened, openEnd, slots } = this;
    if (openEnd - opened > 32) {
      open
        .subarray(opened, openEnd)
        .sort((slot, other) => slots[slot] - slots[other] || slots[slot + order] - slots[other + order]);
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
    for (let number = end - 1; number >= first; number--) {
      this.slots[slotSize * number + nextSlot] = this.free;
      this.free = slotSize * number;
    }
  }

  private grow(): void {
    const doubled = 2 * this.capacity;
    this.slots = enlarge(this.slots, new Float64Array(slotSize * doubled));
    this.release(this.capacity, doubled);
    this.capacity = doubled;
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
/** The next slot of the list that this one is in. */
const nextSlot = 7;

function read(slots: Float64Array, slot: number, message: MessageInTransit): void {
  message.at = slots[slot];
  message.sentAt = slots[slot + send];
  message.from = slots[slot + sender];
  message.to = slots[slot + receiver];
  message.sentIndex = slots[slot + senderIndex];
  message.bytes = slots[slot + size];
}

const messagesPerBucket = 4;
/** Messages in the open bucket beyond which sorting in one by one costs more than going back. */
const crowded = 32;

function enlarge<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
