import { triedWhereSteepEnough } from "./steep-enough.js";
import type { Target } from "./target.js";
import type { TargetBand, TargetEdge, TargetSolution, Trial } from "./target-solution.js";
import type { ValueScale } from "./value-scale.js";

/** Tries one value. */
export type Attempt = (value: number) => Trial;

type Found = Pick<
  TargetSolution,
  "now" | "tried" | "depends" | "bands" | "least" | "most" | "closest" | "around"
>;

/** Differences of figures below this, relative to them, are rounding. */
const rounding = 1e-12;

/** Runs of values beyond the first few are not looked at again. */
const finished = 8;

/** Of a measure that turns more often than this, its slopes say nothing. */
const fewTurns = 20;

/** The golden section: where to look between two values for a dip. */
const goldenShare = (3 - Math.sqrt(5)) / 2;

/** Share of the work that the grid takes, and that dips and bumps take. */
const [gridShare, turnShare] = [0.5, 0.2];

/**
 * The runs of values that meet a target: first over the whole scale, then at the bottom of every dip and the top of
 * every bump, then wherever between two values a steep enough measure might hide another one, then at the ends of each
 * run. Yields the share of the work that is done; answers with a function that
 * takes what is to be said of each trial that is shown.
 */
export function* searchBands(
  scale: ValueScale,
  attempt: Attempt,
  now: Trial,
  target: Target,
): Generator<number, (finish: (trial: Trial) => Trial) => Found> {
  const tried = new Map<number, Trial>([[now.value, now]]);
  const trial: Attempt = (value) => {
    const known = tried.get(value) ?? attempt(value);
    tried.set(value, known);
    return known;
  };
  for (const [place, value] of scale.values.entries()) {
    trial(value);
    yield (gridShare * place) / scale.values.length;
  }
  // A scenario that does not allow 0 says no more by that than that the number is above it.
  if (tried.get(0)?.refused !== undefined && scale.between(0, 1, 0.5) !== undefined) tried.delete(0);
  const miss = missOf(target);
  for (const [one, other] of neighbours(tried)) {
    if ((one.refused === undefined) === (other.refused === undefined)) continue;
    const [allowed, refused] = one.refused === undefined ? [one, other] : [other, one];
    const steps = narrowed(scale, trial, allowed, refused, (found) => found.refused === undefined);
    for (const _ of steps) yield gridShare;
  }
  yield* followedTurns(scale, trial, tried, miss, gridShare);
  const allowed = [...tried.values()].filter(({ refused }) => refused === undefined).sort(byValue);
  if (directionChanges(allowed, miss) <= fewTurns) {
    for (const _ of triedWhereSteepEnough(scale, trial, allowed, miss)) yield gridShare + turnShare;
    yield* followedTurns(scale, trial, tried, miss, gridShare + turnShare);
  }
  for (const [one, other] of neighbours(tried)) {
    if (one.meets === other.meets) continue;
    const steps = narrowedByMiss(scale, trial, one.meets ? one : other, one.meets ? other : one, miss);
    for (const _ of steps) yield gridShare + 2 * turnShare;
  }
  return (finish) => answer([...tried.values()].sort(byValue), now, miss, finish);
}

/** By how much a trial misses the target; negative where it meets it. */
function missOf({ relation, bound }: Target): (trial: Trial) => number {
  return ({ figure = Number.NaN }) => (relation === "<=" ? figure - bound.value : bound.value - figure);
}

function byValue(a: Trial, b: Trial): number {
  return a.value - b.value;
}

function neighbours(tried: ReadonlyMap<number, Trial>): readonly (readonly [Trial, Trial])[] {
  const inOrder = [...tried.values()].sort(byValue);
  return inOrder.slice(1).map((trial, place) => [inOrder[place], trial]);
}

/** Halves the way from a trial that is as wanted to one that is not, until nothing lies between; yields after each. */
function* narrowed(
  scale: ValueScale,
  trial: Attempt,
  wanted: Trial,
  other: Trial,
  isWanted: (trial: Trial) => boolean,
): Generator<void, void> {
  let [good, bad] = [wanted, other];
  for (;;) {
    const middle = scale.between(good.value, bad.value);
    if (middle === undefined) return;
    const found = trial(middle);
    if (isWanted(found)) good = found;
    else bad = found;
    yield;
  }
}

/**
 * As {@link narrowed} towards where the target begins to be missed, by the Illinois rule: where the straight line
 * between both ends crosses it, the end that stays counting half as much each time it does.
 */
function* narrowedByMiss(
  scale: ValueScale,
  trial: Attempt,
  meeting: Trial,
  missing: Trial,
  miss: (trial: Trial) => number,
): Generator<void, void> {
  let [good, bad] = [meeting, missing];
  let [room, lack] = [-miss(good), miss(bad)];
  while (lack > 0 && room >= 0) {
    const share = Math.min(0.99, Math.max(0.01, room / (room + lack)));
    const next = scale.between(good.value, bad.value, share) ?? scale.between(good.value, bad.value);
    if (next === undefined) return;
    const found = trial(next);
    if (found.refused !== undefined) break;
    if (found.meets) {
      good = found;
      [room, lack] = [-miss(found), lack / 2];
    } else {
      bad = found;
      [room, lack] = [room / 2, miss(found)];
    }
    yield;
  }
  yield* narrowed(scale, trial, good, bad, (found) => found.meets);
}

