import { checkArgument, positive, within } from "../scenario/checks/argument-shapes.js";
import type { System, VmClass } from "../scenario/model/system.js";
import { type ExactRatio, exactInboundFlows, exactMean } from "./exact-ratio.js";
import { flows } from "./flows.js";

/** The stable-log ratio of a run that starts at index 0 and ends at index `K`. */
export interface FiniteRunRatio extends ExactRatio {
  /** Intervals of the run that each class flushes, of `K`. */
  readonly flushedIntervals: readonly number[];
  /** Messages that the run has in the mean, `Λ K T0`. */
  readonly expectedMessages: number;
}

/**
 * The stable-log ratio over the first `indices` base intervals: class `c` flushes after all but those at whose end
 * it is due.
 *
 *     η_K = Σ_c F_c (1 − |{1 <= k <= K : c due at k}|/K) / Σ_c F_c
 *
 * - Source: E3
 * - Assumes: `inTransit: volatile`; `indices` a whole number of at least 1
 * - Limits: the stable-log ratio where `K` is a whole number of hyperperiods, or grows
 *
 * @example
 * finiteRunRatio(paper, 3).fraction  // => "2/9"
 */
export function finiteRunRatio(system: System, indices: number): FiniteRunRatio {
  const flushedIntervals = system.classes.map((one) => indices - timesDue(one, indices));
  const shares = flushedIntervals.map((flushed) => ({ flushed, intervals: indices }));
  return {
    ...exactMean(exactInboundFlows(system), shares),
    flushedIntervals,
    expectedMessages: flows(system).total * indices * system.baseInterval,
  };
}

/**
 * At how many of the indices `1..indices` a class is due.
 *
 *     floor((K − φ)/i) − floor(−φ/i)
 */
export function timesDue({ multiple, phase }: Pick<VmClass, "multiple" | "phase">, indices: number): number {
  return Math.floor((indices - phase) / multiple) - Math.floor(-phase / multiple);
}

/**
 * Variance of the ratio that a run observes, given how many messages it had.
 *
 *     Var = η (1 − η)/n
 *
 * - Source: E3
 * - Assumes: zero delay and perfect clocks: the flushed count is then Binomial(n, η)
 * - Limits: 0 when nothing is flushed, or everything
 *
 * @throws {ScenarioError} when `ratio` is no number from 0 to 1, or `messages` not above 0
 * @example
 * observedRatioVariance(0.5, 100)  // => 0.0025
 */
export function observedRatioVariance(ratio: number, messages: number): number {
  checkArgument("ratio", ratio, within(0, 1));
  checkArgument("messages", messages, positive);
  return (ratio * (1 - ratio)) / messages;
}
