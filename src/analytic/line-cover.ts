import type { System } from "../scenario/system.js";
import type { Seconds } from "../scenario/units.js";
import { advanceField } from "./clock-skew.js";
import { advanceMesh, incompletion } from "./completion.js";
import { type DueGroup, dueGroups, jointDueSets } from "./due-sets.js";
import { lineLags } from "./line-lag.js";
import { placementTable } from "./placement.js";

/** How long after its base boundary each recovery line is covered, in the mean over its randomness. */
export interface CoverLags {
  /** Over all indices. */
  readonly mean: Seconds;
  /** Over the indices at which a class is due. */
  readonly meanWhenDue: readonly Seconds[];
  at(index: number): Seconds;
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
      whenDue[group]! += share * extra;
      dueShare[group]! += share;
    }
  }
  const meanWhenDue = [...lags.meanWhenDue];
  groups.forEach(({ classes }, group) => {
    // A sample may miss the rare indices of a long multiple; the mean over all stands in for them.
    const extra = dueShare[group]! > 0 ? whenDue[group]! / dueShare[group]! : mean;
    for (const { index } of classes) meanWhenDue[index]! += extra;
  });
  return {
    mean: lags.mean + mean,
    meanWhenDue,
    at: (index) => {
      const due = groups.flatMap(({ multiple, phase }, group) => (index % multiple === phase ? [group] : []));
      return lags.at(index) + waitFor(due);
    },
  };
}

/** For each due set the mean wait from the line until the last other VM has advanced; nothing where there is none. */
function waits(
  system: System,
  groups: readonly DueGroup[],
): ((due: readonly number[]) => Seconds) | undefined {
  const { laws, course } = advanceField(system);
  if (!course) {
    // One certain clock error: only a line that waits for no VM can stand before the others advance.
    const late = Math.max(0, laws[0]!.mean);
    return late > 0 ? (due) => (due.length === 0 ? late : 0) : undefined;
  }
  const mesh = advanceMesh(course, system.clock.error).times;
  const stride = Math.ceil((mesh.length * system.classes.length) / mostEvaluations);
  const times = mesh.filter((_, at) => at % stride === 0 || at === mesh.length - 1);
  const end = times[times.length - 1]!;
  const open = system.classes.map(({ index, duration }) => incompletion(laws[index]!, mesh, duration));
  const logDone = (classes: DueGroup["classes"], t: Seconds) =>
    classes.reduce((sum, { index, count }) => sum + count * Math.log1p(-Math.min(1, open[index]!(t))), 0);
  const always = groups.filter(({ multiple }) => multiple === 1);
  const soonest = always.reduce((sum, { classes }) => sum + logDone(classes, end), 0);
  if (groups.length === always.length || Math.exp(soonest) < negligible) return undefined;

  const points = times.length;
  const done = groups.map(({ classes }) => Float64Array.from(times, (t) => logDone(classes, t)));
  const reached = groups.map(({ classes }) =>
    Float64Array.from(times, (t) =>
      classes.reduce(
        (sum, { index, count }) => sum + count * Math.log1p(-Math.min(1, laws[index]!.notReached(t))),
        0,
      ),
    ),
  );
  const shared = system.clock.scope === "host" ? sharedClocks(system, groups) : undefined;
  return (due) => {
    const isDue = new Set(due);
    const others = groups.map((_, group) => group).filter((group) => !isDue.has(group));
    if (others.length === 0) return 0;
    const alone = shared?.(isDue);
    let sum = due.length === 0 ? Math.max(0, times[0]!) : 0;
    let before = 0;
    for (let j = 0; j < points; j++) {
      const t = times[j]!;
      // A line without due VMs stands at the boundary itself.
      let line = t >= 0 ? 0 : Number.NEGATIVE_INFINITY;
      if (due.length > 0) line = due.reduce((total, group) => total + done[group]![j]!, 0);
      let all = 0;
      if (alone === undefined) for (const group of others) all += reached[group]![j]!;
      else
        for (const group of others)
          all = Math.min(all, (reached[group]![j]! / vmsOf(groups[group]!)) * alone);
      const value = Math.exp(line) * -Math.expm1(all);
      if (j > 0) sum += ((t - times[j - 1]!) * (value + before)) / 2;
      before = value;
    }
    return sum;
  };
}

/** How many hosts have no VM of the due groups: each has a clock of its own to wait for. */
function sharedClocks(system: System, groups: readonly DueGroup[]): (due: ReadonlySet<number>) => number {
  const table = placementTable(system);
  const hosts = groups.map(
    ({ classes }) => new Set(classes.flatMap(({ index }) => table.of(index).map(({ host }) => host))),
  );
  const occupied = new Set(hosts.flatMap((set) => [...set]));
  return (due) => {
    const reachedWithDue = new Set([...due].flatMap((group) => [...hosts[group]!]));
    return occupied.size - reachedWithDue.size;
  };
}

function vmsOf({ classes }: DueGroup): number {
  return classes.reduce((sum, { count }) => sum + count, 0);
}
