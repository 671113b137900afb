import type { Target } from "./target.js";
import type { TargetBand, TargetEdge, TargetSolution, Trial } from "./target-solution.js";
import type { ValueScale } from "./value-scale.js";

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
/** How many times as steep as it was seen to be nearby a measure may be between two values that were tried. */
const steeper = 2;
/** The golden section: where to look between two values for a dip. */
const goldenShare = (3 - Math.sqrt(5)) / 2;
/** Share of the work that the grid takes. */
const gridShare = 0.7;

/**
 * The runs of values that meet a target: first over the whole scale, then wherever between two values a steep enough
 * measure might hide another one, then at the ends of each run; where nothing meets it, at the bottom of the dip that comes
 * closest. Yields the share of the work that is done; answers with a function that takes what is to be said of each trial
 * that is shown.
 */
export function* searchBands(
  scale: ValueScale,
  attempt: Attempt,
  now: Trial,
  target: Target,
): Generator<number, (finish: (trial: Trial) => Trial) => Found> {
  const search = new BandSearch(scale, attempt, now, target);
  for (const [place, value] of scale.values.entries()) {
    search.trial(value);
    yield (gridShare * place) / scale.values.length;
  }
  for (const _ of search.endsOfWhatIsAllowed()) yield gridShare;
  if (search.directionChanges() <= fewTurns) for (const _ of search.whereSteepEnough()) yield gridShare;
  for (const _ of search.closestFollowed()) yield gridShare;
  for (const _ of search.endsOfBands()) yield gridShare;
  return (finish) => search.answer(finish);
}

/** The values that were tried, and the steps of the search. Each step is a generator that yields after every trial. */
class BandSearch {
  private readonly tried: Map<number, Trial>;

  constructor(
    private readonly scale: ValueScale,
    private readonly attempt: Attempt,
    private readonly now: Trial,
    private readonly target: Target,
  ) {
    this.tried = new Map([[now.value, now]]);
  }

  trial(value: number): Trial {
    const known = this.tried.get(value) ?? this.attempt(value);
    this.tried.set(value, known);
    return known;
  }

  /** By how much a trial misses the target; negative where it meets it. */
  private miss({ figure = Number.NaN }: Trial): number {
    const { relation, bound } = this.target;
    return relation === "<=" ? figure - bound.value : bound.value - figure;
  }

  private inOrder(): readonly Trial[] {
    return [...this.tried.values()].sort((a, b) => a.value - b.value);
  }

  private allowed(): readonly Trial[] {
    return this.inOrder().filter(isAllowed);
  }

  private neighbours(): readonly (readonly [Trial, Trial])[] {
    const inOrder = this.inOrder();
    return inOrder.slice(1).map((trial, place) => [inOrder[place], trial]);
  }

  /** Narrows down where the scenario stops allowing values. */
  *endsOfWhatIsAllowed(): Generator<void, void> {
    // A scenario that does not allow 0 says no more by that than that the number is above it.
    if (this.tried.get(0)?.refused !== undefined && this.scale.between(0, 1, 0.5) !== undefined)
      this.tried.delete(0);
    for (const [one, other] of this.neighbours()) {
      if (isAllowed(one) === isAllowed(other)) continue;
      const [allowed, refused] = isAllowed(one) ? [one, other] : [other, one];
      yield* this.narrowed(allowed, refused, isAllowed);
    }
  }

  /** Narrows down where the target begins to be missed. */
  *endsOfBands(): Generator<void, void> {
    for (const [one, other] of this.neighbours()) {
      if (one.meets !== other.meets)
        yield* this.narrowedByMiss(one.meets ? one : other, one.meets ? other : one);
    }
  }

  /** Halves the way from a trial that is as wanted to one that is not, until nothing lies between. */
  private *narrowed(wanted: Trial, other: Trial, isWanted: (trial: Trial) => boolean): Generator<void, void> {
    let [good, bad] = [wanted, other];
    for (;;) {
      const middle = this.scale.between(good.value, bad.value);
      if (middle === undefined) return;
      const found = this.trial(middle);
      if (isWanted(found)) good = found;
      else bad = found;
      yield;
    }
  }

  /**
   * As {@link narrowed}, by the Illinois rule: where the straight line between both ends crosses the bound, the end that
   * stays counting half as much each time it does.
   */
  private *narrowedByMiss(meeting: Trial, missing: Trial): Generator<void, void> {
    let [good, bad] = [meeting, missing];
    let [room, lack] = [-this.miss(good), this.miss(bad)];
    while (lack > 0 && room >= 0) {
      const share = Math.min(0.99, Math.max(0.01, room / (room + lack)));
      const { scale } = this;
      const next = scale.between(good.value, bad.value, share) ?? scale.between(good.value, bad.value);
      if (next === undefined) return;
      const found = this.trial(next);
      if (!isAllowed(found)) break;
      if (found.meets) {
        good = found;
        [room, lack] = [-this.miss(found), lack / 2];
      } else {
        bad = found;
        [room, lack] = [room / 2, this.miss(found)];
      }
      yield;
    }
    yield* this.narrowed(good, bad, ({ meets }) => meets);
  }

