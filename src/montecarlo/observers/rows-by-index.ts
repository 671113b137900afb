/** A row of numbers for each index, kept from when it is first asked for until nobody asks any more. */
export class RowsByIndex {
  private readonly rows = new Map<number, Float64Array>();
  /** A row that nobody asks for any more, to be used again. */
  private spare: Float64Array | undefined;

  /** @param blank what a row holds at first */
  constructor(
    private readonly length: number,
    private readonly blank: number,
  ) {}

  at(k: number): Float64Array {
    let row = this.rows.get(k);
    if (row === undefined) {
      row = (this.spare ?? new Float64Array(this.length)).fill(this.blank);
      this.spare = undefined;
      this.rows.set(k, row);
    }
    return row;
  }

  /** The indices that have a row, in ascending order. */
  indices(): readonly number[] {
    return [...this.rows.keys()].sort((k, other) => k - other);
  }

  release(k: number): void {
    this.spare = this.rows.get(k) ?? this.spare;
    this.rows.delete(k);
  }

  clear(): void {
    this.rows.clear();
  }
}
