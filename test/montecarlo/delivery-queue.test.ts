import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeliveryQueue } from "../../src/montecarlo/fast-engine/delivery-queue.js";
import { blockOf } from "./small-run.js";

interface Entry {
  readonly at: number;
  readonly sentAt: number;
  readonly from: number;
  readonly to: number;
  readonly sentIndex: number;
  /** Of each message more than of those before it. */
  readonly bytes: number;
}

/** The same queue, kept as a sorted array. */
class SortedArray {
  readonly entries: Entry[] = [];

  push(entry: Entry): void {
    const place = this.entries.findIndex(
      ({ at, bytes }) => at > entry.at || (at === entry.at && bytes > entry.bytes),
    );
    this.entries.splice(place < 0 ? this.entries.length : place, 0, entry);
  }
}

/** Drives a queue and its model side by side; after each step they must hold the same. */
class Pair {
  readonly model = new SortedArray();
  private last = 0;
  private sent = 0;

  constructor(readonly queue: DeliveryQueue) {}

  push(ahead: number): void {
    const id = this.sent++;
    const at = this.last + ahead;
    const entry = { at, sentAt: this.last, from: id % 7, to: id % 5, sentIndex: id % 3, bytes: 10 * id };
    this.model.push(entry);
    this.queue.push(blockOf({ ...entry, deliveredAt: at }), 0, entry.sentIndex);
    this.expectSame();
  }

  pop(): void {
    const expected = this.model.entries.shift();
    if (expected === undefined) return;
    expect(this.queue.nextTime).toBe(expected.at);
    expect({ ...this.queue.pop() }).toEqual(expected);
    this.last = expected.at;
    this.expectSame();
  }

  drain(): void {
    while (this.model.entries.length > 0) this.pop();
  }

  expectInTransit(): void {
    const seen: Entry[] = [];
    this.queue.forEach((message) => {
      seen.push({ ...message });
    });
    expect(seen.toSorted((a, b) => a.at - b.at || a.bytes - b.bytes)).toEqual(this.model.entries);
  }

  private expectSame(): void {
    expect(this.queue.length).toBe(this.model.entries.length);
    expect(this.queue.nextTime).toBe(this.model.entries[0]?.at ?? Number.POSITIVE_INFINITY);
  }
}

/** Rates and mean delays that a queue may be made for, fitting or not: they set only its sizes. */
const sizes = fc.constantFrom<[number, number]>(
  [1, 0],
  [1, 1],
  [1000, 0.01],
  [0.001, 50],
  [100, 30],
  [1e6, 1e-6],
  [0, 1],
);

/** How far ahead a delivery lies: at once, close by, alike, around the ring's end, far off. */
const ahead = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 4 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 60, max: 70 }).map((buckets) => 4 * buckets),
  fc.double({ min: 0, max: 1e5, noNaN: true }),
);

type Step =
  | { readonly kind: "push"; readonly ahead: number[] }
  | { readonly kind: "pop"; readonly count: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record<Step & { kind: "push" }>({
    kind: fc.constant("push"),
    ahead: fc.oneof(fc.array(ahead, { maxLength: 3 }), fc.array(ahead, { minLength: 30, maxLength: 90 })),
  }),
  fc.record<Step & { kind: "pop" }>({
    kind: fc.constant("pop"),
    count: fc.oneof(fc.nat(3), fc.nat(100)),
  }),
);

describe("messages in transit", () => {
  it("come out in the order of delivery, ties in the order of the sends, whatever comes between", () => {
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 20 }), ([rate, meanDelay], steps) => {
        const pair = new Pair(new DeliveryQueue({ messagesPerSecond: rate, meanDelay }));
        for (const taken of steps) {
          if (taken.kind === "push") for (const distance of taken.ahead) pair.push(distance);
          else for (let n = 0; n < taken.count; n++) pair.pop();
          pair.expectInTransit();
        }
        pair.drain();
        pair.expectInTransit();
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("may be more than the queue was made for, all at one instant", () => {
    const pair = new Pair(new DeliveryQueue({ messagesPerSecond: 1, meanDelay: 0 }));
    for (let n = 0; n < 300; n++) pair.push(5);
    pair.expectInTransit();
    pair.drain();
  });

  it("may lie one bucket inside the ring, on its end and one beyond", () => {
    const buckets = 64;
    const width = 4;
    for (const start of [0, 1, 31, 32, 33, 63, 64]) {
      const pair = new Pair(new DeliveryQueue({ messagesPerSecond: 1, meanDelay: 0 }));
      pair.push(start * width);
      pair.pop();
      for (const bucket of [buckets + 1, buckets, buckets - 1, 1, 0]) pair.push(bucket * width);
      pair.expectInTransit();
      pair.drain();
    }
  });

  it("may come after gaps of many rings, again and again", () => {
    const pair = new Pair(new DeliveryQueue({ messagesPerSecond: 1, meanDelay: 0 }));
    for (let n = 0; n < 50; n++) {
      pair.push(1e4 * (n % 3));
      pair.push(1e7);
      pair.push(1);
      pair.pop();
      pair.expectInTransit();
    }
    pair.drain();
  });
});
