/**
 * Walker's alias table: draws an entry with probability proportional to its weight from one uniform number,
 * at a cost that does not depend on the number of entries (Vose's construction).
 */
export class AliasTable {
  readonly size: number;
  private readonly threshold: Float64Array;
  private readonly alias: Int32Array;

  constructor(weights: ArrayLike<number>) {
    const size = weights.length;
    let total = 0;
    for (let entry = 0; entry < size; entry++) total += weights[entry];
    const scaled = Float64Array.from({ length: size }, (_, entry) => (weights[entry] / total) * size);
    this.size = size;
    this.threshold = new Float64Array(size).fill(1);
    this.alias = Int32Array.from({ length: size }, (_, entry) => entry);
    const small: number[] = [];
    const large: number[] = [];
    for (let entry = 0; entry < size; entry++) (scaled[entry] < 1 ? small : large).push(entry);
    while (small.length > 0 && large.length > 0) {
      const poor = small.pop() as number;
      const rich = large[large.length - 1];
      this.threshold[poor] = scaled[poor];
      this.alias[poor] = rich;
      scaled[rich] -= 1 - scaled[poor];
      if (scaled[rich] < 1) small.push(large.pop() as number);
    }
  }

  /** The entry that a uniform number in [0, 1) stands for. */
  pick(uniform: number): number {
    const place = uniform * this.size;
    const column = place | 0;
    return place - column < this.threshold[column] ? column : this.alias[column];
  }
}
