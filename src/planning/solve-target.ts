import { analyzeSome } from "../analytic/analyze.js";
import type { LoadedScenario } from "../scenario/checks/loaded-scenario.js";
import { formatPath, parsePath } from "../scenario/checks/path.js";
import { isObject } from "../scenario/checks/plain-object.js";
import { valueAtPath, withValueAtPath } from "../scenario/checks/set-path.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Dimension } from "../scenario/quantities/quantity.js";
import { anyQuantity } from "./any-quantity.js";
import { dimensionAt } from "./dimension-at.js";
import { phaseOfMultiple } from "./phase-of-multiple.js";
import { classOfShare, solveShare } from "./solve-share.js";
import { meets, type Target } from "./target.js";
import type { TargetEdge, TargetSolution, Trial } from "./target-solution.js";

/** Doublings from the present value, up and down, after which a search ends. */
const mostDoublings = 30;

/** Values of a real number that are tried have so many digits, so that people can repeat what is proved. */
const digits = 7;

/**
 * Which values of one number of a scenario meet a target, with the value just inside and just outside as proof.
 *
 * From the present value the search walks outwards in steps that double, to the first change between meeting the
 * target and missing it, and halves the step there. It therefore finds the run of values nearest to the present one.
 * `classes.NAME.share`, the share of all messages that a class receives, needs no search. A multiple that is not above
 * the phase of its class is tried with the phase modulo the multiple.
 *
 * - Source: E1 to E15, and E4 for the stable-log ratio by a multiple
 * - Assumes: nothing of the measure's shape; a run that lies wholly between two steps goes unseen
 * - Limits: whole numbers exactly, others to seven digits; up to about 1e9 steps, or a factor of 1e9, from the present value
 *
 * @throws {ScenarioError} when the path is no number of the scenario
 * @example
 * solveTarget(new LoadedScenario(presets.paper), parseTarget("stableLogRatio<=0.25"), "classes.MI2.multiple").most
 * // => { inside: { value: 4, figure: 0.25, … }, outside: { value: 5, … } }
 */
export function solveTarget(scenario: LoadedScenario, target: Target, path: string): TargetSolution {
  const name = classOfShare(path);
  if (name !== undefined) return solveShare(scenario, target, { path, name });
  const solution = searchedSolution(scenario, target, path);
  const { least, most, closest } = solution;
  const trials = [least, most].flatMap((end) => (end ? [end.inside, end.outside] : [])).concat(closest);
  if (!trials.some((trial) => trial?.phase !== undefined)) return solution;
  return { ...solution, phaseModuloMultiple: phaseOfMultiple(scenario.scenario, path)!.phase };
}

function searchedSolution(scenario: LoadedScenario, target: Target, path: string): TargetSolution {
  const { value: start, dimension } = presentNumber(scenario, path);
  const question = { target, path, dimension };
  const ladder = isWhole(path) ? wholeLadder(start) : realLadder(start);
  const tried = new Map<number, Trial>();
  const trial = (value: number): Trial => {
    const known = tried.get(value) ?? attempt(scenario, target, path, value);
    tried.set(value, known);
    return known;
  };
  const now = trial(start);
  if (now.refused !== undefined) throw new ScenarioError(now.refused, path);
  if (now.meets) {
    return {
      ...question,
      now,
      least: edge(ladder, trial, 0, -1),
      most: edge(ladder, trial, 0, 1),
    };
  }
  const open = new Set([-1, 1] as const);
  for (let step = 1; step <= mostDoublings; step++) {
    for (const direction of open) {
      const before = trial(ladder.rung(direction * (step - 1)));
      const reached = trial(ladder.rung(direction * step));
      // What the scenario refuses ends the walk; the last value that it allows is still tried.
      if (reached.refused !== undefined) open.delete(direction);
      const found = reached.refused === undefined ? reached : lastAllowed(ladder, trial, before, reached);
      if (!found.meets) continue;
      const near = narrowed(ladder, trial, found, before);
      const far =
        found === reached
          ? edge(ladder, trial, direction * step, direction)
          : narrowed(ladder, trial, found, reached);
      return direction === 1
        ? { ...question, now, least: near, most: far }
        : { ...question, now, least: far, most: near };
    }
  }
  const misses = [...tried.values()].filter(({ figure }) => figure !== undefined);
  const distance = ({ figure }: Trial) => Math.abs(figure! - target.bound.value);
  const closest = misses.reduce((best, miss) => (distance(miss) < distance(best) ? miss : best), now);
  const barrier = barrierAt(closest, [...tried.values()]);
  return { ...question, now, closest, barrier };
}

/** The refused trial next to another, with nothing between them. */
function barrierAt({ value }: Trial, tried: readonly Trial[]): Trial | undefined {
  const distance = (trial: Trial) => Math.abs(trial.value - value);
  const neighbours = [-1, 1].flatMap((direction) => {
    const beyond = tried.filter((trial) => Math.sign(trial.value - value) === direction);
    return beyond.length > 0 ? beyond.reduce((a, b) => (distance(b) < distance(a) ? b : a)) : [];
  });
  return neighbours.find(({ refused }) => refused !== undefined);
}

