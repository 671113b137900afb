import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System, VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { boundaryWrites, flushBytes } from "./boundary-writes.js";
import { advanceField } from "./clock-skew.js";
import { meanUntil, meanWhenComplete } from "./completion.js";
import { completionChances, partsOfCompletions } from "./completion-chances.js";
import { type DueSet, dueGroups, groupsOfClasses, oncePerDueSet } from "./due-sets.js";
import { lawAtom, lawCdf } from "./numerics/distribution-laws.js";
import type { QuadratureNodes } from "./numerics/quadrature.js";
import { sum } from "./numerics/sum.js";
import { hostKinds } from "./placement.js";
import { sharedClockLaws } from "./shared-clock.js";

/** What VMs alone, without their storage, make of lines. */
export interface AdvanceLineLaws {
  /** By node: chance that every VM that is due has completed its checkpoint. */
  established(due: DueSet): Float64Array;
  /** By node: chance that moreover every other VM has reached the index. */
  covered(due: DueSet): Float64Array;
  /**
   * Sums of `Cov(T_c, c_k)` over lines with these weights, in s²: how much later a line is covered where a VM of a class
   * advances late. By class, of those lines at which it is due, and of all others.
   */
  covariances(
    sets: readonly DueSet[],
    weights: Float64Array,
  ): { readonly whenDue: Float64Array; readonly whenNotDue: Float64Array };
}

/**
 * When the recovery lines of each due set are established and covered, and how a VM's own advance moves that.
 *
 *     P(line k established by t) = Π_{c due at k} P(T_c + d_c ≤ t)^{n_c}
 *     P(line k covered by t) = P(established by t) Π_{c not due at k} x_c(t)^{n_c}
 *     Cov(T_c, c_k) = ∫ P(c_k ≤ t) (a_c − E[T_c | T_c + d_c ≤ t]) dt,   d_c = 0 where c is not due
 *
 * Where the VMs of a host share a clock, the products run over hosts, with the host's error integrated inside each
 * ({@link sharedClockLaws}).
 *
 * - Source: E11, R6, R7; the covariance is this project's
 * - Assumes: advances of different VMs (of different hosts, for shared clocks) independent, as in the mean field; lags
 *   below `T0`; a line at which no VM is due is established at the boundary itself
 * - Limits: nodes are chosen for an error of 1e-7 of each chance's integral
 */
export const lineLaws = memoPerSystem(
  (system) => {
    const { nodes, cells } = completionChances(system);
    const shared = advanceField(system).field && system.clock.scope === "host";
    const laws: AdvanceLineLaws = shared ? sharedClockLaws(system, nodes) : independentLaws(system);
    const { established, covered } = system.storage ? stored(system, nodes, laws) : laws;
    return {
      nodes,
      established,
      covered,
      covariances: laws.covariances,
      /** When a line with such a due set is established, and covered, in the mean. */
      meanEstablished: oncePerDueSet((due) => meanFromLaw(nodes, established(due))),
      meanCovered: oncePerDueSet((due) => meanFromLaw(nodes, covered(due))),
      /** Chance that a checkpoint of a VM of a cell of the mean field, due, is not complete by `t`. */
      open: (cell: number, t: Seconds) => cells[cell].open(t),
    };
  },
  (system) => [...partsOfCompletions(system), system.classes.map(({ multiple, phase }) => [multiple, phase])],
);

/**
 * The laws of lines that wait for what is written at their boundaries, too.
 *
 *     P(c_k ≤ t) · min(1, P(all written by t)/Π_{c writes} x_c(t)^{n_c})
 *
 * No write ends before its VM has advanced, so the law of the last write has the advances of all that write in it already.
 * Where the VMs of a host share a clock, the product is over the hosts that write, and without what messages bring forward.
 */
function stored(system: System, { points, values }: QuadratureNodes, laws: AdvanceLineLaws) {
  const { classes, clock } = system;
  const writesOf = boundaryWrites(system);
  const { cells } = completionChances(system);
  const groups = dueGroups(system);
  const flushed = flushBytes(system);
  const width = 2 * cells.length + 1;
  const writersReached = (due: DueSet, withFlushes: boolean) => {
    const isDue = classes.map(() => false);
    for (const group of due) for (const { index } of groups[group].classes) isDue[index] = true;
    const writes = ({ image, index }: VmClass) =>
      (isDue[index] ? image : withFlushes ? flushed[index] : 0) > 0;
    if (clock.scope === "host") {
      const writing = hostKinds(system).filter(({ counts }) =>
        [...counts.keys()].some((c) => writes(classes[c])),
      );
      const hosts = sum(writing.map((kind) => kind.hosts.length));
      return points.map((t) => lawCdf(clock.error, t) ** hosts);
    }
    const own = cells.flatMap(({ classIndex }, place) =>
      writes(classes[classIndex]) ? [2 * place + 1] : [],
    );
    return points.map((_, node) => own.reduce((all, place) => all * values[node * width + place], 1));
  };
  const after = (chances: Float64Array, done: readonly Seconds[], reached: Float64Array) =>
    chances.map((chance, node) => {
      const written = chanceAmong(done, points[node]);
      return reached[node] > written ? (chance * written) / reached[node] : chance;
    });
  return {
    established: (due: DueSet) =>
      after(laws.established(due), writesOf(due).imagesDone, writersReached(due, false)),
    covered: oncePerDueSet((due) =>
      after(laws.covered(due), writesOf(due).allDone, writersReached(due, true)),
    ),
  };
}

