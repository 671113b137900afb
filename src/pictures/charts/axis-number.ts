const prefixes = ["", "k", "M", "G", "T"];

/** A number beside an axis, short: from ten thousand on with the prefix of its thousands. */
export function axisNumber(value: number): string {
  const thousands = Math.min(prefixes.length - 1, Math.floor(Math.log10(Math.abs(value)) / 3));
  if (Math.abs(value) < 10_000 || thousands < 1) return String(Number(value.toPrecision(6)));
  return `${Number((value / 1000 ** thousands).toPrecision(4))}${prefixes[thousands]}`;
}
