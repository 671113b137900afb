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
export const firstFlushes = memoPerSystem((system) => {
  const { cells } = advanceField(system);
  const known = new Map<string, FirstFlush | undefined>();
  const first = (key: string, due: DueSet, on: readonly HostsOfKind[]) => {
    if (!known.has(key)) known.set(key, firstOn(system, due, on));
    return known.get(key);
  };
  const everywhere = hostKinds(system).map(({ hosts }, kind) => ({ kind, hosts: hosts.length }));
  return {
    /** When the first of all VMs, or of those on one kind of host, flushes; nothing where none of them does. */
    ofAll: (due: DueSet) => first(`all ${due.join()}`, due, everywhere),
    onHost: (kind: number, due: DueSet) => first(`${kind} ${due.join()}`, due, [{ kind, hosts: 1 }]),
    /** No flush that is the first of its index is later than this, in the mean. */
    latest: Math.max(...cells.map(({ law }) => law.mean)),
  };
});

interface HostsOfKind {
  readonly kind: number;
  readonly hosts: number;
}

function firstOn(system: System, due: DueSet, on: readonly HostsOfKind[]): FirstFlush | undefined {
  const { field, cells } = advanceField(system);
  const { cellOf } = advanceCells(system);
  const { error, scope } = system.clock;
  const groups = dueGroups(system);
  const isDue = new Set(due.flatMap((group) => groups[group].classes.map(({ index }) => index)));
  /** VMs that are not due, by cell; and the hosts that have one, whose clocks they may share. */
  const vms = new Map<number, number>();
  let clocks = 0;
  for (const { kind, hosts } of on) {
    const notDue = [...hostKinds(system)[kind].counts].filter(([classIndex]) => !isDue.has(classIndex));
    if (notDue.length > 0) clocks += hosts;
    for (const [classIndex, count] of notDue) {
      const cell = cellOf(classIndex, kind);
      vms.set(cell, (vms.get(cell) ?? 0) + count * hosts);
    }
  }
  if (clocks === 0) return undefined;
  if (!field) return { mean: cells[0].law.mean, law: certain(cells[0].law.mean) };
  const { times } = field;
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
