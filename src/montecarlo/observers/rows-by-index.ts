/** A row for each index, kept from when it is first asked for until nobody asks any more. */
export class RowsByIndex<Row = Float64Array> {
  private readonly rows = new Map<number, Row>();
  /** A row that nobody asks for any more, to be used again. */
  private spare: Row | undefined;

  /** @param make a new row; one that is used again holds whatever was left in it */
  constructor(private readonly make: () => Row) {}

  at(k: number): Row {
    let row = this.rows.get(k);
    if (row === undefined) {
      row = this.spare ?? this.make();
      this.spare = undefined;
      this.rows.set(k, row);
    }
    return row;
  }

  clear(): void {
    this.rows.clear();
  }

  /** Nobody asks for index `k` any more. */
  release(k: number): void {
    const row = this.rows.get(k);
    if (row === undefined) return;
    this.rows.delete(k);
    this.spare = row;
  }
}
