import { analyzeSome } from "../analytic/analyze.js";
import { flows } from "../analytic/flows.js";
import { formatPath, parsePath } from "../scenario/checks/path.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { valueAtPath } from "../scenario/checks/set-path.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { meets, type Target } from "./target.js";
import { largestShare, type RatioAt, ratioAtShare } from "./target-ratio.js";
import type { TargetSolution, Trial } from "./target-solution.js";

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