  /** How often a measure that rose falls, or the other way round. */
  directionChanges(): number {
    const allowed = this.allowed();
    const steps = allowed
      .slice(1)
      .map((trial, place) => Math.sign(this.miss(trial) - this.miss(allowed[place])));
    return steps.filter((step, place) => step * steps[place + 1] < 0).length;
  }

  /** Where nothing meets the target, follows what comes closest to the bottom of its dip, by golden sections. */
  *closestFollowed(): Generator<void, void> {
    const allowed = this.allowed();
    if (allowed.length === 0 || allowed.some(({ meets }) => meets)) return;
    const place = allowed.indexOf(this.closest(allowed));
    let [before, middle, behind] = [place - 1, place, place + 1].map((at): Trial | undefined => allowed[at]);
    while (before && middle && behind && !middle.meets) {
      const right = Math.abs(behind.value - middle.value) > Math.abs(middle.value - before.value);
      const [from, sides] = [middle.value, right ? [behind, before] : [before, behind]];
      const next = sides
        .map((side) => this.scale.between(from, side.value, goldenShare))
        .find((value) => value !== undefined);
      if (next === undefined) return;
      const found = this.trial(next);
      if (!isAllowed(found)) return;
      const better = this.miss(found) < this.miss(middle);
      if (next > from) [before, middle, behind] = better ? [middle, found, behind] : [before, middle, found];
      else [before, middle, behind] = better ? [before, found, middle] : [found, middle, behind];
      yield;
    }
  }

  /** Of several the first. */
  private closest(allowed: readonly Trial[]): Trial {
    return allowed.reduce((best, one) => (this.miss(one) < this.miss(best) ? one : best));
  }

  /**
   * Tries values between neighbours for as long as the target might be met there, though both miss it, or missed, though
   * both meet it: wherever the measure would have to be no more than twice as steep as it was seen to be around.
   *
   *     min |miss| between u and v  ≥  (|miss(u)| + |miss(v)| − K |u − v|)/2,   K twice the steepest slope of three neighbouring gaps
   *
   * - Source: the bound of Piyavskii and Shubert, with a slope that is taken from the neighbourhood
   * - Assumes: slopes along the scale, on which decades are alike
   */
  *whereSteepEnough(): Generator<void, void> {
    const trials = [...this.allowed()];
    const closed = new Set<Trial>();
    for (let left = this.scale.mostBetween; left > 0; left--) {
      const gap = this.leastBound(trials, closed);
      if (gap === undefined) return;
      const value = this.scale.between(trials[gap].value, trials[gap + 1].value);
      const found = value === undefined ? undefined : this.trial(value);
      if (found && isAllowed(found)) trials.splice(gap + 1, 0, found);
      else closed.add(trials[gap]);
      yield;
    }
  }

  /** The gap, by its lower end, in which the measure may come closest to the bound or beyond; none where it cannot. */
  private leastBound(trials: readonly Trial[], closed: ReadonlySet<Trial>): number | undefined {
    const place = (of: number) => this.scale.place(trials[of].value);
    const width = (gap: number) => place(gap + 1) - place(gap);
    const slope = (gap: number) =>
      gap < 0 || gap + 1 >= trials.length
        ? 0
        : Math.abs(this.miss(trials[gap + 1]) - this.miss(trials[gap])) / width(gap);
    let least: number | undefined;
    let leastOf = 0;
    for (let gap = 0; gap + 1 < trials.length; gap++) {
      if (trials[gap].meets !== trials[gap + 1].meets || closed.has(trials[gap])) continue;
      const steepest = Math.max(slope(gap - 1), slope(gap), slope(gap + 1));
      const ends = Math.abs(this.miss(trials[gap])) + Math.abs(this.miss(trials[gap + 1]));
      const bound = ends - steeper * steepest * width(gap);
      if (bound < leastOf) [least, leastOf] = [gap, bound];
    }
    return least;
  }

  answer(finish: (trial: Trial) => Trial): Found {
    const { now } = this;
    const tried = this.inOrder();
    const edge = ({ inside, outside }: TargetEdge): TargetEdge => ({
      inside: finish(inside),
      outside: outside && finish(outside),
    });
    const allowed = tried.filter(isAllowed);
    const figures = allowed.map(({ figure = 0 }) => figure);
    const [least, most] = [Math.min(...figures), Math.max(...figures)];
    const depends = !(most - least <= rounding * Math.max(Math.abs(least), Math.abs(most)));
    const found = bandsOf(tried);
    const distances = found.map(({ least, most }) =>
      Math.max(0, least.inside.value - now.value, now.value - most.inside.value),
    );
    const first = distances.indexOf(Math.min(...distances));
    const bands = found.map((band, place) =>
      place === first || place < finished ? { least: edge(band.least), most: edge(band.most) } : band,
    );
    const facts = { now: finish(now), tried: tried.length, depends, bands };
    if (bands.length > 0) return { ...facts, least: bands[first].least, most: bands[first].most };
    if (!depends) return facts;
    const closest = this.closest(allowed);
    const place = tried.indexOf(closest);
    const around = [tried[place - 1], tried[place + 1]].filter((trial) => trial !== undefined);
    return { ...facts, closest: finish(closest), around: around.map(finish) };
  }
}

function isAllowed({ refused }: Trial): boolean {
  return refused === undefined;
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
