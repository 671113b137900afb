import { parsePath } from "../../scenario/path.js";
import { prepare } from "../../scenario/prepare.js";
import type { Scenario } from "../../scenario/scenario.js";
import { ScenarioError } from "../../scenario/scenario-error.js";
import { valueAtPath, withValueAtPath } from "../../scenario/set-path.js";
import { analyzeSome } from "../analyze.js";
import { anyQuantity } from "./any-quantity.js";
import { meets, type Target } from "./target.js";

/** A value of the number that is solved for, and what it makes of the measure. */
export interface Trial {
  readonly value: number;
  /** The measure at that value; absent where the scenario does not allow it. */
  readonly figure?: number;
  readonly meets: boolean;
  /** Why the scenario does not allow it. */
  readonly refused?: string;
}

/** One end of the values that meet the target, with its proof. */
export interface TargetEdge {
  /** The last value that meets it. */
  readonly inside: Trial;
  /** The first that was seen not to; absent where every value that was tried meets it. */
  readonly outside?: Trial;
}

/** The values that meet a target, those nearest to the scenario's own. */
export interface TargetSolution {
  readonly target: Target;
  readonly path: string;
  readonly now: Trial;
  /** Absent where nothing that was tried meets the target. */
  readonly least?: TargetEdge;
  readonly most?: TargetEdge;
  /** Where nothing meets it, the trial that comes closest. */
  readonly closest?: Trial;
}

/** Doublings from the present value, up and down, after which a search ends. */
const mostDoublings = 30;

/** Ends of a real number are found to this relative precision. */
const precision = 1e-6;

/**
 * Which values of one number of a scenario meet a target, with the value just inside and just outside as proof.
 *
 * From the present value the search walks outwards in steps that double, to the first change between meeting the
 * target and missing it, and halves the step there. It therefore finds the run of values nearest to the present one.
 *
 * - Source: E1 to E15, and E4 for the stable-log ratio by a multiple
 * - Assumes: nothing of the measure's shape; a run that lies wholly between two steps goes unseen
 * - Limits: whole numbers exactly, others to 1e-6; up to about 1e9 steps, or a factor of 1e9, from the present value
 *
 * @throws {ScenarioError} when the path is no number of the scenario
 * @example
 * solveTarget(presets.paper, parseTarget("stableLogRatio<=0.25"), "classes.MI2.multiple").most
 * // => { inside: { value: 4, figure: 0.25, … }, outside: { value: 5, … } }
 */
export function solveTarget(scenario: Scenario, target: Target, path: string): TargetSolution {
  const start = presentNumber(scenario, path);
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
      target,
      path,
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
        ? { target, path, now, least: near, most: far }
        : { target, path, now, least: far, most: near };
    }
  }
  const misses = [...tried.values()].filter(({ figure }) => figure !== undefined);
  const distance = ({ figure }: Trial) => Math.abs(figure! - target.bound.value);
  const closest = misses.reduce((best, miss) => (distance(miss) < distance(best) ? miss : best), now);
  return { target, path, now, closest };
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
      if (start !== 0) return unit * 2 ** step;
      return step <= 0 ? 0 : unit * 4 ** step;
    },
    between: (a, b) => {
      if (Math.abs(a - b) <= precision * Math.max(Math.abs(a), Math.abs(b))) return undefined;
      return a > 0 && b > 0 ? Math.sqrt(a * b) : (a + b) / 2;
    },
  };
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

function attempt(scenario: Scenario, target: Target, path: string, value: number): Trial {
  const { key } = target.measure;
  try {
    const figure = analyzeSome(prepare(withValueAtPath(scenario, path, value)), [key])[key]!;
    return { value, figure: figure.value, meets: meets(target, figure) };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { value, meets: false, refused: error.sentence };
  }
}

/** The number that stands at a path now. */
function presentNumber(scenario: Scenario, path: string): number {
  const present = valueAtPath(scenario, path);
  const known = typeof present === "number" || typeof present === "string" ? anyQuantity(present) : undefined;
  if (known) return known.value;
  throw new ScenarioError(`--by must name a number of the scenario, got ${path}`, path);
}

/** Multiples, counts and phases are whole numbers, and so is how many VMs a host holds. */
function isWhole(path: string): boolean {
  const keys = parsePath(path);
  return /^(multiple|count|phase)$/.test(keys.at(-1)!) || keys[1] === "placement";
}
