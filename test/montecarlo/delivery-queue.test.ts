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
    this.queue.send(blockOf({ ...entry, deliveredAt: at }), 0, entry.sentIndex);
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
    for (const message of this.queue) seen.push({ ...message });
    expect(seen.toSorted((a, b) => a.at - b.at || a.bytes - b.bytes)).toEqual(this.model.entries);
  }

  private expectSame(): void {
    expect([...this.queue].length).toBe(this.model.entries.length);
    expect(this.queue.nextTime).toBe(this.model.entries[0]?.at ?? Number.POSITIVE_INFINITY);
  }
}

/** How far ahead a delivery lies: at once, close by, alike, far off. */
const ahead = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 4 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
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
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const pair = new Pair(new DeliveryQueue());
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

  it("may be many, all at one instant", () => {
    const pair = new Pair(new DeliveryQueue());
    for (let n = 0; n < 300; n++) pair.push(5);
    pair.expectInTransit();
    pair.drain();
  });
});
