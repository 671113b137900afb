/** Stretches of a table. */
const stretches = 500;

/**
 * A function of which the slope is known, from a table: the cubic between two points that has values and slopes there.
 *
 * - Source: Hermite's interpolation
 * - Limits: between the two ends; the error falls with the fourth power of the stretches, by the first where it has a kink
 */
export function tabulated(
  valueAt: (t: number) => number,
  slopeAt: (t: number) => number,
  low: number,
  high: number,
): (t: number) => number {
  const step = (high - low) / stretches;
  if (!(step > 0)) return valueAt;
  const points = Float64Array.from({ length: stretches + 1 }, (_, at) => low + at * step);
  const values = points.map(valueAt);
  const slopes = points.map((t) => slopeAt(t) * step);
  return (t) => {
    const place = (t - low) / step;
    const at = Math.max(0, Math.min(stretches - 1, Math.floor(place)));
    const u = place - at;
    const [bend, from, to] = [1 - u, values[at], values[at + 1]];
    const rise = to - from;
    return from + u * (rise + bend * (bend * (slopes[at] - rise) - u * (slopes[at + 1] - rise)));
  };
}
