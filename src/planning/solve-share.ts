import { analyzeSome } from "../analytic/analyze.js";
import { exactInboundFlows, exactMean, exactRatio } from "../analytic/exact-ratio.js";
import { flows } from "../analytic/flows.js";
import { loggedShares } from "../analytic/stable-log-ratio.js";
import { formatPath, parsePath } from "../scenario/checks/path.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { valueAtPath } from "../scenario/checks/set-path.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import { meets, type Target, wholeParts } from "./target.js";
import type { TargetEdge, TargetSolution, Trial } from "./target-solution.js";

/** How far past the answer the proof looks, of the way to the end. */
const justPast = 1e-6;

/** The class whose share of all messages a path `classes.NAME.share` means, though a scenario has no such key. */
export function classOfShare(path: string): string | undefined {
  const [first, name, last, ...more] = parsePath(path);
  return first === "classes" && last === "share" && more.length === 0 ? name : undefined;
}

/**
 * Which shares of all messages a class may receive for the stable-log ratio to stay within a target, the other
 * classes keeping their proportions among themselves; with the proof.
 *
 *     η(f) = f w_b + (1 − f) η_others   =>   f = (η_t − η_others)/(w_b − η_others)
 *
 * - Source: E4; with one MI class among SI it is `η_t i/(i − 1)`
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
  const rest = total - inbound[index];
  if (rest === 0) {
    throw new ScenarioError(
      `${path} must leave a share to others, but no other class receives messages`,
      path,
    );
  }
  const logged = loggedShares(system);
  const own = logged[index];
  let byOthers = 0;
  for (let c = 0; c < inbound.length; c++) if (c !== index) byOthers += inbound[c] * logged[c];
  const others = byOthers / rest;
  const at = (value: number, within: boolean): Trial => {
    return { value, figure: value * own + (1 - value) * others, meets: within };
  };
  const figure = analyzeSome(system, ["stableLogRatio"]).stableLogRatio!;
  const now: Trial = { value: inbound[index] / total, figure: figure.value, meets: meets(target, figure) };
  const question = { target, path, dimension: "share", now, tried: 0, depends: true } as const;
  const atMost = own >= others;
  const [friendly, hostile] = atMost ? [0, 1] : [1, 0];
  if (at(friendly, true).figure! > bound.value)
    return { ...question, bands: [], closest: at(friendly, false) };
  let edge: TargetEdge = { inside: at(hostile, true) };
  if (edge.inside.figure! > bound.value) {
    const exact = system.policies.inTransit === "stable" ? undefined : exactShare(system, index, target);
    const answer = exact?.value ?? (bound.value - others) / (own - others);
    // The fraction meets the target exactly; the double next to it may give one beyond.
    const inside = exact
      ? { ...at(answer, true), figure: bound.value, fraction: exact.fraction }
      : at(answer, true);
    edge = { inside, outside: at(answer + (hostile - answer) * justPast, false) };
  }
  const end: TargetEdge = { inside: at(friendly, true) };
  const band = atMost ? { least: end, most: edge } : { least: edge, most: end };
  return { ...question, ...band, bands: [band] };
}

/** The share as a fraction: `η_others` is the mean over all classes with nothing received by this one. */
function exactShare(system: System, classIndex: number, { bound }: Target) {
  const [numerator, denominator] = wholeParts(bound.fraction);
  const inbound = exactInboundFlows(system).inbound.with(classIndex, 0n);
  const shares = system.classes.map(({ multiple }) => ({ flushed: multiple - 1, intervals: multiple }));
  const [flushed, rest] = wholeParts(exactMean({ inbound }, shares).fraction);
  const multiple = BigInt(system.classes[classIndex].multiple);
  // (η_t − flushed/rest) / ((i − 1)/i − flushed/rest), over one denominator.
  return exactRatio(
    (numerator * rest - flushed * denominator) * multiple,
    ((multiple - 1n) * rest - flushed * multiple) * denominator,
  );
}
