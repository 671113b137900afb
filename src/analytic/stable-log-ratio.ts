import type { System } from "../scenario/model/system.js";
import type { PerSecond } from "../scenario/model/units.js";
import type { Rational } from "../scenario/quantities/exact-decimal.js";
import { type ExactRatio, exactInboundBytes, exactInboundFlows, exactMean } from "./exact-ratio.js";
import { type CountedBy, flows } from "./flows.js";
import { inTransitLogShare } from "./in-transit.js";
import { weightedMean } from "./numerics/weighted-mean.js";

/** What one class contributes to the stable-log ratio, and what moves it. */
export interface ClassShare {
  /** `F_b`, messages per second that the class receives. */
  readonly inbound: PerSecond;
  /** `F_b/Λ`. */
  readonly share: number;
  /** Share of the class's own messages that are written to stable storage, `w_b`. */
  readonly logged: number;
  /** `∂η/∂F_b`, per message per second. */
  readonly sensitivity: number;
  /** `F_b (w_b − η)/(Λ η)`; 0 where nothing is written at all. */
  readonly elasticity: number;
  /** `∂η/∂i_b`. */
  readonly multipleSensitivity: number;
}

/**
 * Share of all messages that must be written to stable storage.
 *
 *     η = Σ_b F_b w_b / Σ_b F_b,   w_b = 1 − 1/i_b
 *
 * Under `inTransit: stable`, `w_b` grows by the share of messages that are written on delivery and would not
 * have been flushed (E12).
 *
 * - Source: E2; the paper's §5 is the case SI and MI_2, 1 : 1
 * - Assumes: the steady state, or whole hyperperiods; any delay law, any clock error that is alike at every index
 * - Limits: 0 when every class is SI; tends to 1 as all multiples grow
 *
 * @example
 * stableLogRatio(system)  // => 0.16666666666666666
 */
export function stableLogRatio(system: System): number {
  const { inbound } = flows(system);
  if (system.policies.inTransit === "stable") return weightedMean(loggedShares(system), inbound);
  return ratioOfFlows(inbound, system.classes);
}

/**
 * The stable-log ratio of given inbound flows, by receiving class: E2 alone, also for sweeps over many mixes.
 *
 *     Σ_b F_b (1 − 1/i_b) / Σ_b F_b
 *
 * - Source: E2
 * - Assumes: nothing is written on delivery, as under `inTransit: volatile`
 * - Limits: no number where nothing flows
 *
 * @example
 * ratioOfFlows([6, 3], [{ multiple: 1 }, { multiple: 2 }])  // => 0.16666666666666666
 */
export function ratioOfFlows(
  inbound: ArrayLike<number>,
  classes: ArrayLike<{ readonly multiple: number }>,
): number {
  let flushed = 0;
  let total = 0;
  for (let b = 0; b < inbound.length; b++) {
    const { multiple } = classes[b];
    const flow = inbound[b];
    flushed += (flow * (multiple - 1)) / multiple;
    total += flow;
  }
  return flushed / total;
}

/**
 * Share of all message bytes that must be written to stable storage.
 *
 *     η_B = Σ_b F_b s_b w_b / Σ_b F_b s_b
 *
 * - Source: E2, by bytes
 * - Assumes: as {@link stableLogRatio}
 * - Limits: equals the stable-log ratio where all messages are of one mean size
 */
export function stableLogByteRatio(system: System): number {
  return weightedMean(loggedShares(system, "bytes"), flows(system).inboundBytes);
}

/**
 * The stable-log ratio as a fraction in lowest terms, with the double nearest to it.
 *
 * - Source: E2
 * - Assumes: rates exactly as written, `inTransit: volatile` or nothing in transit
 * - Limits: linear in the pairs that have traffic; `undefined` where delays make the ratio irrational
 *
 * @example
 * exactStableLogRatio(system)  // => { value: 0.16666666666666666, fraction: "1/6" }
 */
export function exactStableLogRatio(system: System): ExactRatio | undefined {
  return isRational(system) ? exactMean(exactInboundFlows(system), flushedIntervals(system)) : undefined;
}

/**
 * The stable-log ratio by bytes as a fraction in lowest terms; see {@link exactStableLogRatio}.
 *
 * - Limits: `undefined` too where a mean size has been rounded, as that of a fitted trace: its fraction would be that of the
 *   rounding
 */
export function exactStableLogByteRatio(system: System): ExactRatio | undefined {
  if (!isRational(system) || system.rates.exactSize.some(isRounded)) return undefined;
  return exactMean(exactInboundBytes(system), flushedIntervals(system));
}

/** Digits from which on a decimal fraction is what a double has made of another number. */
const digitsOfRounded = 16;

function isRounded({ numerator, denominator }: Rational): boolean {
  return numerator % denominator !== 0n && String(numerator).length >= digitsOfRounded;
}

/**
 * Each class's part in the stable-log ratio, and what moves it, in the scenario's order.
 *
 *     ∂η/∂F_b = (w_b − η)/Λ    elasticity = F_b (w_b − η)/(Λ η)    ∂η/∂i_b = F_b/(Λ i_b²)
 *
 * - Source: E2
 * - Assumes: as {@link stableLogRatio}
 * - Limits: a class that receives nothing has a sensitivity, but no share
 */
export function stableLogShares(system: System): readonly ClassShare[] {
  const { inbound, total } = flows(system);
  const logged = loggedShares(system);
  const ratio = stableLogRatio(system);
  return system.classes.map(({ index, multiple }): ClassShare => {
    const flow = inbound[index];
    const share = flow / total;
    const above = logged[index] - ratio;
    return {
      inbound: flow,
      share,
      logged: logged[index],
      sensitivity: above / total,
      elasticity: ratio > 0 ? (share * above) / ratio : 0,
      // Unflushed, a class keeps (1 − w_b) = (1 − g)/i of its messages, g the share that is in transit.
      multipleSensitivity: (share * (1 - logged[index])) / multiple,
    };
  });
}

/**
 * Share of each class's messages, or of their bytes, that are written to stable storage, in the scenario's order:
 * `1 − 1/i_b`, and under `inTransit: stable` what is written on delivery besides (E2, E12).
 */
export function loggedShares(system: System, by: CountedBy = "messages"): Float64Array {
  const inTransit = loggedInTransit(system, by);
  return Float64Array.from(
    system.classes,
    ({ multiple }, b) => (multiple - 1) / multiple + (inTransit[b] ?? 0),
  );
}

/** What is written on delivery besides, by class; empty where nothing is: the command then loads no mean field. */
function loggedInTransit(system: System, by?: CountedBy): readonly number[] {
  return system.policies.inTransit === "volatile" ? [] : inTransitLogShare(system, by);
}

function flushedIntervals(system: System) {
  return system.classes.map(({ multiple }) => ({ flushed: multiple - 1, intervals: multiple }));
}

function isRational(system: System): boolean {
  return loggedInTransit(system).every((extra) => extra === 0);
}
