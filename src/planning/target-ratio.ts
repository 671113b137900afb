import { type ExactInbound, exactInboundFlows } from "../analytic/exact-flows.js";
import { exactRatio } from "../analytic/exact-ratio.js";
import { flows } from "../analytic/flows.js";
import { exactStableLogRatio, loggedShares, stableLogRatio } from "../analytic/stable-log-ratio.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import { exactLeastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import { parseDecimal, type Rational } from "../scenario/quantities/exact-decimal.js";

/** A value of the unknown, and the stable-log ratio that it gives. */
export interface RatioAt {
  readonly at: number;
  readonly stableLogRatio: number;
}

/** The answer to an inverse question, with its proof: the last value inside the target and the first outside. */
export interface TargetAnswer {
  /** Infinite where any value meets the target, `undefined` where none does. */
  readonly answer: number | undefined;
  /** The answer itself; at infinity, the limit. Absent where nothing meets the target. */
  readonly inside?: RatioAt;
  /** Just past the answer; absent where everything meets the target. */
  readonly outside?: RatioAt;
}

/** A share of traffic that meets a target, and on which side of it the others lie. */
export interface ShareAnswer extends TargetAnswer {
  /** `most`: shares up to the answer meet the target; `least`: shares from the answer on. */
  readonly side: "most" | "least";
  /** The answer exactly, in lowest terms, where it is rational. */
  readonly fraction?: string;
}

/**
 * The largest multiple of one class with which the stable-log ratio stays within a target.
 *
 *     (η_t Λ − Σ_{c≠b} F_c w_c) / F_b >= 1 − 1/i   =>   i = floor(F_b / (F_b − R)),   R = η_t Λ − Σ_{c≠b} F_c w_c
 *
 * - Source: E4; with one MI class among SI it is `floor(1/(1 − η_t/f))`
 * - Assumes: all rates as they are; `target` as its shortest decimal text says
 * - Limits: exact: the floor is taken of a ratio of whole numbers; under `inTransit: stable` of doubles
 *
 * @throws {ScenarioError} when the target is not a finite number
 * @example
 * largestMultiple(paper, 1, 0.25)  // => { answer: 4, … }
 */
export function largestMultiple(system: System, classIndex: number, target: number): TargetAnswer {
  const ratioAt = (multiple: number): RatioAt => {
    const changed = withMultiple(system, classIndex, multiple);
    return { at: multiple, stableLogRatio: exactStableLogRatio(changed)?.value ?? stableLogRatio(changed) };
  };
  const answer =
    system.policies.inTransit === "stable"
      ? inexactLargestMultiple(system, classIndex, target)
      : exactLargestMultiple(system, classIndex, target);
  if (answer === undefined) return { answer, outside: ratioAt(1) };
  if (answer === Number.POSITIVE_INFINITY) {
    const { inbound, total } = flows(system);
    const { others } = split(system, classIndex);
    return { answer, inside: { at: answer, stableLogRatio: (others + inbound[classIndex]) / total } };
  }
  return { answer, inside: ratioAt(answer), outside: ratioAt(answer + 1) };
}

/**
 * The share of all traffic that one class may receive for the stable-log ratio to stay within a target, the other
 * classes keeping their proportions among themselves.
 *
 *     η(f) = f w_b + (1 − f) η_others   =>   f = (η_t − η_others)/(w_b − η_others)
 *
 * - Source: E4; with one MI class among SI it is `η_t i/(i − 1)`
 * - Assumes: `target` as its shortest decimal text says
 * - Limits: 1 where the target lies beyond the class's own share; a class that is alone has no share to choose
 *
 * @throws {ScenarioError} when the target is not a finite number
 * @example
 * largestShare(paper, 1, 0.1)  // => { answer: 0.2, fraction: "1/5", side: "most", … }
 */
export function largestShare(system: System, classIndex: number, target: number): ShareAnswer {
  const { own, others } = loggedByOwnAndOthers(system, classIndex);
  const ratioAt = (share: number) => ratioAtShare(system, classIndex, share);
  const side = own >= others ? "most" : "least";
  const [friendly, hostile] = side === "most" ? [0, 1] : [1, 0];
  if (ratioAt(friendly).stableLogRatio > target) {
    return { side, answer: undefined, outside: ratioAt(friendly) };
  }
  if (ratioAt(hostile).stableLogRatio <= target) {
    return { side, answer: hostile, inside: ratioAt(hostile) };
  }
  const exact = system.policies.inTransit === "stable" ? undefined : exactShare(system, classIndex, target);
  const answer = exact?.value ?? (target - others) / (own - others);
  const past = answer + (hostile - answer) * justPast;
  return {
    side,
    answer,
    ...(exact ? { fraction: exact.fraction } : {}),
    // The fraction meets the target exactly; the double next to it may give one beyond.
    inside: exact ? { at: answer, stableLogRatio: target } : ratioAt(answer),
    outside: ratioAt(past),
  };
}

