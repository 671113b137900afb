const newline = 0x0a;
const carriageReturn = 0x0d;

/** Where the line that goes on at `start` ends: the place of its line end, or the length of the piece. */
export function nextLineEnd(piece: Uint8Array, start: number): number {
  for (let b = start; b < piece.length; b++)
    if (piece[b] === newline || piece[b] === carriageReturn) return b;
  return piece.length;
}

/** Bytes that follow each other. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
