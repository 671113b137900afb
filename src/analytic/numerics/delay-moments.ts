import type { Distribution } from "../../scenario/model/distribution.js";
import type { Seconds } from "../../scenario/model/units.js";
import { lawAtom, lawInPlainTerms } from "./distribution-laws.js";
import { degree } from "./panel.js";
import { gaussNodes, gaussWeights } from "./quadrature.js";

/** Puts `E[u^k; from < t − D ≤ to]` into `out`, `u` running from −1 to 1 as `t − D` runs from one end to the other. */
export type DelayMoments = (t: Seconds, from: Seconds, to: Seconds, out: Float64Array) => void;

/**
 * What makes `E[x(t − D)]` of a function `x` that is a polynomial on each of many panels: sums of these moments, times
 * its coefficients there.
 *
 *     E[u^k; t − D in the panel] = ∫ u(t − D(z))^k g(z) dz,   D = D(z) with density g of z
 *
 * `z` is a variable in which the law is plain (the logarithm of a lognormal delay), so that Gauss's rule of seven points
 * is as good as exact on stretches of it, however short or long the delay is beside the panel.
 *
 * - Source: this project, for E10
 * - Assumes: `D >= 0`
 * - Limits: errors below 1e-9 up to `u^6`, and up to 5e-6 at `u^10`, where the coefficients of smooth functions nearly vanish
 */
export function delayMoments(law: Distribution): DelayMoments {
  const atom = lawAtom(law);
  if (atom !== undefined) {
    return (t, from, to, out) => {
      out.fill(0);
      const at = t - atom;
      if (at <= from || at > to) return;
      addPowers((2 * at - from - to) / (to - from), 1, out);
    };
  }
  const { low, high, stretch, valueAt, placeOf, density } = lawInPlainTerms(law);
  return (t, from, to, out) => {
    out.fill(0);
    const first = Math.max(low, placeOf(Math.max(0, t - to)));
    const last = Math.min(high, placeOf(t - from));
    // None where nothing of the panel is a delay ago.
    const pieces = Math.ceil((last - first) / stretch);
    const half = (last - first) / pieces / 2;
    for (let piece = 0; piece < pieces; piece++) {
      const middle = first + (2 * piece + 1) * half;
      for (let i = 0; i < gaussNodes.length; i++) {
        const z = middle + half * gaussNodes[i];
        const u = (2 * (t - valueAt(z)) - from - to) / (to - from);
        addPowers(u, half * gaussWeights[i] * density(z), out);
      }
    }
  };
}

function addPowers(u: number, weight: number, out: Float64Array): void {
  let power = weight;
  for (let k = 0; k <= degree; k++) {
    out[k] += power;
    power *= u;
  }
}
