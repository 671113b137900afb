const newline = 0x0a;
const carriageReturn = 0x0d;
const quoteMark = 0x22;
const hash = 0x23;
const zero = 0x30;
/** Digits that a double holds exactly. */
export const exactDigits = 15;

/** Where the fields of one row lie in a piece of bytes, for rows as most tools write them. */
export class PlainRow {
  /** Of each field, without its quotes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(
    private readonly width: number,
    private readonly separator: number,
  ) {
    this.starts = new Int32Array(width + 1);
    this.ends = new Int32Array(width + 1);
  }

  /**
   * Finds the fields of the row that begins at `start`: returns where it ends, or −1 where it is not whole or out of the
   * ordinary (quotes within a field, another number of fields, a comment).
   */
  split(piece: Uint8Array, start: number): number {
    const { starts, ends, separator, width } = this;
    if (piece[start] === hash) return -1;
    let field = 0;
    starts[0] = start;
    for (let at = start; at < piece.length; at++) {
      const byte = piece[at];
      if (byte === separator) {
        ends[field] = at;
        if (++field === width) return -1;
        starts[field] = at + 1;
      } else if (byte < hash) {
        if (byte === newline || byte === carriageReturn) {
          ends[field] = at;
          return field === width - 1 ? at : -1;
        }
        if (byte !== quoteMark) continue;
        if (at !== starts[field]) return -1;
        const close = closingQuote(piece, at);
        if (close < 0) return -1;
        const after = piece[close + 1];
        if (after !== separator && after !== newline && after !== carriageReturn) return -1;
        starts[field] = at + 1;
        ends[field] = close;
        if (after !== separator) return field === width - 1 ? close + 1 : -1;
        if (++field === width) return -1;
        at = close + 1;
        starts[field] = at + 1;
      }
    }
    return -1;
  }
}

/** Where a quoted field ends on its line; −1 where it does not, or holds quotes of its own. */
function closingQuote(piece: Uint8Array, open: number): number {
  for (let at = open + 1; at < piece.length; at++) {
    const byte = piece[at];
    if (byte === quoteMark) return piece[at + 1] === quoteMark ? -1 : at;
    if (byte === newline || byte === carriageReturn) return -1;
  }
  return -1;
}

/** A whole number of at most 15 digits, 0 for none; −1 for anything else. */
export function plainWhole(piece: Uint8Array, start: number, end: number): number {
  if (end - start > exactDigits) return -1;
  let value = 0;
  for (let b = start; b < end; b++) {
    const digit = piece[b] - zero;
    if (digit < 0 || digit > 9) return -1;
    value = 10 * value + digit;
  }
  return value;
}