/** The distribution function of equally likely values, rising evenly between their middles. */
function chanceAmong(values: readonly Seconds[], t: Seconds): number {
  const { length } = values;
  if (t < values[0]) return 0;
  if (t >= values[length - 1]) return 1;
  let at = 0;
  while (values[at + 1] <= t) at++;
  return (at + 0.5 + (t - values[at]) / (values[at + 1] - values[at])) / length;
}

/**
 * By cell and node, how much later than those that are done, or have reached the index, VMs advance in the mean:
 * `E[T] − E[T | T + d ≤ t]` and `E[T] − E[T | T ≤ t]`; of nobody where all advance at once.
 */
const lateness = memoPerSystem((system) => {
  const { points } = completionChances(system).nodes;
  const { field, cells } = advanceField(system);
  const later = (meanAt: (t: Seconds) => Seconds) => {
    const ofAll = meanAt(Number.POSITIVE_INFINITY);
    return points.map((t) => ofAll - meanAt(t));
  };
  return cells.flatMap(({ classIndex, law }) => {
    if (!field) return [];
    const { duration } = system.classes[classIndex];
    const fixed = lawAtom(duration);
    const survival = field.times.map((t) => law.notReached(t));
    const until = meanUntil(field.times, survival);
    const whenDone =
      fixed === undefined
        ? meanWhenComplete(field.times, survival, duration)
        : (t: Seconds) => until(t - fixed);
    return { done: later(whenDone), reached: later(until) };
  });
}, partsOfCompletions);

/** `E[M]` of a moment `M` from its distribution function: what lies above it right of 0, less what lies below it left of 0. */
export function meanFromLaw({ points, weights }: QuadratureNodes, chances: Float64Array): Seconds {
  let sum = 0;
  for (let node = 0; node < points.length; node++) {
    sum += weights[node] * (points[node] >= 0 ? 1 - chances[node] : -chances[node]);
  }
  return sum;
}

/** The laws where every VM has a clock of its own: products over VMs. */
function independentLaws(system: System): AdvanceLineLaws {
  const { nodes, cells } = completionChances(system);
  const { points, weights } = nodes;
  const groups = dueGroups(system);
  const width = 2 * cells.length + 1;
  const groupOfClass = groupsOfClasses(groups);
  const groupOf = cells.map(({ classIndex }) => groupOfClass[classIndex]);
  /** By group and node: the chance that all its VMs are done, and that all have reached the index; and that all VMs have. */
  const ones = () => new Float64Array(points.length).fill(1);
  const groupDone = groups.map(ones);
  const groupReached = groups.map(ones);
  const allReached = ones();
  for (let node = 0; node < points.length; node++) {
    groupOf.forEach((group, place) => {
      const at = node * width + 2 * place;
      const reached = nodes.values[at + 1];
      groupDone[group][node] *= nodes.values[at];
      groupReached[group][node] *= reached;
      allReached[node] *= reached;
    });
  }
  /** Of all that have reached the index, those that are due have done so; a line with one who has not is not covered. */
  const doneOfReached = groupDone.map((done, group) =>
    done.map((chance, node) => (groupReached[group][node] > 0 ? chance / groupReached[group][node] : 0)),
  );
  /** From which node on a line may be established at all: by group, and where no VM is due. */
  const begin = groupDone.map((done) => done.findIndex((chance) => chance > 0));
  const boundary = points.findIndex((t) => t >= 0);
  const product = (due: DueSet, chances: Float64Array, ofGroup: readonly Float64Array[]) => {
    const first = due.length > 0 ? Math.max(...due.map((group) => begin[group])) : boundary;
    const all = chances.slice().fill(0, 0, first);
    for (const group of due) {
      const own = ofGroup[group];
      for (let node = first; node < all.length; node++) all[node] *= own[node];
    }
    return all;
  };
  const certain = ones();
  const covered = (due: DueSet) => product(due, allReached, doneOfReached);
  return {
    established: (due) => product(due, certain, groupDone),
    covered,
    // The integral over time is linear in the chance of the cover, so all lines take one for each cell.
    covariances(sets, shares) {
      /** By node, what an instant counts for: of all lines, and of those at which a group is due, or is not. */
      const all = new Float64Array(points.length);
      const ofDue = groups.map(() => new Float64Array(points.length));
      sets.forEach((due, place) => {
        const chances = covered(due);
        const sums = [all, ...due.map((group) => ofDue[group])];
        for (let node = 0; node < chances.length; node++) {
          const part = shares[place] * weights[node] * chances[node];
          if (part > 0) for (const sum of sums) sum[node] += part;
        }
      });
      const ofOthers = ofDue.map((due) => all.map((part, node) => part - due[node]));
      const whenDue = new Float64Array(system.classes.length);
      const whenNotDue = new Float64Array(system.classes.length);
      lateness(system).forEach(({ done, reached }, place) => {
        const { classIndex, count } = cells[place];
        const share = count / system.classes[classIndex].count;
        whenDue[classIndex] += share * scalarProduct(done, ofDue[groupOf[place]]);
        whenNotDue[classIndex] += share * scalarProduct(reached, ofOthers[groupOf[place]]);
      });
      return { whenDue, whenNotDue };
    },
  };
}

function scalarProduct(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let node = 0; node < one.length; node++) sum += one[node] * other[node];
  return sum;
}