/**
 * The stable-log ratio if one class received a share of all traffic, the others keeping their proportions.
 *
 *     η(f) = f w_b + (1 − f) η_others
 *
 * - Source: E2, E4
 *
 * @example
 * ratioAtShare(paper, 1, 0.2)  // => { at: 0.2, stableLogRatio: 0.1 }
 */
export function ratioAtShare(system: System, classIndex: number, share: number): RatioAt {
  const { own, others } = loggedByOwnAndOthers(system, classIndex);
  return { at: share, stableLogRatio: share * own + (1 - share) * others };
}

/** `w_b`, and `η_others`; a class that is alone stands for the others too. */
function loggedByOwnAndOthers(system: System, classIndex: number) {
  const { inbound, total } = flows(system);
  const own = loggedShares(system)[classIndex];
  const rest = total - inbound[classIndex];
  return { own, others: rest > 0 ? split(system, classIndex).others / rest : own };
}

/** How far past the answer the proof looks, of the way to the end. */
const justPast = 1e-6;

function exactLargestMultiple(system: System, classIndex: number, target: number): number | undefined {
  const inbound = exactInboundFlows(system);
  const { numerator, denominator } = asWritten(target);
  const { flushed, common, total } = exactOthers(system, classIndex, inbound);
  const own = inbound.inbound[classIndex];
  // R and F_b, both times `denominator · common`.
  const room = numerator * total * common - flushed * denominator;
  const flow = own * denominator * common;
  if (room < 0n) return undefined;
  if (room >= flow) return Number.POSITIVE_INFINITY;
  return Number(flow / (flow - room));
}

function inexactLargestMultiple(system: System, classIndex: number, target: number): number | undefined {
  const { inbound, total } = flows(system);
  const flow = inbound[classIndex];
  const room = target * total - split(system, classIndex).others;
  const { multiple } = system.classes[classIndex];
  // Unflushed stays the part 1/i of what is not in transit.
  const settled = (1 - loggedShares(system)[classIndex]) * multiple;
  if (room >= flow) return Number.POSITIVE_INFINITY;
  const answer = Math.floor((flow * settled) / (flow - room));
  const meets = (candidate: number) => stableLogRatio(withMultiple(system, classIndex, candidate)) <= target;
  // Rounding may put the floor one off; the ratio itself decides.
  for (const candidate of [answer + 1, answer, answer - 1]) {
    if (candidate >= 1 && meets(candidate)) return candidate;
  }
  return undefined;
}

function exactShare(system: System, classIndex: number, target: number) {
  const inbound = exactInboundFlows(system);
  const { numerator, denominator } = asWritten(target);
  const { flushed, common, total } = exactOthers(system, classIndex, inbound);
  const rest = (total - inbound.inbound[classIndex]) * common;
  const multiple = BigInt(system.classes[classIndex].multiple);
  // (η_t − flushed/rest) / ((i − 1)/i − flushed/rest), over one denominator.
  return exactRatio(
    (numerator * rest - flushed * denominator) * multiple,
    ((multiple - 1n) * rest - flushed * multiple) * denominator,
  );
}

/** `Σ_{c≠b} F_c w_c` exactly, times `common` and the flows' own denominator; and `Σ F_c` times the latter. */
function exactOthers(system: System, classIndex: number, { inbound }: ExactInbound) {
  let common = 1n;
  for (const multiple of new Set(system.classes.map((one) => one.multiple))) {
    common = exactLeastCommonMultiple(common, BigInt(multiple));
  }
  let flushed = 0n;
  let total = 0n;
  for (const { index, multiple } of system.classes) {
    total += inbound[index];
    if (index === classIndex) continue;
    flushed += inbound[index] * (common / BigInt(multiple)) * BigInt(multiple - 1);
  }
  return { flushed, common, total };
}

function split(system: System, classIndex: number): { readonly others: number } {
  const { inbound } = flows(system);
  const logged = loggedShares(system);
  let others = 0;
  for (let c = 0; c < inbound.length; c++) if (c !== classIndex) others += inbound[c] * logged[c];
  return { others };
}

/** A number as its shortest decimal text says: 0.1 is 1/10, not the double next to it. */
function asWritten(target: number): Rational {
  const rational = parseDecimal(String(target));
  if (typeof rational === "string")
    throw new ScenarioError(`the target must be a finite number, got ${target}`);
  return rational;
}

function withMultiple(system: System, classIndex: number, multiple: number): System {
  const classes = system.classes.map((one) =>
    one.index === classIndex ? { ...one, multiple, phase: 0 } : one,
  );
  return { ...system, classes };
}
