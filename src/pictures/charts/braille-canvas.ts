/** Places of the eight dots of a braille character, by column and row. */
const dotBits = [
  [0, 1, 2, 6],
  [3, 4, 5, 7],
] as const;
const emptyBraille = 0x2800;

/** A drawing of dots, two by four to a character; `y` counts from the top. */
export class BrailleCanvas {
  private readonly cells: Uint8Array;
  private readonly overlay = new Map<number, string>();

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.cells = new Uint8Array(columns * rows);
  }

  /** A line between two places, in dots. */
  line(x1: number, y1: number, x2: number, y2: number): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
    for (let step = 0; step <= steps; step++) {
      this.dot(x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps);
    }
  }

  /** A vertical bar with caps, in whole characters, over the dots. */
  bar(x: number, top: number, bottom: number): void {
    const column = Math.round(x) >> 1;
    const [first, last] = [this.rowOf(top), this.rowOf(bottom)];
    for (let row = first; row <= last; row++) {
      const mark = first === last ? "┼" : row === first ? "┬" : row === last ? "┴" : "│";
      this.mark(column, row, mark);
    }
  }

  /** A character at a place, over the dots. */
  point(x: number, y: number, mark: string): void {
    this.mark(Math.round(x) >> 1, this.rowOf(y), mark);
  }

  /** The characters of one row. */
  row(row: number): string {
    let text = "";
    for (let column = 0; column < this.columns; column++) {
      const cell = row * this.columns + column;
      const dots = this.cells[cell];
      text += this.overlay.get(cell) ?? (dots === 0 ? " " : String.fromCharCode(emptyBraille + dots));
    }
    return text;
  }

  private rowOf(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.round(y) >> 2));
  }

  private mark(column: number, row: number, character: string): void {
    if (column < 0 || column >= this.columns) return;
    this.overlay.set(row * this.columns + column, character);
  }

  private dot(x: number, y: number): void {
    const [column, row] = [Math.round(x), Math.round(y)];
    if (column < 0 || column >= 2 * this.columns || row < 0 || row >= 4 * this.rows) return;
    this.cells[(row >> 2) * this.columns + (column >> 1)] |= 1 << dotBits[column & 1][row & 3];
  }
}
