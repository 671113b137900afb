/** What is told apart by index, kept from when it is first asked for until nobody asks any more. */
export class RowsByIndex<Row> {
  private readonly rows = new Map<number, Row>();
  /** A row that nobody asks for any more. */
  private spare: Row | undefined;

  /** @param blank gives a row for an index, which may be one that another has used */
  constructor(private readonly blank: (used: Row | undefined) => Row) {}

  at(k: number): Row {
    let row = this.rows.get(k);
    if (row === undefined) {
      row = this.blank(this.spare);
      this.spare = undefined;
      this.rows.set(k, row);
    }
    return row;
  }

  /** All rows by ascending index. */
  ascending(): readonly Row[] {
    return [...this.rows].sort(([k], [other]) => k - other).map(([, row]) => row);
  }

  release(k: number): void {
    this.spare = this.rows.get(k) ?? this.spare;
    this.rows.delete(k);
  }

  clear(): void {
    this.rows.clear();
  }
}
