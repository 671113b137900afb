/** Degree of the polynomials that a smooth function is told by on a panel. */
export const degree = 10;
/** Values that tell one: at both ends of the panel, and between. */
export const nodesPerPanel = degree + 1;

/** Chebyshev's extreme points, ascending, on the panel from −1 to 1. */
export const panelNodes = Float64Array.from({ length: nodesPerPanel }, (_, j) =>
  2 * j === degree ? 0 : -Math.cos((Math.PI * j) / degree),
);

/** Row `k`, column `j`: what the value at node `j` adds to the coefficient of `u^k`. */
const lagrange = lagrangeCoefficients();

/** `∫_{−1}^{u_i} f`, from the values of `f` at the nodes: row `i`, column `j`. */
export const integralsToNodes = Array.from(panelNodes, (end) =>
  Float64Array.from({ length: nodesPerPanel }, (_, j) => {
    let sum = 0;
    for (let k = 0; k <= degree; k++) {
      sum += (lagrange[k][j] * (end ** (k + 1) - (-1) ** (k + 1))) / (k + 1);
    }
    return sum;
  }),
);

/** `∫_{−1}^{1} f`: the rule of Clenshaw and Curtis. */
export const panelWeights = integralsToNodes[degree];

/**
 * Coefficients of `1, u, u², …` of the polynomials with given values at the nodes, `width` of them side by side.
 *
 * - Source: Lagrange's interpolation
 * - Limits: rounding grows to some hundred units in the last place
 */
export function powersFrom(values: Float64Array, width: number, powers: Float64Array): void {
  powers.fill(0);
  for (let k = 0; k <= degree; k++) {
    for (let j = 0; j < nodesPerPanel; j++) {
      const share = lagrange[k][j];
      for (let f = 0; f < width; f++) powers[k * width + f] += share * values[j * width + f];
    }
  }
}

/** How far a polynomial may be from the function that has its values: what its last two Chebyshev coefficients come to. */
export function roughness(powers: Float64Array, width: number, f: number): number {
  const last = Math.abs(powers[degree * width + f]) / 2 ** (degree - 1);
  return last + Math.abs(powers[(degree - 1) * width + f]) / 2 ** (degree - 2);
}

function lagrangeCoefficients(): Float64Array[] {
  const rows = Array.from({ length: nodesPerPanel }, () => new Float64Array(nodesPerPanel));
  panelNodes.forEach((node, j) => {
    let product = [1];
    let scale = 1;
    panelNodes.forEach((other, m) => {
      if (m === j) return;
      product = [0, ...product].map((lower, k) => lower - other * (product[k] ?? 0));
      scale *= node - other;
    });
    product.forEach((coefficient, k) => {
      rows[k][j] = coefficient / scale;
    });
  });
  return rows;
}
