import { analyzeSome } from "../analytic/analyze.js";
import { exactInboundFlows, exactMean, exactRatio } from "../analytic/exact-ratio.js";
import type { Figure } from "../analytic/figure.js";
import { flows } from "../analytic/flows.js";
import { weightedMean } from "../analytic/numerics/weighted-mean.js";
import { loggedShares, stableLogRatio } from "../analytic/stable-log-ratio.js";
import { formatPath, parsePath } from "../scenario/checks/path.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { valueAtPath } from "../scenario/checks/set-path.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import { parseDecimal, type Rational } from "../scenario/quantities/exact-decimal.js";
import { meets, type Target, wholeParts } from "./target.js";
import type { TargetSolution, Trial } from "./target-solution.js";

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
 * The largest multiple of one class with which the stable-log ratio stays within a target, taken as its shortest decimal text
 * says. The ratio grows with the multiple, so halves find it; it is compared as a fraction, under `inTransit: stable` as a double.
 *
 * - Source: E4; with one MI class among SI it is `floor(1/(1 − η_t/f))`
 *
 * @throws {ScenarioError} when the target is not a finite number
 */
export function largestMultiple(system: System, classIndex: number, target: number): TargetAnswer {
  const { numerator, denominator } = asWritten(target);
  const wanted = { relation: "<=", bound: exactRatio(numerator, denominator) } as const;
  const isInside = (multiple: number) => meets(wanted, ratioAtMultiple(system, classIndex, multiple));
  const ratioAt = (multiple: number): RatioAt => {
    return { at: multiple, stableLogRatio: ratioAtMultiple(system, classIndex, multiple).value };
  };
  const endless = Number.POSITIVE_INFINITY;
  if (!isInside(1)) return { answer: undefined, outside: ratioAt(1) };
  if (isInside(endless)) return { answer: endless, inside: ratioAt(endless) };
  let [inside, outside] = [1, 2];
  while (isInside(outside)) [inside, outside] = [outside, 2 * outside];
  while (outside - inside > 1 && outside <= Number.MAX_SAFE_INTEGER) {
    const middle = Math.floor((inside + outside) / 2);
    if (isInside(middle)) inside = middle;
    else outside = middle;
  }
  return { answer: inside, inside: ratioAt(inside), outside: ratioAt(outside) };
}

/** The stable-log ratio with another multiple of one class, as a fraction where it is one; at infinity, the limit. */
function ratioAtMultiple(system: System, classIndex: number, multiple: number): Figure {
  const endless = multiple === Number.POSITIVE_INFINITY;
  if (system.policies.inTransit === "volatile") {
    const own = endless ? { flushed: 1, intervals: 1 } : flushedAt(multiple);
    return exactMean(exactInboundFlows(system), flushedIntervals(system).with(classIndex, own));
  }
  if (endless) {
    const logged = loggedShares(system).with(classIndex, 1);
    return { value: weightedMean(logged, flows(system).inbound) };
  }
  const classes = system.classes.with(classIndex, { ...system.classes[classIndex], multiple, phase: 0 });
  return { value: stableLogRatio({ ...system, classes }) };
}

/**
 * The share of all traffic that one class may receive for the stable-log ratio to stay within a target, the other
 * classes keeping their proportions among themselves; 1 where the target lies beyond the class's own share.
 *
 *     η(f) = f w_b + (1 − f) η_others   =>   f = (η_t − η_others)/(w_b − η_others)
 *
 * - Source: E4; with one MI class among SI it is `η_t i/(i − 1)`
 *
 * @throws {ScenarioError} when the target is not a finite number
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

/** How far past the answer the proof looks, of the way to the end. */
const justPast = 1e-6;

/** The class whose share of all messages a path `classes.NAME.share` means, though a scenario has no such key. */
export function classOfShare(path: string): string | undefined {
  const [first, name, last, ...more] = parsePath(path);
  return first === "classes" && last === "share" && more.length === 0 ? name : undefined;
}