/** Values at growing distance from the present one, and the one between two of them. */
interface Ladder {
  /** The value after `|step|` doublings, upwards or downwards; 0 is the present one. */
  rung(step: number): number;
  /** A value between two others; `undefined` where they are close enough. */
  between(a: number, b: number): number | undefined;
}

function wholeLadder(start: number): Ladder {
  return {
    rung: (step) => start + Math.sign(step) * (2 ** Math.abs(step) - 1),
    between: (a, b) => (Math.abs(a - b) <= 1 ? undefined : Math.floor((a + b) / 2)),
  };
}

function realLadder(start: number): Ladder {
  // From 0 there is no factor to go by: nine powers of ten either side of 1, and 0 itself.
  const unit = start === 0 ? 2 ** -mostDoublings : start;
  return {
    rung: (step) => {
      if (step === 0) return start;
      if (start !== 0) return rounded(unit * 2 ** step);
      return step < 0 ? 0 : rounded(unit * 4 ** step);
    },
    between: (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      // Between 0 and the least power there would be no end of halves.
      if (start === 0 && low === 0 && high <= 4 * unit) return undefined;
      const middle = rounded(low > 0 ? Math.sqrt(low * high) : (low + high) / 2);
      return middle > low && middle < high ? middle : undefined;
    },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(digits));
}

/** From a value that meets the target outwards to the first that does not. */
function edge(ladder: Ladder, trial: (value: number) => Trial, from: number, direction: 1 | -1): TargetEdge {
  let inside = trial(ladder.rung(from));
  for (let step = from + direction; Math.abs(step) <= mostDoublings; step += direction) {
    const next = trial(ladder.rung(step));
    if (next.value === inside.value) break;
    if (!next.meets) return narrowed(ladder, trial, inside, next);
    inside = next;
  }
  return { inside };
}

/** The last value before one that is refused, or one that meets the target if that shows on the way there. */
function lastAllowed(ladder: Ladder, trial: (value: number) => Trial, allowed: Trial, refused: Trial): Trial {
  let [good, bad] = [allowed, refused];
  for (;;) {
    const middle = ladder.between(good.value, bad.value);
    if (middle === undefined || good.meets) return good;
    const found = trial(middle);
    if (found.refused === undefined) good = found;
    else bad = found;
  }
}

function narrowed(
  ladder: Ladder,
  trial: (value: number) => Trial,
  inside: Trial,
  outside: Trial,
): TargetEdge {
  let [good, bad] = [inside, outside];
  for (;;) {
    const middle = ladder.between(good.value, bad.value);
    if (middle === undefined) return { inside: good, outside: bad };
    const found = trial(middle);
    if (found.meets) good = found;
    else bad = found;
  }
}

function attempt(scenario: LoadedScenario, target: Target, path: string, value: number): Trial {
  const { key } = target.measure;
  const { changed, phase } = scenarioWith(scenario, path, value);
  try {
    const figure = analyzeSome(changed.system, [key])[key]!;
    return {
      value,
      figure: figure.value,
      meets: meets(target, figure),
      phase,
    };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { value, meets: false, refused: error.sentence };
  }
}

/**
 * The scenario with another value at a path. That a phase stands in the way is no reason to rule out a multiple: the
 * stable-log ratio and most other figures do not depend on phases, and the remainder is as good a start as any.
 */
function scenarioWith(scenario: LoadedScenario, path: string, value: number) {
  const changed = withValueAtPath(scenario, path, value);
  const present = phaseOfMultiple(scenario.scenario, path);
  if (!present || value < 1 || present.phase < value) return { changed };
  const phase = present.phase % value;
  return { changed: withValueAtPath(changed, present.path, phase), phase };
}

/** The number that stands at a path now, and what it measures. */
function presentNumber(scenario: LoadedScenario, path: string): { value: number; dimension: Dimension } {
  const present = valueAtPath(scenario.scenario, path);
  const known = typeof present === "number" || typeof present === "string" ? anyQuantity(present) : undefined;
  if (!known) {
    const below = numberBelow(present, parsePath(path));
    const nothing = present === undefined ? ", where the scenario has nothing" : "";
    const hint = below ? `; ${formatPath(below)} is one` : nothing;
    throw new ScenarioError(`path must name a number of the scenario, got ${path}${hint}`, path);
  }
  const { value, dimension } = known;
  return { value, dimension: dimension === "number" ? dimensionAt(scenario, path, value) : dimension };
}

/** The first number that stands below a path. */
function numberBelow(value: unknown, keys: readonly string[]): readonly string[] | undefined {
  if (typeof value === "number" || (typeof value === "string" && anyQuantity(value))) return keys;
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = numberBelow(inner, [...keys, key]);
    if (found) return found;
  }
  return undefined;
}

/** Multiples, counts and phases are whole numbers, and so is how many VMs a host holds. */
function isWhole(path: string): boolean {
  const keys = parsePath(path);
  return /^(multiple|count|phase)$/.test(keys.at(-1)!) || keys[1] === "placement";
}
