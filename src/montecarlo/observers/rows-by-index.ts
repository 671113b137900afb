/** A number for each VM, by index, kept from when the first VM reaches the index until nobody asks any more. */
export class RowsByIndex {
  private readonly rows = new Map<number, Float64Array>();
  private readonly spare: Float64Array[] = [];

  constructor(private readonly vmCount: number) {}

  /** The row of index `k`; one that is asked for the first time holds whatever was left in it. */
  at(k: number): Float64Array {
    let row = this.rows.get(k);
    if (row === undefined) {
      row = this.spare.pop() ?? new Float64Array(this.vmCount);
      this.rows.set(k, row);
    }
    return row;
  }

  /** Nobody asks for index `k` any more. */
  release(k: number): void {
    const row = this.rows.get(k);
    if (row === undefined) return;
    this.rows.delete(k);
    this.spare.push(row);
  }
}
