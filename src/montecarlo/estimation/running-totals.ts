import type { ReplicationTotals, TotalsLayout } from "../replication/totals.js";

/**
 * Moments of the replications `start … start + count − 1`: for slot `s` the mean of the numerator, the
 * mean of the denominator, and the sums of squares and products about them (numerator, product,
 * denominator) at `5 s … 5 s + 4`. After all slots, for pair `p` from `pairMoments(layout, p)` on, the sums of products
 * about the means across its two slots: numerators, numerator by denominator, denominator by numerator, denominators.
 */
export interface TotalsBlock {
  readonly start: number;
  readonly count: number;
  readonly messages: number;
  readonly moments: Float64Array;
}

/** Where the moments of pair `pair` begin. */
export function pairMoments({ slots }: TotalsLayout, pair: number): number {
  return 5 * slots.length + 4 * pair;
}

/** How many moments a layout has. */
export function momentCount(layout: TotalsLayout): number {
  return pairMoments(layout, layout.pairs?.length ?? 0);
}

/** What `RunningTotals` holds, as plain data that JSON carries to the last bit. */
export interface TotalsState {
  readonly blocks: readonly (Omit<TotalsBlock, "moments"> & { readonly moments: readonly number[] })[];
}

/**
 * Means and co-variances of all slots over a set of replications, in memory that grows with the logarithm
 * of their number.
 *
 *     M(A ∪ B) = M(A) + M(B) + δ² |A| |B| / (|A| + |B|)
 *
 * Replications are gathered in blocks of `2^j` that start at multiples of `2^j`, and two neighbours merge as
 * soon as both stand. A block is thus always made by the same sums in the same order: the result depends on
 * the set of replications alone, to the last bit, whatever threads or machines found them in whatever order.
 *
 * - Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979)
 * - Limits: pairwise sums err by at most `log2(n)` units in the last place
 */
export class RunningTotals {
  private readonly blocks = new Map<number, TotalsBlock>();
  private unionSoFar: TotalsBlock | undefined;
  private countSoFar = 0;
  private messagesSoFar = 0;

  constructor(
    readonly layout: TotalsLayout,
    totals: Iterable<ReplicationTotals> = [],
  ) {
    for (const replication of totals) this.add(replication);
  }

  /** Takes in one replication; they may come in any order, each once. */
  add(totals: ReplicationTotals): void {
    const slots = this.layout.slots.length;
    const moments = new Float64Array(momentCount(this.layout));
    for (let slot = 0; slot < slots; slot++) {
      moments[5 * slot] = totals.values[2 * slot];
      moments[5 * slot + 1] = totals.values[2 * slot + 1];
    }
    this.insert({ start: totals.replication, count: 1, messages: totals.messages, moments });
  }

  /** Takes in what another one holds; no replication may stand in both. */
  merge(other: RunningTotals): void {
    for (const block of other.blocks.values()) this.insert(block);
  }

  /** Moments over every replication so far. */
  union(): TotalsBlock {
    if (!this.unionSoFar) {
      const moments = new Float64Array(momentCount(this.layout));
      const [first = { start: 0, count: 0, messages: 0, moments }, ...others] = this.ordered();
      this.unionSoFar = others.reduce((left, right) => this.mergeBlocks(left, right), first);
    }
    return this.unionSoFar;
  }

  /** Number of replications so far. */
  get count(): number {
    return this.countSoFar;
  }

  /** Messages delivered in the measured parts of all replications so far. */
  get messages(): number {
    return this.messagesSoFar;
  }

  toJSON(): TotalsState {
    return { blocks: this.ordered().map((block) => ({ ...block, moments: Array.from(block.moments) })) };
  }

  /** The totals that `toJSON` wrote down. */
  static fromJSON(layout: TotalsLayout, state: TotalsState): RunningTotals {
    const totals = new RunningTotals(layout);
    for (const block of state.blocks) totals.insert({ ...block, moments: Float64Array.from(block.moments) });
    return totals;
  }

  private insert(block: TotalsBlock): void {
    this.countSoFar += block.count;
    this.messagesSoFar += block.messages;
    let merged = block;
    for (;;) {
      const neighbourStart = merged.start ^ merged.count;
      const neighbour = this.blocks.get(blockKey(neighbourStart, merged.count));
      if (!neighbour) break;
      this.blocks.delete(blockKey(neighbourStart, merged.count));
      const [left, right] = merged.start < neighbourStart ? [merged, neighbour] : [neighbour, merged];
      merged = this.mergeBlocks(left, right);
    }
    this.blocks.set(blockKey(merged.start, merged.count), merged);
    this.unionSoFar = undefined;
  }

  private ordered(): TotalsBlock[] {
    return [...this.blocks.values()].sort((a, b) => a.start - b.start);
  }

  private mergeBlocks(left: TotalsBlock, right: TotalsBlock): TotalsBlock {
    const { layout } = this;
    const count = left.count + right.count;
    const rightShare = right.count / count;
    const weight = left.count * rightShare;
    const moments = new Float64Array(left.moments.length);
    const apart = (place: number) => right.moments[place] - left.moments[place];
    const mergeMean = (at: number) => {
      moments[at] = left.moments[at] + apart(at) * rightShare;
    };
    const mergeProduct = (at: number, one: number, other: number) => {
      moments[at] = left.moments[at] + right.moments[at] + apart(one) * apart(other) * weight;
    };
    for (let at = 0; at < 5 * layout.slots.length; at += 5) {
      mergeMean(at);
      mergeMean(at + 1);
      mergeProduct(at + 2, at, at);
      mergeProduct(at + 3, at, at + 1);
      mergeProduct(at + 4, at + 1, at + 1);
    }
    layout.pairs?.forEach(([first, second], pair) => {
      const at = pairMoments(layout, pair);
      mergeProduct(at, 5 * first, 5 * second);
      mergeProduct(at + 1, 5 * first, 5 * second + 1);
      mergeProduct(at + 2, 5 * first + 1, 5 * second);
      mergeProduct(at + 3, 5 * first + 1, 5 * second + 1);
    });
    return { start: left.start, count, messages: left.messages + right.messages, moments };
  }
}

/** Sizes are powers of two below 2^31 and starts below 2^31: `start + size / 2^31` names a block. */
function blockKey(start: number, count: number): number {
  return start + count / 2 ** 31;
}
