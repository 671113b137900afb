import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System, VmClass } from "../scenario/model/system.js";
import {
  exactLeastCommonMultiple,
  greatestCommonDivisor,
  leastCommonMultiple,
} from "../scenario/quantities/common-multiple.js";

/** Classes that are due together: the same multiple and phase. */
export interface DueGroup {
  readonly multiple: number;
  readonly phase: number;
  readonly classes: readonly VmClass[];
}

/** Groups that are due at one index, by their positions among all groups. */
export type DueSet = readonly number[];

/** Works something out once for each due set that is asked for. */
export function oncePerDueSet<T>(work: (due: DueSet) => T): (due: DueSet) => T {
  const known = new Map<string, T>();
  return (due) => {
    const key = due.join();
    const found = known.get(key) ?? work(due);
    known.set(key, found);
    return found;
  };
}

/** Which groups are due at the indices that stand for all. */
export interface DueSets {
  readonly groups: readonly DueGroup[];
  /** The due sets that occur, each once. */
  readonly sets: readonly DueSet[];
  /** By place in `sets`: share of the indices `1 .. indices` at which just these groups are due. */
  readonly shares: Float64Array;
  /** Place in `sets` of the due set of index `k`, for `k` from 0 to `indices + 1`. */
  readonly setAt: Int32Array;
  /** How many indices are looked at, from 1 on. */
  readonly indices: number;
  /** Whether these are a whole hyperperiod. */
  readonly whole: boolean;
}

/** Indices looked at, at most, and times groups, and different due sets among them. */
export const mostIndices = 2 ** 20;
const mostSteps = 2 ** 23;
const mostSets = 4096;

/**
 * The classes of a system, those that are due at the same indices put together.
 *
 *     c and d stand together where i_c = i_d and φ_c = φ_d
 *
 * - Source: R3
 * - Assumes: `0 <= φ_c < i_c`, as every scenario has it
 * - Limits: groups stand in the order of their first classes; no more of them than classes
 *
 * @example
 * dueGroups(cloud).map(({ multiple, phase }) => [multiple, phase])  // => [[1, 0], [2, 0], [4, 1]]
 */
export function dueGroups(system: System): DueGroup[] {
  const groups = new Map<string, { multiple: number; phase: number; classes: VmClass[] }>();
  for (const one of system.classes) {
    const key = `${one.multiple} ${one.phase}`;
    const group = groups.get(key);
    if (group) group.classes.push(one);
    else groups.set(key, { multiple: one.multiple, phase: one.phase, classes: [one] });
  }
  return [...groups.values()];
}

/** The group that each class is in. */
export function groupsOfClasses(groups: readonly DueGroup[]): number[] {
  const groupOf: number[] = [];
  groups.forEach(({ classes }, group) => {
    for (const { index } of classes) groupOf[index] = group;
  });
  return groupOf;
}

/** Number of base intervals since a class was last due at index `k >= -1`: `(k − φ_c) mod i_c`, 0 where it is due. */
export function intervalsSinceDue(
  { multiple, phase }: { readonly multiple: number; readonly phase: number },
  index: number,
): number {
  return ((index % multiple) - phase + multiple) % multiple;
}

/** The groups that are due at an index (R3). */
export function dueAt(groups: readonly DueGroup[], index: number): DueSet {
  const due: number[] = [];
  groups.forEach((group, position) => {
    if (intervalsSinceDue(group, index) === 0) due.push(position);
  });
  return due;
}

/**
 * The due sets of a hyperperiod, and how often each occurs.
 *
 * - Source: R3, E11
 * - Limits: exact for hyperperiods of up to a million base intervals with up to 8 groups and 4,096 different due sets;
 *   beyond, the first part stands for the whole
 */
