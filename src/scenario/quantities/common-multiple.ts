export function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** Least common multiple of two positive whole numbers; `Infinity` from 2^53 on, so that it exceeds every limit. */
export function leastCommonMultiple(a: number, b: number): number {
  // The remainder of a division of Infinity is no number, and a search for a divisor of it has no end.
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  const common = (a / greatestCommonDivisor(a, b)) * b;
  return common > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : common;
}

/** Least common multiple of two positive whole numbers, however large. */
export function exactLeastCommonMultiple(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}