/**
 * Which shares of all messages a class may receive for the stable-log ratio to stay within a target, the other
 * classes keeping their proportions among themselves; with the proof (E4).
 *
 * @throws {ScenarioError} when there is no such class, no other that receives messages, or another target
 */
export function solveShare(
  { scenario, system }: LoadedScenario,
  target: Target,
  { path, name }: { readonly path: string; readonly name: string },
): TargetSolution {
  const { measure, relation, bound } = target;
  // Names the nearest class where there is none of that name.
  valueAtPath(scenario, formatPath(["classes", name]));
  if (measure.key !== "stableLogRatio" || relation !== "<=") {
    throw new ScenarioError(
      `${path} must go with a target stableLogRatio<=VALUE, got ${measure.key}${relation}${bound.value}`,
      path,
    );
  }
  const { index } = system.classes.find((vmClass) => vmClass.name === name)!;
  const { inbound, total } = flows(system);
  if (inbound[index] === total) {
    throw new ScenarioError(
      `${path} must leave a share to others, but no other class receives messages`,
      path,
    );
  }
  const figure = analyzeSome(system, ["stableLogRatio"]).stableLogRatio!;
  const now: Trial = { value: inbound[index] / total, figure: figure.value, meets: meets(target, figure) };
  const question = { target, path, dimension: "share", now } as const;
  const { side, fraction, inside, outside } = largestShare(system, index, bound.value);
  const searched = { tried: 0, depends: true };
  if (!inside) return { ...question, ...searched, bands: [], closest: trialOf(outside!, false) };
  const last: Trial = { ...trialOf(inside, true), fraction };
  const edge = { inside: last, ...(outside && { outside: trialOf(outside, false) }) };
  const end = { inside: trialOf(ratioAtShare(system, index, side === "most" ? 0 : 1), true) };
  const band = side === "most" ? { least: end, most: edge } : { least: edge, most: end };
  return { ...question, ...searched, ...band, bands: [band] };
}

function trialOf({ at, stableLogRatio }: RatioAt, meetsTarget: boolean): Trial {
  return { value: at, figure: stableLogRatio, meets: meetsTarget };
}

/** The stable-log ratio if one class received a share of all traffic, the others keeping their proportions (E2, E4). */
function ratioAtShare(system: System, classIndex: number, share: number): RatioAt {
  const { own, others } = loggedByOwnAndOthers(system, classIndex);
  return { at: share, stableLogRatio: share * own + (1 - share) * others };
}

/** `w_b`, and `η_others`; a class that is alone stands for the others too. */
function loggedByOwnAndOthers(system: System, classIndex: number) {
  const { inbound, total } = flows(system);
  const logged = loggedShares(system);
  const own = logged[classIndex];
  const rest = total - inbound[classIndex];
  let others = 0;
  for (let c = 0; c < inbound.length; c++) if (c !== classIndex) others += inbound[c] * logged[c];
  return { own, others: rest > 0 ? others / rest : own };
}

/** The share as a fraction: `η_others` is the mean over all classes with nothing received by this one. */
function exactShare(system: System, classIndex: number, target: number) {
  const { numerator, denominator } = asWritten(target);
  const inbound = exactInboundFlows(system).inbound.with(classIndex, 0n);
  const [flushed, rest] = wholeParts(exactMean({ inbound }, flushedIntervals(system)).fraction);
  const multiple = BigInt(system.classes[classIndex].multiple);
  // (η_t − flushed/rest) / ((i − 1)/i − flushed/rest), over one denominator.
  return exactRatio(
    (numerator * rest - flushed * denominator) * multiple,
    ((multiple - 1n) * rest - flushed * multiple) * denominator,
  );
}

function flushedIntervals({ classes }: System) {
  return classes.map(({ multiple }) => flushedAt(multiple));
}

function flushedAt(multiple: number) {
  return { flushed: multiple - 1, intervals: multiple };
}

/** A number as its shortest decimal text says: 0.1 is 1/10, not the double next to it. */
function asWritten(target: number): Rational {
  const rational = parseDecimal(String(target));
  if (typeof rational === "string")
    throw new ScenarioError(`the target must be a finite number, got ${target}`);
  return rational;
}
