/** Where a vector of functions was looked at, ascending, and what each look weighs in their integrals. */
export interface QuadratureNodes {
  readonly points: Float64Array;
  readonly weights: Float64Array;
  /** Values of the functions, point by point, side by side. */
  readonly values: Float64Array;
}

/** Nodes of the 15-point Kronrod rule from the middle out; every second one from the first belongs to Gauss's 7. */
const kronrodNodes = [
  0, 0.20778495500789848, 0.4058451513773972, 0.5860872354676911, 0.7415311855993945, 0.8648644233597691,
  0.9491079123427585, 0.9914553711208126,
];
const kronrodWeights = [
  0.20948214108472782, 0.20443294007529889, 0.19035057806478542, 0.1690047266392679, 0.14065325971552592,
  0.10479001032225019, 0.06309209262997856, 0.022935322010529224,
];
const weightsOfGauss = [0.4179591836734694, 0.3818300505051189, 0.27970539148927664, 0.1294849661688697];

/** Gauss's rule of seven points, from −1 to 1. */
const ranks = [3, 2, 1, 0, 1, 2, 3];
export const gaussNodes = Float64Array.from(ranks, (rank, i) => Math.sign(i - 3) * kronrodNodes[2 * rank]);
export const gaussWeights = Float64Array.from(ranks, (rank) => weightsOfGauss[rank]);

const pointsPerCell = 15;
const ranks15 = Array.from({ length: pointsPerCell }, (_, i) => Math.abs(i - 7));
const kronrodOverGauss = Float64Array.from(
  ranks15,
  (rank) => kronrodWeights[rank] - (rank % 2 === 0 ? weightsOfGauss[rank / 2] : 0),
);
const deepest = 40;

/**
 * Nodes and weights that integrate every component of a vector of functions over consecutive cells.
 *
 * Cells are halved until the 7- and 15-point rules agree for every component, to `tolerance` times the
 * component-free scale `largest value × whole length`; values are assumed to lie in [0, 1].
 *
 * Each edge is looked at too, from either side and with no weight, so that a jump there shows as one.
 *
 * - Source: Gauss–Kronrod rule of 7 and 15 points, adaptive
 * - Assumes: `edges` ascend and hold every jump
 * - Limits: gives up on a cell after 40 halvings, or when `most` points are used up
 */
export function adaptiveNodes(
  edges: readonly number[],
  width: number,
  evaluate: (at: number, out: Float64Array) => void,
  tolerance: number,
  most = 20_000,
): QuadratureNodes {
  const whole = edges[edges.length - 1] - edges[0];
  const points: number[] = [];
  const weights: number[] = [];
  const rows: Float64Array[] = [];
  const lookBeside = (edge: number) => {
    for (const at of [edge - 1e-12 * whole, edge]) {
      const values = new Float64Array(width);
      evaluate(at, values);
      points.push(at);
      weights.push(0);
      rows.push(values);
    }
  };
  let used = 0;
  /** Looks at a cell, or at its halves one after the other. */
  const lookInside = (from: number, to: number, depth: number) => {
    const middle = from + (to - from) / 2;
    const half = (to - from) / 2;
    const values = new Float64Array(pointsPerCell * width);
    const places = ranks15.map((rank, i) => middle + Math.sign(i - 7) * half * kronrodNodes[rank]);
    places.forEach((at, i) => {
      evaluate(at, values.subarray(i * width, (i + 1) * width));
    });
    used += pointsPerCell;
    if (depth < deepest && used < most && half * disagreement(values, width) > tolerance * whole) {
      lookInside(from, middle, depth + 1);
      lookInside(middle, to, depth + 1);
      return;
    }
    points.push(...places);
    weights.push(...ranks15.map((rank) => half * kronrodWeights[rank]));
    rows.push(values);
  };
  edges.forEach((edge, place) => {
    lookBeside(edge);
    if (edges[place + 1] > edge) lookInside(edge, edges[place + 1], 0);
  });
  const values = new Float64Array(points.length * width);
  let at = 0;
  for (const row of rows) {
    values.set(row, at);
    at += row.length;
  }
  return { points: Float64Array.from(points), weights: Float64Array.from(weights), values };
}

/** Between the two rules on a cell of half-width 1, of the component for which they differ most. */
function disagreement(values: Float64Array, width: number): number {
  let largest = 0;
  for (let f = 0; f < width; f++) {
    let difference = 0;
    for (let i = 0; i < pointsPerCell; i++) difference += kronrodOverGauss[i] * values[i * width + f];
    largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}
