import type { System, VmClass } from "../scenario/model/system.js";
import { greatestCommonDivisor, leastCommonMultiple } from "../scenario/quantities/common-multiple.js";

/** Classes that are due together: the same multiple and phase. */
export interface DueGroup {
  readonly multiple: number;
  readonly phase: number;
  readonly classes: readonly VmClass[];
}

/** A due set that some residues share. */
export interface DuePattern {
  /** Positions, within the component, of the groups that may be due. */
  readonly groups: readonly number[];
  /** Share of all indices. */
  readonly share: number;
  /** By position: share of all indices that have this pattern and follow an index at which the group may be due. */
  readonly afterShare: Float64Array;
}

/** Groups whose dueness hangs together; components are independent of one another over the hyperperiod. */
export interface DueComponent {
  /** Positions among all groups. */
  readonly groups: readonly number[];
  /** By position in `groups`: a group that may be due is due once in so many of these indices, by itself. */
  readonly lifts: readonly number[];
  readonly patterns: readonly DuePattern[];
  /** False where indices were sampled because their joint residues are too many. */
  readonly exact: boolean;
}

/** Joint residues times groups that are walked through; beyond, indices are sampled. */
const mostSteps = 4_000_000;

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

/**
 * How often each set of groups is due together, over the hyperperiod and without walking through it.
 *
 * Groups with coprime multiples are due independently of one another (Chinese remainder theorem). Inside a
 * component only `k mod M` binds them, `M` the least common multiple of the pairwise greatest common divisors:
 * given it, each group is due in one of `multiple/gcd(multiple, M)` cases, independently. Residues with the
 * same pattern are put together.
 *
 * - Source: E11, E15
 * - Limits: exact while `M` times the component's groups stays below 4 million; beyond, the patterns come from
 *   indices spread evenly over the hyperperiod
 */
export function dueComponents(groups: readonly Pick<DueGroup, "multiple" | "phase">[]): DueComponent[] {
  return connected(groups).map((members) => componentOf(groups, members));
}

/** All groups as one component, every pattern a due set as it stands: for what does not factor over groups. */
export function jointDueSets(
  groups: readonly Pick<DueGroup, "multiple" | "phase">[],
  limit: number,
): DueComponent {
  const members = groups.map((_, position) => position);
  const period = groups.reduce((all, { multiple }) => leastCommonMultiple(all, multiple), 1);
  const exact = period <= limit;
  const walk = exact ? period : limit;
  return {
    groups: members,
    lifts: members.map(() => 1),
    patterns: patternsOf(groups, members, walk, exact ? (step) => step : spreadIndex),
    exact,
  };
}

function componentOf(
  groups: readonly Pick<DueGroup, "multiple" | "phase">[],
  members: readonly number[],
): DueComponent {
  let bound = 1;
  members.forEach((one, i) => {
    for (const other of members.slice(0, i)) {
      const shared = greatestCommonDivisor(groups[one].multiple, groups[other].multiple);
      bound = leastCommonMultiple(bound, shared);
    }
  });
  if (bound * members.length > mostSteps) {
    const walk = Math.max(1000, Math.floor(mostSteps / 4 / members.length));
    return {
      groups: members,
      lifts: members.map(() => 1),
      patterns: patternsOf(groups, members, walk, spreadIndex),
      exact: false,
    };
  }
  const reduced = groups.map(({ multiple, phase }) => {
    const modulus = greatestCommonDivisor(multiple, bound);
    return { multiple: modulus, phase: phase % modulus };
  });
  return {
    groups: members,
    lifts: members.map((group) => groups[group].multiple / reduced[group].multiple),
    patterns: patternsOf(reduced, members, bound, (step) => step),
    exact: true,
  };
}

function patternsOf(
  groups: readonly Pick<DueGroup, "multiple" | "phase">[],
  members: readonly number[],
  walk: number,
  indexAt: (step: number) => number,
): DuePattern[] {
  const dueAt = (index: number) => {
    const due: number[] = [];
    members.forEach((group, position) => {
      const { multiple, phase } = groups[group];
      if (index % multiple === phase) due.push(position);
    });
    return due;
  };
  const found = new Map<string, { groups: number[]; share: number; afterShare: Float64Array }>();
  for (let step = 0; step < walk; step++) {
    const index = indexAt(step + 1);
    const due = dueAt(index);
    const key = due.join();
    let pattern = found.get(key);
    if (!pattern) {
      pattern = { groups: due, share: 0, afterShare: new Float64Array(members.length) };
      found.set(key, pattern);
    }
    pattern.share += 1 / walk;
    for (const before of dueAt(index - 1)) pattern.afterShare[before] += 1 / walk;
  }
  return [...found.values()];
}

/** Whole numbers below 2^52 spread by the golden ratio: their residues to small moduli fill up evenly. */
function spreadIndex(step: number): number {
  const turns = step * 0.6180339887498949;
  return 1 + Math.floor((turns - Math.floor(turns)) * 2 ** 52);
}

function connected(groups: readonly Pick<DueGroup, "multiple">[]): number[][] {
  const components: { members: number[]; multiples: Set<number> }[] = [];
  groups.forEach(({ multiple }, position) => {
    const joined = { members: [position], multiples: new Set([multiple]) };
    for (let at = components.length - 1; at >= 0; at--) {
      const component = components[at];
      if (![...component.multiples].some((other) => greatestCommonDivisor(other, multiple) > 1)) continue;
      joined.members.push(...component.members);
      for (const other of component.multiples) joined.multiples.add(other);
      components.splice(at, 1);
    }
    components.push(joined);
  });
  return components.map(({ members }) => members.sort((one, other) => one - other));
}
