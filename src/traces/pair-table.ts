import type { Bytes } from "../scenario/model/units.js";

/** Messages from one node to another; of them `sized` have a recorded size, `bytes` in all. */
export interface PairTotal {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sized: number;
  readonly bytes: Bytes;
}

/** Nodes that a pair of them still fits into one number for. */
const mostNodes = 2 ** 26;
const fields = 3;

/** Totals by sender and receiver: a hash table with open addressing, as large as there are pairs. */
export class PairTable {
  private keys = new Float64Array(1024).fill(-1);
  private totals = new Float64Array(fields * 1024);
  private used = 0;

  add(from: number, to: number, bytes: Bytes): void {
    const at = fields * this.slot(from * mostNodes + to);
    this.totals[at]++;
    if (bytes > 0) {
      this.totals[at + 1]++;
      this.totals[at + 2] += bytes;
    }
  }

  /** All pairs, ordered by sender, then receiver. */
  pairs(): PairTotal[] {
    const pairs: PairTotal[] = [];
    for (let slot = 0; slot < this.keys.length; slot++) {
      const key = this.keys[slot];
      if (key < 0) continue;
      const [count, sized, bytes] = this.totals.subarray(fields * slot, fields * slot + fields);
      pairs.push({ from: Math.floor(key / mostNodes), to: key % mostNodes, count, sized, bytes });
    }
    return pairs.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  private slot(key: number): number {
    const mask = this.keys.length - 1;
    let slot = hashOf(key) & mask;
    for (;;) {
      const known = this.keys[slot];
      if (known === key) return slot;
      if (known < 0) break;
      slot = (slot + 1) & mask;
    }
    if (2 * ++this.used > this.keys.length) {
      this.grow();
      return this.slot(key);
    }
    this.keys[slot] = key;
    return slot;
  }

  private grow(): void {
    const { keys, totals } = this;
    this.keys = new Float64Array(2 * keys.length).fill(-1);
    this.totals = new Float64Array(fields * 2 * keys.length);
    this.used = 0;
    for (let slot = 0; slot < keys.length; slot++) {
      if (keys[slot] < 0) continue;
      this.totals.set(totals.subarray(fields * slot, fields * slot + fields), fields * this.slot(keys[slot]));
    }
  }
}

function hashOf(key: number): number {
  const from = Math.floor(key / mostNodes);
  const mixed = Math.imul(from, 0x9e3779b1) ^ Math.imul(key % mostNodes, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
