import type { Distribution } from "../../scenario/model/distribution.js";
import type { PerSecond } from "../../scenario/model/units.js";
import { lawAtom } from "./distribution-laws.js";

/** Standard deviations to either side, and steps between, at which a lognormal law is looked at. */
const reach = 8.6;
const steps = 400;

/**
 * Chance that no event of a Poisson process falls into a random time: its Laplace transform.
 *
 *     E[e^(−s X)]
 *
 * - Assumes: a law that is not negative, and `s >= 0`
 * - Limits: 1 at `s = 0`; a lognormal law by the trapezoidal rule, to full precision
 */
export function lawTransform(law: Distribution, s: PerSecond): number {
  const atom = lawAtom(law);
  if (atom !== undefined) return Math.exp(-s * atom);
  switch (law.kind) {
    case "exponential":
      return 1 / (1 + s * law.mean);
    case "uniform": {
      const width = s * (law.high - law.low);
      return width === 0 ? 1 : (Math.exp(-s * law.low) * -Math.expm1(-width)) / width;
    }
    case "lognormal": {
      const variance = Math.log1p((law.sd / law.mean) ** 2);
      let [sum, weights] = [0, 0];
      for (let step = 0; step <= steps; step++) {
        const z = reach * ((2 * step) / steps - 1);
        const weight = Math.exp((-z * z) / 2);
        sum += weight * Math.exp(-s * law.mean * Math.exp(Math.sqrt(variance) * z - variance / 2));
        weights += weight;
      }
      return sum / weights;
    }
    default:
      throw new RangeError(`a time that is not negative is wanted, not a law that is ${law.kind}`);
  }
}
