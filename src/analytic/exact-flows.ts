import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import { exactLeastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import type { Rational } from "../scenario/quantities/exact-decimal.js";
import { streams } from "./flows.js";

/** Inbound flows as whole numbers over one common denominator: exact, and cheap to add. */
export interface ExactInbound {
  /** `F_b` times the common denominator, by receiving class. */
  readonly inbound: readonly bigint[];
  readonly denominator: bigint;
}

/**
 * Inbound flow of each class, exactly as the written rates say.
 *
 *     F_b = Σ_a F_ab
 *
 * - Source: E1
 * - Assumes: rates are exact rationals as written, never rounded through a double
 * - Limits: linear in the pairs that have traffic; grouped by denominator, of which a scenario has few
 */
export const exactInboundFlows = memoPerSystem((system) =>
  addUp(system, (pair) => system.rates.exactRate[pair]),
);

/** Inbound bytes per second of each class, exactly: `Σ_a F_ab s_ab` (E1). */
export const exactInboundBytes = memoPerSystem((system) => {
  const { exactRate, exactSize } = system.rates;
  return addUp(system, (pair) => ({
    numerator: exactRate[pair].numerator * exactSize[pair].numerator,
    denominator: exactRate[pair].denominator * exactSize[pair].denominator,
  }));
});

function addUp(system: System, weight: (pair: number) => Rational): ExactInbound {
  const { from, to } = system.rates;
  // Whole numbers are added within each denominator first: one big division per denominator, not per pair.
  const byDenominator = new Map<bigint, bigint[]>();
  let lastDenominator = 0n;
  let sums: bigint[] = [];
  for (let pair = 0; pair < from.length; pair++) {
    const { numerator, denominator } = weight(pair);
    if (denominator !== lastDenominator) {
      lastDenominator = denominator;
      sums = byDenominator.get(denominator) ?? new Array<bigint>(system.classes.length).fill(0n);
      byDenominator.set(denominator, sums);
    }
    sums[to[pair]] += numerator * BigInt(streams(system, from[pair], to[pair]));
  }
  let common = 1n;
  for (const denominator of byDenominator.keys()) common = exactLeastCommonMultiple(common, denominator);
  const inbound = new Array<bigint>(system.classes.length).fill(0n);
  for (const [denominator, part] of byDenominator) {
    const factor = common / denominator;
    for (let b = 0; b < part.length; b++) if (part[b] !== 0n) inbound[b] += part[b] * factor;
  }
  return { inbound, denominator: common };
}
