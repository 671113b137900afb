const fewestColumns = 256;

/**
 * Walker's alias table: draws an entry with probability proportional to its weight from one uniform number,
 * at a cost that does not depend on the number of entries (Vose's construction).
 *
 * A heavy entry is given several columns, each nearly full: a pick then seldom needs its alias, which the processor
 * learns to predict.
 */
export class AliasTable {
  /**
   * What the last pick left of its uniform number: uniform on [0, 1) again, and independent of the entry, with some
   * 11 bits fewer than the number had.
   */
  leftOver = 0;
  private readonly columns: number;
  private readonly threshold: Float64Array;
  /** `1 / threshold`, since a division is dear. */
  private readonly scale: Float64Array;
  private readonly entry: Int32Array;
  private readonly alias: Int32Array;

  constructor(weights: ArrayLike<number>) {
    let total = 0;
    for (let e = 0; e < weights.length; e++) total += weights[e];
    const shares = Int32Array.from(weights, (weight) =>
      Math.max(1, Math.round((weight / total) * fewestColumns)),
    );
    const columns = shares.reduce((sum, share) => sum + share, 0);
    this.columns = columns;
    this.entry = new Int32Array(columns);
    const scaled = new Float64Array(columns);
    let next = 0;
    for (let e = 0; e < weights.length; e++) {
      this.entry.fill(e, next, next + shares[e]);
      scaled.fill(((weights[e] / total) * columns) / shares[e], next, next + shares[e]);
      next += shares[e];
    }
    this.threshold = new Float64Array(columns).fill(1);
    this.alias = this.entry.slice();
    this.fill(scaled);
    this.scale = this.threshold.map((threshold) => 1 / threshold);
  }

  /** The entry that a uniform number in [0, 1) stands for. */
  pick(uniform: number): number {
    const place = uniform * this.columns;
    const column = place | 0;
    const height = place - column;
    const threshold = this.threshold[column];
    if (height < threshold) {
      this.leftOver = height * this.scale[column];
      return this.entry[column];
    }
    this.leftOver = (height - threshold) / (1 - threshold);
    return this.alias[column];
  }

  private fill(scaled: Float64Array): void {
    const small: number[] = [];
    const large: number[] = [];
    for (const [column, weight] of scaled.entries()) (weight < 1 ? small : large).push(column);
    while (small.length > 0 && large.length > 0) {
      const poor = small.pop() as number;
      const rich = large[large.length - 1];
      this.threshold[poor] = scaled[poor];
      this.alias[poor] = this.entry[rich];
      scaled[rich] -= 1 - scaled[poor];
      if (scaled[rich] < 1) small.push(large.pop() as number);
    }
  }
}
