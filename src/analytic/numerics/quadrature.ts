/** Where a vector of functions was looked at, and what each look weighs in their integrals. */
export interface QuadratureNodes {
  readonly points: Float64Array;
  readonly weights: Float64Array;
  /** Values of the functions at each point. */
  readonly values: readonly Float64Array[];
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
  const look = (at: number, weight: number): Look => {
    const values = new Float64Array(width);
    evaluate(at, values);
    return { at, weight, values };
  };
  const looks: Look[] = [];
  const open: [from: number, to: number, depth: number][] = [];
  for (let cell = edges.length - 2; cell >= 0; cell--) {
    if (edges[cell + 1] > edges[cell]) open.push([edges[cell], edges[cell + 1], 0]);
  }
  let used = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const [from, to, depth] = next;
    const middle = from + (to - from) / 2;
    const half = (to - from) / 2;
    const inside = Array.from({ length: pointsPerCell }, (_, i) => {
      const rank = Math.abs(i - 7);
      return look(middle + Math.sign(i - 7) * half * kronrodNodes[rank], half * kronrodWeights[rank]);
    });
    used += pointsPerCell;
    if (depth < deepest && used < most && disagreement(inside, half) > tolerance * whole) {
      open.push([middle, to, depth + 1], [from, middle, depth + 1]);
    } else looks.push(...inside);
  }
  for (const edge of edges) looks.push(look(edge - 1e-12 * whole, 0), look(edge, 0));
  looks.sort((one, other) => one.at - other.at);
  return {
    points: Float64Array.from(looks, ({ at }) => at),
    weights: Float64Array.from(looks, ({ weight }) => weight),
    values: looks.map(({ values }) => values),
  };
}

interface Look {
  readonly at: number;
  readonly weight: number;
  readonly values: Float64Array;
}

/** Between the two rules for a cell, of the component for which they differ most. */
function disagreement(looks: readonly Look[], half: number): number {
  const differences = new Float64Array(looks[0].values.length);
  looks.forEach(({ weight, values }, i) => {
    const rank = Math.abs(i - 7);
    const share = weight - (rank % 2 === 0 ? half * weightsOfGauss[rank / 2] : 0);
    for (let f = 0; f < values.length; f++) differences[f] += share * values[f];
  });
  return differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
}
