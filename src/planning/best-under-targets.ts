import { analyzeSome } from "../analytic/analyze.js";
import { atItsPeriods } from "../scenario/model/checkpoint-bytes.js";
import { type MeasureKey, refuseAbsentMeasures } from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import { withPhases } from "./best-phases.js";
import { withMultiples } from "./system-cost.js";
import { meets, type Target } from "./target.js";

/** What may be chosen. */
export type Choice = "baseInterval" | "multiples" | "phases";

/** What a choice comes to. */
export interface ChoiceTrial {
  readonly baseInterval: number;
  /** By class. */
  readonly multiples: readonly number[];
  readonly phases: readonly number[];
  /** What is to be least; absent where the scenario has no steady state. */
  readonly objective?: number;
  /** Each target's measure, in the order of the targets. */
  readonly figures: readonly (number | undefined)[];
  readonly meets: boolean;
}

/** The best choice under targets, beside the present one. */
export interface BestUnderTargets {
  readonly choice: Choice;
  readonly targets: readonly Target[];
  /** Waste, or for phases the largest burst of images. */
  readonly objective: MeasureKey;
  readonly now: ChoiceTrial;
  /** Absent where nothing that was tried meets all targets. */
  readonly best?: ChoiceTrial;
  readonly tried: number;
}

/** Values of a base interval, to a decade and in all, on a grid about the present one. */
const perDecade = 10;
const decades = 3;
/** Multiples that are tried for a class, besides those next to the present one. */
const multiplesTried = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128];
/** All multiples are tried together times these: writes may fit only where all are longer. */
const factors = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const mostPhases = 64;
const mostTried = 3000;

/**
 * The base interval, the multiples or the phases that are best under targets, all of which must hold; yields the share of
 * the work that is done.
 *
 * Every choice is worked out as a system of its own. A base interval is looked for on a grid and then between its
 * neighbours; multiples and phases class by class, and all classes together by the same factor, again and again until no
 * single change and no change of two neighbouring multiples is better.
 *
 * - Source: E15; E5 for phases
 * - Limits: a best among single and paired changes, and not always the best of all; 3,000 systems at most
 */
export function* bestUnderTargets(
  system: System,
  targets: readonly Target[],
  choice: Choice,
): Generator<number, BestUnderTargets> {
  const objective: MeasureKey = choice === "phases" ? "checkpointBurst" : "waste";
  refuseAbsentMeasures(
    targets.map(({ measure }) => measure.key),
    system,
  );
  const search = new Search(system, targets, objective);
  const now = search.best.trial;
  for (const _ of choice === "baseInterval" ? baseIntervals(search) : byClass(search, choice))
    yield Math.min(0.99, search.tried / mostTried);
  const { tried, best } = search;
  return { choice, targets, objective, now, tried, ...(best.trial.meets && { best: best.trial }) };
}

interface Candidate {
  readonly system: System;
  readonly trial: ChoiceTrial;
  /** By how much targets are missed, as shares of their bounds; infinite without steady state. */
  readonly missed: number;
}

class Search {
  tried = 0;
  best: Candidate;

  constructor(
    present: System,
    private readonly targets: readonly Target[],
    private readonly objective: MeasureKey,
  ) {
    this.best = this.tryOut(present);
  }

  /** Tries a system out, and keeps it where it is better. */
  consider(system: System): void {
    const candidate = this.tryOut(system);
    if (isBetter(candidate, this.best)) this.best = candidate;
  }

  get exhausted(): boolean {
    return this.tried >= mostTried;
  }

  private tryOut(system: System): Candidate {
    this.tried++;
    const { baseInterval, classes } = system;
    const phases = classes.map(({ phase }) => phase);
    const choice = { baseInterval, multiples: multiplesOf(system), phases };
    try {
      const keys = [this.objective, ...this.targets.map(({ measure }) => measure.key)];
      const found = analyzeSome(system, keys);
      const figures = this.targets.map(({ measure }) => found[measure.key]?.value);
      const met = this.targets.map((target) => {
        const figure = found[target.measure.key];
        return figure !== undefined && meets(target, figure);
      });
      const missed = this.targets.reduce((sum, { bound }, place) => {
        if (met[place]) return sum;
        const apart = Math.abs((figures[place] ?? Number.POSITIVE_INFINITY) - bound.value);
        return sum + apart / Math.max(Math.abs(bound.value), 1e-300);
      }, 0);
      const objective = found[this.objective]!.value;
      return { system, trial: { ...choice, objective, figures, meets: met.every(Boolean) }, missed };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const figures = this.targets.map(() => undefined);
      return { system, trial: { ...choice, figures, meets: false }, missed: Number.POSITIVE_INFINITY };
    }
  }
}

/** Targets first, then the objective; what is better by rounding alone is not. */
function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.trial.meets !== other.trial.meets) return one.trial.meets;
  if (!one.trial.meets) return one.missed < other.missed * (1 - 1e-9);
  const [a, b] = [one.trial.objective!, other.trial.objective!];
  return a < b - 1e-9 * Math.abs(b);
}

function* baseIntervals(search: Search): Generator<void, void> {
  const start = search.best.system;
  const tryAt = (baseInterval: number) => search.consider(atItsPeriods({ ...start, baseInterval }));
  const step = 10 ** (1 / perDecade);
  for (let place = -decades * perDecade; place <= decades * perDecade; place++) {
    tryAt(start.baseInterval * step ** place);
    yield;
  }
  // Towards both neighbours of the best so far, by ever smaller steps.
  for (let factor = Math.sqrt(step); factor > 1 + 1e-6; factor = Math.sqrt(factor)) {
    const { baseInterval } = search.best.system;
    tryAt(baseInterval * factor);
    tryAt(baseInterval / factor);
    yield;
  }
}

function* byClass(search: Search, choice: "multiples" | "phases"): Generator<void, void> {
  for (let before: Candidate | undefined; before !== search.best; ) {
    before = search.best;
    if (choice === "multiples") yield* multiplesTogether(search);
    for (const { index } of search.best.system.classes) {
      const { multiple } = search.best.system.classes[index];
      const values =
        choice === "phases"
          ? Array.from({ length: Math.min(multiple, mostPhases) }, (_, phase) => phase)
          : [...new Set([...multiplesTried, multiple - 1, multiple + 1])].filter((value) => value >= 1);
      for (const value of values) {
        if (search.exhausted) return;
        const { system, trial } = search.best;
        search.consider(
          choice === "multiples"
            ? withMultiples(system, trial.multiples.with(index, value))
            : withPhases(system, trial.phases.with(index, value)),
        );
        yield;
      }
    }
  }
}

function* multiplesTogether(search: Search): Generator<void, void> {
  const start = multiplesOf(search.best.system);
  for (const factor of factors) {
    const longer = start.map((one) => one * factor);
    search.consider(withMultiples(search.best.system, longer));
    yield;
  }
  for (const [one, multiple] of start.entries()) {
    for (const other of start.keys()) {
      if (one === other || search.exhausted || multiple === 1) continue;
      const { multiples } = search.best.trial;
      const less = multiples.with(one, Math.max(1, multiples[one] - 1));
      search.consider(withMultiples(search.best.system, less.with(other, multiples[other] + 1)));
      yield;
    }
  }
}

function multiplesOf({ classes }: System): readonly number[] {
  return classes.map(({ multiple }) => multiple);
}
