/**
 * Whether two values of JSON differ by more than the last bits of their numbers: engines of JavaScript agree on no more
 * where elementary functions are used, each having its own.
 */
export function differsBeyondRounding(one: unknown, other: unknown): boolean {
  if (typeof one === "number" && typeof other === "number") {
    return (
      !Object.is(one, other) && !(Math.abs(one - other) <= 1e-12 * Math.max(Math.abs(one), Math.abs(other)))
    );
  }
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return one !== other;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return true;
  return keys.some((key) => differsBeyondRounding(one[key as never], other[key as never]));
}
