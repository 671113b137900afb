import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceCells } from "./advance-cells.js";
import { advanceField } from "./clock-skew.js";
import { type DueSet, dueGroups } from "./due-sets.js";
import { lawSurvival } from "./numerics/distribution-laws.js";
import { certain, type TabulatedLaw } from "./numerics/tabulated-law.js";
import { hostKinds } from "./placement.js";

/** Chances that do not show in a quantile, and points that are enough for one. */
const never = 1e-9;
const mostPoints = 300;

/** When the first VM flushes for an index, after its base boundary. */
export interface FirstFlush {
  readonly mean: Seconds;
  readonly law: TabulatedLaw;
}

/** When the first of all VMs, or of those on one kind of host, flushes; nothing where none of them does. */
export interface FirstFlushes {
  ofAll(due: DueSet): FirstFlush | undefined;
  onHost(kind: number, due: DueSet): FirstFlush | undefined;
  /** No flush that is the first of its index is later than this, in the mean. */
  readonly latest: Seconds;
}

/**
 * When the first VM flushes for an index with a given due set.
 *
 *     f_k = E[min over VMs not due of T] = ∫ (Π_{c not due at k} (1 − x_c(t))^{n_c} − [t < 0]) dt
 *
 * With clocks shared by the VMs of a host, the clock's own part of `1 − x_c` counts once a host.
 *
 * - Source: R3, with the advances of E10; this project's
 * - Assumes: advances of different VMs independent but for a shared clock, as in the mean field
 * - Limits: the clocks' error where that is certain; moves forward as VMs are added
 */
export const firstFlushes = memoPerSystem((system): FirstFlushes => {
  const groups = dueGroups(system);
  const kinds = hostKinds(system);
  const { cells } = advanceField(system);
  const among = (place: number, hosts: number, due: DueSet) => {
    const isDue = new Set(due.flatMap((group) => groups[group].classes.map(({ index }) => index)));
    return [...kinds[place].counts].flatMap(([classIndex, count]) =>
      isDue.has(classIndex) ? [] : { classIndex, kind: place, vms: count * hosts },
    );
  };
  const known = new Map<string, FirstFlush | undefined>();
  const once = (key: string, work: () => FirstFlush | undefined) => {
    if (!known.has(key)) known.set(key, work());
    return known.get(key);
  };
  return {
    latest: Math.max(...cells.map(({ law }) => law.mean)),
    ofAll: (due) =>
      once(`all ${due.join()}`, () => {
        const parts = kinds.map(({ hosts }, place) => among(place, hosts.length, due));
        const clocks = kinds.reduce(
          (all, { hosts }, at) => all + (parts[at].length > 0 ? hosts.length : 0),
          0,
        );
        return firstOf(system, parts.flat(), clocks);
      }),
    onHost: (kind, due) => once(`${kind} ${due.join()}`, () => firstOf(system, among(kind, 1, due), 1)),
  };
});

/** VMs of a class on hosts of one kind. */
interface Part {
  readonly classIndex: number;
  readonly kind: number;
  readonly vms: number;
}

/** @param clocks that these VMs have, where the VMs of a host share one */
function firstOf(system: System, parts: readonly Part[], clocks: number): FirstFlush | undefined {
  if (parts.length === 0) return undefined;
  const { field, cells } = advanceField(system);
  const { error, scope } = system.clock;
  if (!field) return { mean: cells[0].law.mean, law: certain(cells[0].law.mean) };
  const { times } = field;
  const vms = new Map<number, number>();
  for (const part of parts) {
    const cell = advanceCells(system).cellOf(part.classIndex, part.kind);
    vms.set(cell, (vms.get(cell) ?? 0) + part.vms);
  }
  const none = times.map((t) => {
    const clock = Math.log(lawSurvival(error, t));
    const shared = scope === "host" ? clock : 0;
    let log = scope === "host" ? clocks * clock : 0;
    for (const [cell, count] of vms) log += count * (Math.log(cells[cell].law.notReached(t)) - shared);
    return Number.isNaN(log) ? 0 : Math.exp(log);
  });
  let mean = times[0];
  for (let at = 1; at < times.length; at++)
    mean += ((times[at] - times[at - 1]) * (none[at] + none[at - 1])) / 2;
  const inside = Array.from(times.keys()).flatMap((at) =>
    none[at] < 1 - never && (at === 0 || none[at - 1] > never) ? [at] : [],
  );
  const stride = Math.ceil(inside.length / mostPoints);
  const kept = inside.filter((_, at) => at % stride === 0 || at === inside.length - 1);
  return {
    mean,
    law: {
      points: Float64Array.from(kept, (at) => times[at]),
      chances: Float64Array.from(kept, (at) => 1 - none[at]),
    },
  };
}
