import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import type { Course } from "./contagion.js";
import type { DueGroup } from "./due-sets.js";
import { lawCdf } from "./numerics/distribution-laws.js";
import { placementTable } from "./placement.js";

const mostErrors = 64;

/**
 * Chance that every due VM is done, where the VMs of a host share one clock error.
 *
 *     Π_h ∫ Π_{c due} P(min(ε, J_c) + d_c ≤ t)^{n_ch} dG(ε),   P(J_c > t) = exp(−∫ h_c)
 *
 * `J_c` is the moment at which a message would advance the VM. Hosts with the same VMs count as one kind.
 *
 * - Source: E10, E11, `clock.scope: host`
 * - Assumes: given the clock, the VMs of a host are advanced by messages independently of one another
 * - Limits: the clock error is put together to at most 64 atoms
 */
export function sharedClockCompletion(
  system: System,
  course: Course,
  groups: readonly DueGroup[],
  points: Float64Array,
): (node: number, due: readonly number[]) => number {
  const errors = errorAtoms(course);
  const kinds = hostKinds(system);
  const classes = system.classes.length;
  const chances = new Float64Array(classes * errors.length);
  const groupLogs = kinds.map(() => new Float64Array(groups.length * errors.length));
  const allDone = new Uint8Array(classes);
  let loaded = -1;
  const memory = new Map<string, Float64Array>();
  const load = (node: number) => {
    loaded = node;
    for (let c = 0; c < classes; c++)
      allDone[c] = doneByError(system, c, errors, points[node], chances) ? 1 : 0;
    kinds.forEach((kind, at) => {
      const logs = groupLogs[at].fill(0);
      groups.forEach((group, g) => {
        for (const { index } of group.classes) {
          const vms = kind.counts.get(index);
          if (!vms || allDone[index]) continue;
          for (let e = 0; e < errors.length; e++) {
            logs[g * errors.length + e] += vms * Math.log(chances[index * errors.length + e]);
          }
        }
      });
    });
  };
  return (node, due) => {
    const key = due.join();
    let values = memory.get(key);
    if (!values) {
      values = new Float64Array(points.length).fill(Number.NaN);
      memory.set(key, values);
    }
    if (Number.isNaN(values[node])) {
      if (loaded !== node) load(node);
      values[node] = productOverHosts(kinds, groupLogs, errors, due);
    }
    return values[node];
  };
}

/** One value that stands for a stretch of the clock error. */
interface ErrorAtom {
  readonly place: Seconds;
  readonly mass: number;
  /** `P(J_c > place)`, by class. */
  readonly unsparked: Float64Array;
}

function errorAtoms({ times, clockSurvival, cumulativeHazard }: Course): ErrorAtom[] {
  const classes = cumulativeHazard.length / times.length;
  const cells = times.length - 1;
  const stride = Math.ceil(cells / mostErrors);
  const atoms: ErrorAtom[] = [];
  for (let from = 0; from < cells; from += stride) {
    const to = Math.min(cells, from + stride);
    const end = to === cells ? 0 : clockSurvival[to];
    const mass = clockSurvival[from] - end;
    if (mass <= 0) continue;
    let first = 0;
    let hazardAt = from;
    for (let j = from; j < to; j++) {
      const share = clockSurvival[j] - (j + 1 === cells ? 0 : clockSurvival[j + 1]);
      first += (share * (times[j] + times[j + 1])) / 2;
    }
    const place = first / mass;
    while (hazardAt < to && times[hazardAt + 1] < place) hazardAt++;
    const step = (place - times[hazardAt]) / (times[hazardAt + 1] - times[hazardAt]);
    const unsparked = Float64Array.from({ length: classes }, (_, c) => {
      const before = cumulativeHazard[hazardAt * classes + c];
      return Math.exp(-(before + step * (cumulativeHazard[(hazardAt + 1) * classes + c] - before)));
    });
    atoms.push({ place, mass, unsparked });
  }
  return atoms;
}

/**
 * `P(min(ε, J_c) + d_c <= t)` for each atom of the error: sparks before it, and the clock itself. Answers whether
 * all of them are 1, so that the class can be passed over.
 */
function doneByError(
  system: System,
  c: number,
  errors: readonly ErrorAtom[],
  t: Seconds,
  out: Float64Array,
): boolean {
  const { duration } = system.classes[c];
  const start = c * errors.length;
  if (lawCdf(duration, t - errors[errors.length - 1].place) === 1) return true;
  let sparked = 0;
  let unsparkedBefore = 1;
  let doneBefore = lawCdf(duration, t - errors[0].place);
  for (let e = 0; e < errors.length; e++) {
    const { place, unsparked } = errors[e];
    const done = doneBefore === 0 ? 0 : lawCdf(duration, t - place);
    const left = unsparked[c];
    sparked += ((unsparkedBefore - left) * (done + doneBefore)) / 2;
    out[start + e] = Math.min(1, sparked + left * done);
    unsparkedBefore = left;
    doneBefore = done;
  }
  return false;
}

interface HostKind {
  /** VMs by class. */
  readonly counts: ReadonlyMap<number, number>;
  hosts: number;
}

function hostKinds(system: System): HostKind[] {
  const table = placementTable(system);
  const perHost = Array.from({ length: system.hosts.count }, () => new Map<number, number>());
  for (const { index } of system.classes) {
    for (const { host, count } of table.of(index)) perHost[host].set(index, count);
  }
  const kinds = new Map<string, HostKind>();
  for (const counts of perHost) {
    const key = [...counts].join(";");
    const kind = kinds.get(key);
    if (kind) kind.hosts++;
    else kinds.set(key, { counts, hosts: 1 });
  }
  return [...kinds.values()];
}

function productOverHosts(
  kinds: readonly HostKind[],
  groupLogs: readonly Float64Array[],
  errors: readonly ErrorAtom[],
  due: readonly number[],
): number {
  let exponent = 0;
  kinds.forEach(({ hosts }, at) => {
    const logs = groupLogs[at];
    let chance = 0;
    errors.forEach(({ mass }, e) => {
      let inside = 0;
      for (const group of due) inside += logs[group * errors.length + e];
      chance += mass * Math.exp(inside);
    });
    exponent += hosts * Math.log(Math.min(1, chance));
  });
  return Math.exp(exponent);
}
