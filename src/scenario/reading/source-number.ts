import { parseDecimal } from "../quantities/exact-decimal.js";

// No quantity is that long; forming integers of a million digits is work that nobody wants done.
const longestNumber = 1000;

/**
 * A number as a file writes it: the double when its shortest text is the same number, else the text itself,
 * so that `0.1` stays a number and `0.30000000000000000001` stays exact.
 */
export function sourceNumber(source: string, value: number): number | string {
  if (source === String(value)) return value;
  if (source.length > longestNumber) return source;
  const written = parseDecimal(source);
  // Hexadecimal and octal integers, `.inf` and `.nan` of YAML.
  if (written === "malformed") return Number.isSafeInteger(value) || !Number.isFinite(value) ? value : source;
  if (typeof written === "string") return source;
  const held = parseDecimal(String(value));
  if (typeof held === "string") return source;
  const same = written.numerator * held.denominator === held.numerator * written.denominator;
  return same ? value : source;
}
