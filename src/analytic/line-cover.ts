import { countVms, type System, type VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField } from "./clock-skew.js";
import { advanceMesh, incompletion, notReachedOn } from "./completion.js";
import { type DueGroup, dueGroups, jointDueSets } from "./due-sets.js";
import { lineLags } from "./line-lag.js";
import { certain, type TabulatedLaw } from "./numerics/tabulated-law.js";
import { placementTable } from "./placement.js";

/** How long after its base boundary each recovery line is covered, in the mean over its randomness. */
export interface CoverLags {
  /** Over all indices. */
  readonly mean: Seconds;
  /** Over the indices at which a class is due. */
  readonly meanWhenDue: readonly Seconds[];
  at(index: number): Seconds;
  /** Distribution of that of line `index`; nothing where VMs of a host share clocks that differ. */
  law(index: number): TabulatedLaw | undefined;
}

const known = new WeakMap<System, CoverLags>();
/** Due sets that are worked out one by one; beyond, indices are sampled. */
const mostIndices = 5_000;
const negligible = 1e-12;
/** Points times classes at which chances are worked out. */
const mostEvaluations = 400_000;

/**
 * How long after its base boundary each recovery line is covered: established, and reached by every VM.
 *
 *     ℓ'_k = ℓ_k + ∫ P(line k by t) (1 − Π_{c not due at k} x_c(t)^{n_c}) dt
 *
 * A VM that is not due stands on line `k` with its stable log up to index `k`, so until its flush at `k` the line
 * cannot be returned to, and nothing may be reclaimed.
 *
 * - Source: this project, from R3, R7 and R8; E7 to E9 write `ℓ`, which is the same where some duration outlasts
 *   the clock errors
 * - Assumes: in the mean field the advances of classes not due are independent of those that the line waits for;
 *   lags below `T0`
 * - Limits: the line lag without clock error; with clocks shared by a host, to first order: a host with a VM that
 *   is due counts as reached with it
 */
export function coverLags(system: System): CoverLags {
  const before = known.get(system);
  if (before) return before;
  const made = workOut(system);
  known.set(system, made);
  return made;
}

function workOut(system: System): CoverLags {
  const lags = lineLags(system);
  const groups = dueGroups(system);
  const wait = waits(system, groups);
  if (!wait) return lags;
  const byDueSet = new Map<string, Seconds>();
  const waitFor = (due: readonly number[]) => {
    const key = due.join();
    let found = byDueSet.get(key);
    if (found === undefined) {
      found = wait(due);
      byDueSet.set(key, found);
    }
    return found;
  };
  const whenDue = new Float64Array(groups.length);
  const dueShare = new Float64Array(groups.length);
  let mean = 0;
  for (const { groups: due, share } of jointDueSets(groups, mostIndices).patterns) {
    const extra = waitFor(due);
    mean += share * extra;
    for (const group of due) {
      whenDue[group] += share * extra;
      dueShare[group] += share;
    }
  }
  const meanWhenDue = [...lags.meanWhenDue];
  groups.forEach(({ classes }, group) => {
    // A sample may miss the rare indices of a long multiple; the mean over all stands in for them.
    const extra = dueShare[group] > 0 ? whenDue[group] / dueShare[group] : mean;
    for (const { index } of classes) meanWhenDue[index] += extra;
  });
  const dueAt = (index: number) =>
    groups.flatMap(({ multiple, phase }, group) => (index % multiple === phase ? [group] : []));
  return {
    mean: lags.mean + mean,
    meanWhenDue,
    at: (index) => lags.at(index) + waitFor(dueAt(index)),
    law: (index) => coverLaw(system, groups, new Set(dueAt(index)), lags.law(index)),
  };
}

/** The law of a line's lag times the chance that all others have advanced. */
function coverLaw(
  system: System,
  groups: readonly DueGroup[],
  due: ReadonlySet<number>,
  established: TabulatedLaw,
): TabulatedLaw | undefined {
  if (system.clock.scope === "host") return undefined;
  const { laws, course } = advanceField(system);
  const others = groups.filter((_, group) => !due.has(group)).flatMap(({ classes }) => classes);
  if (!course) return due.size === 0 ? certain(Math.max(0, laws[0].mean)) : established;
  const allReached = (t: Seconds) =>
    Math.exp(others.reduce((sum, one) => sum + logOfAll(one, laws[one.index].notReached(t)), 0));
  if (due.size > 0) {
    const { points, chances } = established;
    return { points, chances: chances.map((chance, at) => chance * allReached(points[at])) };
  }
  // A line without due VMs stands at the boundary itself.
  const points = Float64Array.of(0, ...course.times.filter((t) => t > 0));
  return { points, chances: points.map(allReached) };
}

