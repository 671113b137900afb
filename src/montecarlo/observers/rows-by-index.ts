/** A row of numbers for each index, kept from when it is first asked for until nobody asks any more. */
export class RowsByIndex {
  private readonly rows = new Map<number, Float64Array>();

  constructor(private readonly length: number) {}

  at(k: number): Float64Array {
    let row = this.rows.get(k);
    if (row === undefined) {
      row = new Float64Array(this.length);
      this.rows.set(k, row);
    }
    return row;
  }

  release(k: number): void {
    this.rows.delete(k);
  }

  clear(): void {
    this.rows.clear();
  }
}
