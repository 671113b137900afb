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
  const factors = new Map(Array.from(from, (_, pair) => [weight(pair).denominator, 1n]));
  let common = 1n;
  for (const denominator of factors.keys()) common = exactLeastCommonMultiple(common, denominator);
  for (const denominator of factors.keys()) factors.set(denominator, common / denominator);
  const inbound = new Array<bigint>(system.classes.length).fill(0n);
  for (let pair = 0; pair < from.length; pair++) {
    const { numerator, denominator } = weight(pair);
    const messages = numerator * BigInt(streams(system, from[pair], to[pair]));
    inbound[to[pair]] += messages * factors.get(denominator)!;
  }
  return { inbound, denominator: common };
}
