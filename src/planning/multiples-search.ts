import { advanceCells } from "../analytic/advance-cells.js";
import { dueSets, dueShares } from "../analytic/due-sets.js";
import { lineLaws } from "../analytic/line-laws.js";
import { lawAtom, lawMean, lawSupport } from "../analytic/numerics/distribution-laws.js";
import { storageMisfit } from "../analytic/storage-fit.js";
import type { System } from "../scenario/model/system.js";
import {
  bestAlone,
  type Cost,
  isUnbounded,
  largestTried,
  type SeparateCost,
  separateAt,
  separateCosts,
  systemCost,
  withMultiples,
} from "./system-cost.js";

/** Multiples that are tried for a class whatever it costs. */
const smallMultiples = Array.from({ length: 16 }, (_, k) => k + 1);

/** No multiple beyond this is advised. */
export const largestAdvised = 1_000;
/** Work after which a search ends, in steps of about a nanosecond; it does not depend on the machine. */
export const workOfSearch = { inPlan: 2e9, asked: 2e10 };
/** What a class takes, a class in a due set, and an index of a hyperperiod whose bursts are looked at. */
const [workPerClass, workPerDueClass, workPerIndex] = [2e4, 1e3, 100];
/** What a point in time takes at which lines are looked at, for each class on each kind of host. */
const workPerPoint = { ownClocks: 4e3, sharedClocks: 32e3 };
/** Costs that differ by less than this share are the same. */
const rounding = 1e-12;

/**
 * A search for the multiples at which a system costs least. Each candidate is a system of its own: the lags of its
 * lines, with all that follows from them for the other classes, are worked out for it.
 */
export class MultiplesSearch {
  readonly separate: readonly SeparateCost[];
  private readonly known = new Map<string, Cost>();
  /** By how much advances that vary could make lines wait less than {@link separate} has it, as a share of the cost. */
  private readonly slack: number;
  private work = 0;

  constructor(
    private readonly system: System,
    private readonly prices: System["prices"],
    private readonly largest = largestTried,
    private readonly mostWork = workOfSearch.inPlan,
  ) {
    this.separate = separateCosts(system, prices);
    const { clock, recovery, baseInterval } = system;
    const [first, last] = lawSupport(clock.error);
    this.slack =
      recovery.replaySpeedup < 1 ? Number.POSITIVE_INFINITY : Math.max(0, last - first) / baseInterval;
  }

  get tried(): number {
    return this.known.size;
  }

  costAt(multiples: readonly number[]): Cost {
    const key = multiples.join();
    const before = this.known.get(key);
    if (before) return before;
    const system = withMultiples(this.system, multiples);
    const fits = !storageMisfit(system);
    const cost = fits ? systemCost(system, this.prices) : notToBeHad(system);
    this.known.set(key, cost);
    const { sets } = dueShares(system);
    this.work += system.classes.length * (workPerClass + sets.length * workPerDueClass);
    if (system.storage) this.work += dueSets(system).indices * workPerIndex;
    if (fits && (this.prices.vmHour > 0 || this.prices.hold > 0)) this.work += workOfLines(system);
    return cost;
  }

  /** The multiple of one class that costs least, the others being as they are. */
  improved(multiples: readonly number[], c: number): readonly number[] {
    if (isUnbounded(this.separate[c])) return multiples;
    let best = multiples;
    const consider = (multiple: number): boolean => {
      if (multiple < 1 || multiple > this.largest || this.work > this.mostWork) return false;
      const tried = multiples.with(c, multiple);
      if (!this.isLess(tried, best)) return false;
      best = tried;
      return true;
    };
    for (const multiple of this.candidates(multiples, c)) consider(multiple);
    // From the best of these on, as long as a neighbour costs less still, in steps that halve.
    for (let step = Math.max(1, best[c] >> 3); step >= 1; step = Math.floor(step / 2)) {
      while (consider(best[c] - step) || consider(best[c] + step));
    }
    return best;
  }

