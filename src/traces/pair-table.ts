import type { Bytes } from "../scenario/model/units.js";

/** Messages from one node to another; of them `sized` have a recorded size, `bytes` in all. */
export interface PairTotal {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sized: number;
  readonly bytes: Bytes;
}

/** Totals by sender and receiver, as large as there are pairs. */
export class PairTable {
  private readonly rows: Map<number, { count: number; sized: number; bytes: Bytes }>[] = [];

  add(from: number, to: number, bytes: Bytes): void {
    this.rows[from] ??= new Map();
    const row = this.rows[from];
    let total = row.get(to);
    if (total === undefined) {
      total = { count: 0, sized: 0, bytes: 0 };
      row.set(to, total);
    }
    total.count++;
    if (bytes > 0) {
      total.sized++;
      total.bytes += bytes;
    }
  }

  /** All pairs, ordered by sender, then receiver. */
  pairs(): PairTotal[] {
    return this.rows.flatMap((row, from) =>
      Array.from(row, ([to, total]) => ({ from, to, ...total })).sort((a, b) => a.to - b.to),
    );
  }
}
