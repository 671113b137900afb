import type { Seconds } from "../../scenario/model/units.js";
import type { Grouping } from "../population.js";
import { type DelayLaw, longestDelay } from "./delay-law.js";

/**
 * How many messages are still in transit, for senders that have stopped. A sender that sent one message per second until
 * instant `at`, with delays `D`, has on average
 *
 *     E[(D − (now − at))⁺]
 *
 * of them in transit at `now`: the surplus of a delay over the time since. This keeps the sum of that over the senders of
 * each place (a cell, say). Places stand in groups (the hosts), and all places of a group are at one `now`.
 */
export interface SurplusSums {
  /** Forgets all senders. */
  clear(): void;
  /** For all places of a group it is `now`, in seconds; never earlier than before. */
  moveOn(group: number, now: Seconds): void;
  /** A sender of the place stops now. */
  add(place: number): void;
  /** The sum over the senders of a place, now: messages in transit, for a rate of one per second each. */
  total(place: number): Seconds;
}

/**
 * The sums for a delay law: one number a place where the law is exponential, else a pass over the senders that stopped
 * no longer ago than the longest delay.
 *
 * @param groupOf the group of each place
 * @param places the places of each group
 */
export function surplusSums(delay: DelayLaw, groupOf: Int32Array, places: Grouping): SurplusSums {
  return delay.memoryless
    ? new ExponentialSurplusSums(delay.cutMean(Number.MAX_VALUE), places)
    : new TabledSurplusSums(new SurplusTable(delay), groupOf, places);
}

/** For exponential delays: the rest of a delay has the law of a whole one, so that the sum only decays with time. */
class ExponentialSurplusSums implements SurplusSums {
  private readonly sums: Float64Array;
  private readonly nowOf: Float64Array;

  constructor(
    private readonly mean: Seconds,
    private readonly places: Grouping,
  ) {
    this.sums = new Float64Array(places.order.length);
    this.nowOf = new Float64Array(places.start.length - 1);
  }

  clear(): void {
    this.sums.fill(0);
    this.nowOf.fill(Number.NEGATIVE_INFINITY);
  }

  moveOn(group: number, now: Seconds): void {
    const { sums, nowOf } = this;
    const { start, order } = this.places;
    const left = Math.exp((nowOf[group] - now) / this.mean);
    for (let n = start[group]; n < start[group + 1]; n++) sums[order[n]] *= left;
    nowOf[group] = now;
  }

  add(place: number): void {
    this.sums[place] += this.mean;
  }

  total(place: number): Seconds {
    return this.sums[place];
  }
}

/** For any other law: each place keeps the instants at which its senders stopped. */
class TabledSurplusSums implements SurplusSums {
  private readonly instants: Seconds[][];
  private readonly nowOf: Float64Array;

  constructor(
    private readonly surplus: SurplusTable,
    private readonly groupOf: Int32Array,
    places: Grouping,
  ) {
    this.instants = Array.from(places.order, () => []);
    this.nowOf = new Float64Array(places.start.length - 1);
  }

  clear(): void {
    for (const instants of this.instants) instants.length = 0;
  }

  moveOn(group: number, now: Seconds): void {
    this.nowOf[group] = now;
  }

  add(place: number): void {
    this.instants[place].push(this.nowOf[this.groupOf[place]]);
  }

  total(place: number): Seconds {
    const { surplus } = this;
    const now = this.nowOf[this.groupOf[place]];
    const instants = this.instants[place];
    let total = 0;
    for (let n = instants.length - 1; n >= 0 && now - instants[n] < surplus.longest; n--) {
      total += surplus.mean(now - instants[n]);
    }
    return total;
  }
}

/** Cells of the table up to `firstEnd` means, and for each doubling beyond. */
const firstCells = 4096;
const firstEnd = 4;
const cellsPerDoubling = 512;

/**
 * `E[(D − x)⁺]` of a delay, looked up, in cells that grow with `x` as heavy tails need it. Inside a cell it is taken
 * for linear, which puts it too high by some millionths of itself at most.
 */
export class SurplusTable {
  /** A time that no delay is longer than. */
  readonly longest: Seconds;
  private readonly meanDelay: Seconds;
  /** Where the first cells end. */
  private readonly first: Seconds;
  private readonly values: Float64Array;

  constructor(delay: DelayLaw) {
    this.meanDelay = delay.cutMean(Number.MAX_VALUE);
    this.longest = longestDelay(delay);
    this.first = firstEnd * this.meanDelay;
    const doublings = Math.max(0, Math.ceil(Math.log2(this.longest / this.first)));
    this.values = Float64Array.from(
      { length: firstCells + doublings * cellsPerDoubling + 1 },
      (_, point) => this.meanDelay - delay.cutMean(this.atPoint(point)),
    );
  }

  /** @param x below `longest` */
  mean(x: Seconds): Seconds {
    if (x <= 0) return this.meanDelay - x;
    const place = this.placeOf(x / this.first);
    const cell = Math.floor(place);
    const below = this.values[cell];
    return below + (place - cell) * (this.values[cell + 1] - below);
  }

  /** Where a time, in lengths of the first cells, stands among the points. */
  private placeOf(x: number): number {
    if (x < 1) return x * firstCells;
    let begin = firstCells;
    let from = 1;
    for (; x >= 2 * from; from *= 2) begin += cellsPerDoubling;
    return begin + (x / from - 1) * cellsPerDoubling;
  }

  private atPoint(point: number): Seconds {
    if (point <= firstCells) return (point / firstCells) * this.first;
    const beyond = point - firstCells;
    const doubling = Math.floor(beyond / cellsPerDoubling);
    const share = (beyond % cellsPerDoubling) / cellsPerDoubling;
    return this.first * 2 ** doubling * (1 + share);
  }
}