  /** The multiples of all classes that cost least together, of those that are tried. */
  best(): readonly number[] {
    const present = this.system.classes.map(({ multiple }) => multiple);
    const alone = this.separate.map((cost, c) => bestAlone(cost) ?? present[c]);
    let best: readonly number[] = this.isLess(alone, present) ? alone : present;
    for (let before: readonly number[] = []; before !== best && this.work <= this.mostWork; ) {
      before = best;
      for (const c of this.mostGainFirst()) best = this.improved(best, c);
      best = this.improvedInPairs(best);
    }
    return best;
  }

  private isLess(one: readonly number[], other: readonly number[]): boolean {
    const least = this.costAt(other).value;
    const separate = this.separate.reduce((sum, cost, c) => sum + separateAt(cost, one[c]), 0);
    if (separate > least * (1 + this.slack)) {
      this.work += one.length * workPerDueClass;
      return false;
    }
    return this.costAt(one).value < least - rounding * Math.abs(least);
  }

  private candidates(multiples: readonly number[], c: number): Iterable<number> {
    const present = multiples[c];
    const alone = bestAlone(this.separate[c]) ?? present;
    const around = [present, alone].flatMap((multiple) =>
      [0.5, 0.7, 0.85, 1, 1.2, 1.5, 2].map((factor) => Math.round(factor * multiple)),
    );
    // Classes that are due together hold up fewer lines.
    return new Set([...smallMultiples, ...around, ...multiples.slice(0, 16)]);
  }

  /** The classes that promise most by themselves, and those whose checkpoints hold up lines longest. */
  mostPromising(byGain: number, byDuration: number): readonly number[] {
    const lasting = this.system.classes
      .map(({ index, duration }) => ({ index, mean: lawMean(duration) }))
      .filter(({ mean }) => mean > 0)
      .sort((a, b) => b.mean - a.mean);
    const slowest = lasting.slice(0, byDuration).map(({ index }) => index);
    return [...new Set([...this.mostGainFirst().slice(0, byGain), ...slowest])];
  }

  private mostGainFirst(): readonly number[] {
    const gains = this.separate.map((cost, c) => {
      const { multiple } = this.system.classes[c];
      return separateAt(cost, multiple) - separateAt(cost, bestAlone(cost) ?? multiple);
    });
    return gains.map((_, c) => c).sort((a, b) => gains[b] - gains[a]);
  }

  /** Two classes at a time, each one up or down, or both at one multiple. */
  private improvedInPairs(start: readonly number[]): readonly number[] {
    let best = start;
    for (let a = 0; a < start.length; a++) {
      for (let b = 0; b < a && this.work <= this.mostWork; b++) {
        if (isUnbounded(this.separate[a]) || isUnbounded(this.separate[b])) continue;
        const pair = (i: number, j: number) => best.with(a, Math.max(1, i)).with(b, Math.max(1, j));
        const [i, j] = [best[a], best[b]];
        const moves = [pair(i + 1, j + 1), pair(i - 1, j - 1), pair(i + 1, j - 1), pair(i - 1, j + 1)];
        for (const moved of [...moves, pair(i, i), pair(j, j)]) {
          if (Math.max(moved[a], moved[b]) <= this.largest && this.isLess(moved, best)) best = moved;
        }
      }
    }
    return best;
  }
}

function workOfLines(system: System): number {
  const { scope, error } = system.clock;
  const shared = scope === "host" && lawAtom(error) === undefined;
  const each = shared ? workPerPoint.sharedClocks : workPerPoint.ownClocks;
  return lineLaws(system).nodes.points.length * advanceCells(system).cells.length * each;
}

/** What a system without steady state costs. */
function notToBeHad({ classes }: System): Cost {
  return { value: Number.POSITIVE_INFINITY, byClass: classes.map(() => Number.POSITIVE_INFINITY) };
}
