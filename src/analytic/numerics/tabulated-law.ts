/** A distribution function at ascending points, between which it rises evenly; it is 0 before and 1 after them. */
export interface TabulatedLaw {
  readonly points: Float64Array;
  readonly chances: Float64Array;
}

/** A value that is certain. */
export function certain(value: number): TabulatedLaw {
  return { points: Float64Array.of(value), chances: Float64Array.of(1) };
}

/** Where Gauss's rule of two points looks at an interval, from its middle, in its half-widths. */
const gaussPlace = 1 / Math.sqrt(3);

/** The law put together to atoms: two for each interval, with its mean and variance. */
export function atomsOfLaw({ points, chances }: TabulatedLaw): { values: number[]; weights: number[] } {
  const values: number[] = [];
  const weights: number[] = [];
  const put = (value: number, weight: number) => {
    if (weight <= 0) return;
    values.push(value);
    weights.push(weight);
  };
  put(points[0], chances[0]);
  for (let at = 1; at < points.length; at++) {
    const weight = chances[at] - chances[at - 1];
    const middle = (points[at] + points[at - 1]) / 2;
    const half = (points[at] - points[at - 1]) / 2;
    put(middle - gaussPlace * half, weight / 2);
    put(middle + gaussPlace * half, weight / 2);
  }
  put(points[points.length - 1], 1 - chances[chances.length - 1]);
  return { values, weights };
}
