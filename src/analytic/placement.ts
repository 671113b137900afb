import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { countVms, type System } from "../scenario/model/system.js";

/** Hosts that have the same VMs. */
export interface HostKind {
  /** VMs on each of them, by class. */
  readonly counts: ReadonlyMap<number, number>;
  readonly hosts: readonly number[];
}

/**
 * The hosts of a system, those with the same VMs put together, in the order of their first hosts.
 *
 * - Source: E9; `hosts.placement` of the scenario
 * - Assumes: VMs are numbered in class order, as the placements say
 * - Limits: never VM by VM; linear in the hosts on which classes have VMs
 */
export const hostKinds = memoPerSystem((system): readonly HostKind[] => {
  const perHost = Array.from({ length: system.hosts.count }, () => new Map<number, number>());
  for (const { classIndex, host, count } of groupsOnHosts(system)) {
    if (count > 0) perHost[host].set(classIndex, (perHost[host].get(classIndex) ?? 0) + count);
  }
  const kinds = new Map<string, { counts: ReadonlyMap<number, number>; hosts: number[] }>();
  perHost.forEach((counts, host) => {
    const inOrder = [...counts].sort(([one], [other]) => one - other);
    const key = inOrder.join(";");
    const kind = kinds.get(key) ?? { counts: new Map(inOrder), hosts: [] };
    kind.hosts.push(host);
    kinds.set(key, kind);
  });
  return [...kinds.values()];
});

/** Kinds of hosts on which a class has VMs, ascending, and how many it has on each host of the kind. */
export type KindShares = readonly { readonly kind: number; readonly count: number }[];

/** By class: on which kinds of hosts its VMs live. */
export const kindsOfClasses = memoPerSystem((system): readonly KindShares[] => {
  const shares = system.classes.map(() => [] as { kind: number; count: number }[]);
  hostKinds(system).forEach(({ counts }, kind) => {
    for (const [classIndex, count] of counts) shares[classIndex].push({ kind, count });
  });
  return shares;
});

/** VMs of one class on one host, as the placement lays them out. */
function groupsOnHosts({ classes, hosts }: System) {
  const { count: hostCount, placement } = hosts;
  if (placement.kind === "given") return placement.groups;
  const vms = countVms({ classes });
  const groups: { host: number; classIndex: number; count: number }[] = [];
  let first = 0;
  for (const { index, count } of classes) {
    const end = first + count;
    if (placement.kind === "spread") {
      // VM v on host v mod H.
      for (let vm = first; vm < Math.min(end, first + hostCount); vm++) {
        groups.push({ host: vm % hostCount, classIndex: index, count: Math.ceil((end - vm) / hostCount) });
      }
    } else {
      // VM v of N on host floor(v H/N).
      for (let vm = first; vm < end; ) {
        const host = Math.floor((vm * hostCount) / vms);
        const next = Math.min(end, Math.ceil(((host + 1) * vms) / hostCount));
        groups.push({ host, classIndex: index, count: next - vm });
        vm = next;
      }
    }
    first = end;
  }
  return groups;
}

/** Visits the kinds of hosts on which two classes meet, with the VMs that each has on one of these hosts. */
export function whereClassesMeet(
  system: System,
  a: number,
  b: number,
  visit: (kind: number, ofA: number, ofB: number) => void,
): void {
  const [ofA, ofB] = [kindsOfClasses(system)[a], kindsOfClasses(system)[b]];
  let [i, j] = [0, 0];
  while (i < ofA.length && j < ofB.length) {
    const difference = ofA[i].kind - ofB[j].kind;
    if (difference === 0) visit(ofA[i].kind, ofA[i].count, ofB[j].count);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
}

/**
 * Probability that the two VMs of a uniformly chosen ordered pair of distinct VMs, one of class `a` and one of
 * class `b`, live on one host.
 *
 *     P = Σ_h n_ah (n_bh − [a=b]) / (n_a (n_b − [a=b]))
 *
 * - Source: E9
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: 0 for a class of one VM and itself, which has no such pair
 */
export function sameHostProbability(system: System, a: number, b: number): number {
  const self = a === b ? 1 : 0;
  const pairs = system.classes[a].count * (system.classes[b].count - self);
  let together = 0;
  whereClassesMeet(system, a, b, (kind, senders, receivers) => {
    together += hostKinds(system)[kind].hosts.length * senders * (receivers - self);
  });
  return pairs === 0 ? 0 : together / pairs;
}

/** A figure of each host, worked out once for each kind of host. */
export function byHost<T>(system: System, ofKind: (kind: number) => T): T[] {
  const figures: T[] = [];
  hostKinds(system).forEach(({ hosts }, kind) => {
    const figure = ofKind(kind);
    for (const host of hosts) figures[host] = figure;
  });
  return figures;
}

/** Sums over the VMs of each host, of what each VM of a class on this kind of host has. */
export function sumByHost(system: System, perVm: (classIndex: number, kind: number) => number): number[] {
  return byHost(system, (kind) => {
    let total = 0;
    for (const [classIndex, count] of hostKinds(system)[kind].counts) {
      total += count * perVm(classIndex, kind);
    }
    return total;
  });
}

/** Splits figures by class over hosts, by the VMs of each class that live there. */
export function splitByHost(system: System, byClass: ArrayLike<number>): number[] {
  return sumByHost(system, (index) => byClass[index] / system.classes[index].count);
}