/** Three neighbours of which the middle one misses the target by less than the others, or by more. */
interface Turn {
  readonly trials: readonly [Trial, Trial, Trial];
  /** 1 for a dip of what misses the target, −1 for a bump of what meets it. */
  readonly sign: 1 | -1;
}

/** Every dip outside the target, and every bump inside it. */
function turnsOf(tried: ReadonlyMap<number, Trial>, miss: (trial: Trial) => number): readonly Turn[] {
  const inOrder = [...tried.values()].filter(({ refused }) => refused === undefined).sort(byValue);
  return inOrder.slice(2).flatMap((after, place): Turn[] => {
    const trials = [inOrder[place], inOrder[place + 1], after] as const;
    const meeting = trials.filter(({ meets }) => meets).length;
    if (meeting > 0 && meeting < 3) return [];
    const sign = meeting === 0 ? 1 : -1;
    const [before, middle, behind] = trials.map((trial) => sign * miss(trial));
    const least = rounding * Math.max(...trials.map(({ figure = 0 }) => Math.abs(figure)));
    const turning = middle <= before && middle <= behind && Math.max(before, behind) - middle > least;
    return turning ? [{ trials, sign }] : [];
  });
}

/** How often a measure that rose falls, or the other way round. */
function directionChanges(inOrder: readonly Trial[], miss: (trial: Trial) => number): number {
  const steps = inOrder.slice(1).map((trial, place) => Math.sign(miss(trial) - miss(inOrder[place])));
  return steps.filter((step, place) => step * steps[place + 1] < 0).length;
}

/** Follows every turn that there is; yields the share of the work that is done, from `done` on. */
function* followedTurns(
  scale: ValueScale,
  trial: Attempt,
  tried: ReadonlyMap<number, Trial>,
  miss: (trial: Trial) => number,
  done: number,
): Generator<number, void> {
  const turns = turnsOf(tried, miss);
  for (const [place, turn] of turns.entries()) {
    for (const _ of followed(scale, trial, turn, miss)) yield done + (turnShare * place) / turns.length;
  }
}

/** Follows a dip to its bottom, or a bump to its top, by golden sections; ends where the target is met, or missed. */
function* followed(
  scale: ValueScale,
  trial: Attempt,
  { trials, sign }: Turn,
  miss: (trial: Trial) => number,
): Generator<void, void> {
  let [before, middle, behind] = trials;
  const crossed = (found: Trial) => found.meets === sign > 0;
  while (!crossed(middle)) {
    const right = Math.abs(behind.value - middle.value) > Math.abs(middle.value - before.value);
    const sides = right ? [behind, before] : [before, behind];
    const next = sides
      .map((side) => scale.between(middle.value, side.value, goldenShare))
      .find((value) => value !== undefined);
    if (next === undefined) return;
    const found = trial(next);
    if (found.refused !== undefined) return;
    const better = sign * miss(found) < sign * miss(middle);
    if (next > middle.value)
      [before, middle, behind] = better ? [middle, found, behind] : [before, middle, found];
    else [before, middle, behind] = better ? [before, found, middle] : [found, middle, behind];
    yield;
  }
}

function answer(
  tried: readonly Trial[],
  now: Trial,
  miss: (trial: Trial) => number,
  finish: (trial: Trial) => Trial,
): Found {
  const edge = ({ inside, outside }: TargetEdge): TargetEdge => ({
    inside: finish(inside),
    outside: outside && finish(outside),
  });
  const allowed = tried.filter(({ refused }) => refused === undefined);
  const figures = allowed.map(({ figure = 0 }) => figure);
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  const depends = !(most - least <= rounding * Math.max(Math.abs(least), Math.abs(most)));
  const found = bandsOf(tried);
  const first = found.reduce(
    (best, band, place) => (distance(band, now) < distance(found[best], now) ? place : best),
    0,
  );
  const bands = found.map((band, place) =>
    place === first || place < finished ? { least: edge(band.least), most: edge(band.most) } : band,
  );
  const facts = { now: finish(now), tried: tried.length, depends, bands };
  const nearest = bands[first];
  if (nearest) return { ...facts, least: nearest.least, most: nearest.most };
  if (!depends) return facts;
  const closest = allowed.reduce((best, trial) => (miss(trial) < miss(best) ? trial : best), now);
  const place = tried.indexOf(closest);
  const around = [tried[place - 1], tried[place + 1]].filter((trial) => trial !== undefined);
  return { ...facts, closest: finish(closest), around: around.map(finish) };
}

function bandsOf(tried: readonly Trial[]): readonly TargetBand[] {
  const bands: TargetBand[] = [];
  let first: TargetEdge | undefined;
  tried.forEach((trial, place) => {
    if (!trial.meets) return;
    const [before, after] = [tried[place - 1], tried[place + 1]];
    if (!before?.meets) first = { inside: trial, outside: before };
    if (!after?.meets) bands.push({ least: first!, most: { inside: trial, outside: after } });
  });
  return bands;
}

/** How far a run of values is from the present one. */
function distance({ least, most }: TargetBand, { value }: Trial): number {
  return Math.max(0, least.inside.value - value, value - most.inside.value);
}