/** For each due set the mean wait from the line until the last other VM has advanced; nothing where there is none. */
function waits(
  system: System,
  groups: readonly DueGroup[],
): ((due: readonly number[]) => Seconds) | undefined {
  const { laws, course } = advanceField(system);
  if (!course) {
    // One certain clock error: only a line that waits for no VM can stand before the others advance.
    const late = Math.max(0, laws[0].mean);
    return late > 0 ? (due) => (due.length === 0 ? late : 0) : undefined;
  }
  const mesh = advanceMesh(course, system.clock.error);
  const end = mesh.times[mesh.times.length - 1];
  const completionOf = ({ index, duration }: VmClass, survival: Float64Array) =>
    incompletion(laws[index], mesh.times, duration, survival);
  const always = groups.filter(({ multiple }) => multiple === 1);
  let soonest = 0;
  for (const one of always.flatMap(({ classes }) => classes)) {
    soonest += logOfAll(one, completionOf(one, notReachedOn(mesh, one.index))(end));
    if (Math.exp(soonest) < negligible) return undefined;
  }
  if (groups.length === always.length) return undefined;

  const stride = Math.ceil((mesh.times.length * system.classes.length) / mostEvaluations);
  const kept = Array.from(mesh.times.keys()).filter(
    (at) => at % stride === 0 || at === mesh.times.length - 1,
  );
  const times = kept.map((at) => mesh.times[at]);
  const done = groups.map(() => new Float64Array(times.length));
  const reached = groups.map(() => new Float64Array(times.length));
  groups.forEach(({ classes }, group) => {
    for (const one of classes) {
      const survival = notReachedOn(mesh, one.index);
      const open = completionOf(one, survival);
      times.forEach((t, j) => {
        done[group][j] += logOfAll(one, open(t));
        reached[group][j] += logOfAll(one, survival[kept[j]]);
      });
    }
  });
  const alone = system.clock.scope === "host" ? sharedClocks(system, groups) : undefined;
  const log = (
    logs: readonly Float64Array[],
    members: readonly number[],
    j: number,
    clocks: number | undefined,
  ) => {
    let total = 0;
    for (const group of members) {
      const value = logs[group][j];
      // One clock for the VMs of a host: as many chances as there are hosts, of the slowest group.
      total =
        clocks === undefined ? total + value : Math.min(total, (value / countVms(groups[group])) * clocks);
    }
    return total;
  };
  return (due) => {
    const isDue = new Set(due);
    const others = groups.map((_, group) => group).filter((group) => !isDue.has(group));
    const clocks = alone?.(isDue);
    if (others.length === 0 || clocks?.others === 0) return 0;
    let sum = due.length === 0 ? Math.max(0, times[0]) : 0;
    let before = 0;
    for (let j = 0; j < times.length; j++) {
      const t = times[j];
      // A line without due VMs stands at the boundary itself.
      const atBoundary = t >= 0 ? 0 : Number.NEGATIVE_INFINITY;
      const line = due.length > 0 ? log(done, due, j, clocks?.due) : atBoundary;
      const value = Math.exp(line) * -Math.expm1(log(reached, others, j, clocks?.others));
      if (j > 0) sum += ((t - times[j - 1]) * (value + before)) / 2;
      before = value;
    }
    return sum;
  };
}

/** Logarithm of the chance that none of a class's VMs is still open. */
function logOfAll({ count }: VmClass, open: number): number {
  return count * Math.log1p(-Math.min(1, open));
}

/** How many hosts have a VM of the due groups, and how many have only others: each is one clock to wait for. */
function sharedClocks(
  system: System,
  groups: readonly DueGroup[],
): (due: ReadonlySet<number>) => { readonly due: number; readonly others: number } {
  const table = placementTable(system);
  const hosts = groups.map(
    ({ classes }) => new Set(classes.flatMap(({ index }) => table.of(index).map(({ host }) => host))),
  );
  const occupied = new Set(hosts.flatMap((set) => [...set]));
  return (due) => {
    const reachedWithDue = new Set([...due].flatMap((group) => [...hosts[group]]));
    return { due: reachedWithDue.size, others: occupied.size - reachedWithDue.size };
  };
}