export const dueSets = memoPerSystem((system): DueSets => {
  const groups = dueGroups(system);
  const period = groups.reduce((all, { multiple }) => leastCommonMultiple(all, multiple), 1);
  const wanted = Math.min(period, mostIndices, Math.ceil(mostSteps / groups.length));
  /** Due sets as paths: by the place of a path and the group that makes it longer. */
  const longer = new Map<number, number>();
  let paths = 0;
  const places: number[] = [];
  const sets: DueSet[] = [];
  const counts: number[] = [];
  const setAt: number[] = [];
  const put = (index: number) => {
    let path = 0;
    for (let group = 0; group < groups.length; group++) {
      if (index % groups[group].multiple !== groups[group].phase) continue;
      const step = path * groups.length + group;
      const known = longer.get(step);
      path = known ?? ++paths;
      if (known === undefined) longer.set(step, path);
    }
    places[path] ??= sets.push(dueAt(groups, index)) - 1;
    const place = places[path];
    counts[place] ??= 0;
    setAt.push(place);
    return place;
  };
  put(0);
  let indices = 0;
  while (indices < wanted && sets.length <= mostSets) counts[put(++indices)]++;
  put(indices + 1);
  return {
    groups,
    sets,
    shares: Float64Array.from(counts, (count) => count / indices),
    setAt: Int32Array.from(setAt),
    indices,
    whole: indices === period,
  };
});

/** The due sets of a system with their shares, for means over indices. */
export type DueShares = Pick<DueSets, "groups" | "sets" | "shares">;

/** Up to so many indices a walk is quick; beyond, so few groups have few sets. */
const shortPeriod = 5_000;
const fewGroups = 10;

/**
 * How often each due set occurs, without a walk through a long hyperperiod where groups are few.
 *
 *     share(just S is due) = Σ_{T ⊇ S} (−1)^{|T| − |S|} share(all of T are due)
 *
 * All of `T` are due once in the least common multiple of their multiples, or never, where phases keep two apart.
 *
 * - Source: R3, inclusion and exclusion
 * - Limits: exact for up to 10 groups, however long the hyperperiod; else as {@link dueSets}
 */
export const dueShares = memoPerSystem((system): DueShares => {
  const groups = dueGroups(system);
  const period = groups.reduce((all, { multiple }) => leastCommonMultiple(all, multiple), 1);
  if (period <= shortPeriod || groups.length > fewGroups) return dueSets(system);
  const shares = sharesOfAllDue(groups);
  for (let group = 0; group < groups.length; group++) {
    for (let set = 0; set < shares.length; set++) {
      if ((set & (1 << group)) === 0) shares[set] -= shares[set | (1 << group)];
    }
  }
  const places = Array.from(shares.keys()).filter((set) => shares[set] > negligible);
  return {
    groups,
    sets: places.map((set) => Array.from(groups.keys()).filter((group) => (set & (1 << group)) !== 0)),
    shares: Float64Array.from(places, (set) => shares[set]),
  };
});

/** What is left of a share of 0 by rounding. */
const negligible = 1e-15;

/**
 * By set of groups, as bits: the share of indices at which they all are due, whatever the others are. Some index is
 * common to all of a set where one is common to each two of them.
 */
function sharesOfAllDue(groups: readonly DueGroup[]): Float64Array {
  const shares = new Float64Array(1 << groups.length);
  const multiples: bigint[] = [1n];
  const meeting = groups.map((one) =>
    groups.map(
      (other) => (one.phase - other.phase) % greatestCommonDivisor(one.multiple, other.multiple) === 0,
    ),
  );
  shares[0] = 1;
  for (let set = 1; set < shares.length; set++) {
    const last = 31 - Math.clz32(set);
    const others = set & ~(1 << last);
    multiples[set] = exactLeastCommonMultiple(multiples[others], BigInt(groups[last].multiple));
    const meets = meeting[last].every((does, group) => does || (others & (1 << group)) === 0);
    shares[set] = meets && shares[others] > 0 ? 1 / Number(multiples[set]) : 0;
  }
  return shares;
}
