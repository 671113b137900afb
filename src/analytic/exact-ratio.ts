import { createFractionClass } from "mathjs";
import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import { exactLeastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import { nearestDouble, type Rational } from "../scenario/quantities/exact-decimal.js";
import { streams } from "./flows.js";

/** A rational result: the nearest double, and the value itself in lowest terms. */
export interface ExactRatio {
  readonly value: number;
  /** `numerator/denominator` in lowest terms; a whole number stands alone. */
  readonly fraction: string;
}

interface WholeFraction {
  readonly s: bigint;
  readonly n: bigint;
  readonly d: bigint;
  toFraction(): string;
}

declare module "mathjs" {
  // Exported by mathjs, missing from its types.
  export function createFractionClass(
    dependencies: object,
  ): new (
    numerator: bigint,
    denominator: bigint,
  ) => WholeFraction;
}

const Fraction = createFractionClass({});

/**
 * The ratio of two whole numbers, in lowest terms and as the nearest double.
 *
 * @example
 * exactRatio(2n, 12n)  // => { value: 0.16666666666666666, fraction: "1/6" }
 */
export function exactRatio(numerator: bigint, denominator: bigint): ExactRatio {
  const reduced = new Fraction(numerator, denominator);
  return {
    value: nearestDouble({ numerator: reduced.s * reduced.n, denominator: reduced.d }),
    fraction: reduced.toFraction(),
  };
}

/** `Σ_b F_b flushed_b/intervals_b / Σ_b F_b`, exactly. */
export function exactMean(
  { inbound }: Pick<ExactInbound, "inbound">,
  shares: readonly { readonly flushed: number; readonly intervals: number }[],
): ExactRatio {
  let common = 1n;
  for (const { intervals } of shares) common = exactLeastCommonMultiple(common, BigInt(intervals));
  let [sum, total] = [0n, 0n];
  inbound.forEach((flow, b) => {
    const { flushed, intervals } = shares[b];
    sum += flow * BigInt(flushed) * (common / BigInt(intervals));
    total += flow;
  });
  return exactRatio(sum, total * common);
}

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
