import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { countVms, type System } from "../scenario/model/system.js";

/** VMs of one class on one host. */
export interface HostShare {
  readonly host: number;
  readonly count: number;
}

/** Where the VMs of a system live, answered by class arithmetic: never VM by VM. */
export interface PlacementTable {
  /** How many VMs of a class live on a host. */
  count(classIndex: number, host: number): number;
  /** The hosts on which a class has VMs, ascending. */
  of(classIndex: number): readonly HostShare[];
  /** `Σ_h n_ah n_bh`: ordered pairs of a VM of `a` and a VM of `b` on one host, a VM with itself included. */
  pairsOnOneHost(a: number, b: number): number;
  /** A fresh sum over class pairs, host by host. */
  pairSums(): PairSums;
}

/** `Σ_ab weight_ab n_ah n_bh` for each host: what class pairs amount to where they meet. */
export interface PairSums {
  add(a: number, b: number, weight: number): void;
  /** Adds `weight n_ah`: VMs of one class, whoever else is there. */
  addVms(a: number, weight: number): void;
  byHost(): Float64Array;
}

/**
 * Which hosts the VMs of each class live on.
 *
 * - Source: E9; `hosts.placement` of the scenario
 * - Assumes: VMs are numbered in class order, as the placements say
 * - Limits: a class pair takes constant time when spread or packed, and time linear in its hosts when given by hand
 */
export const placementTable = memoPerSystem((system): PlacementTable => {
  const { placement } = system.hosts;
  if (placement.kind === "spread") return spread(system);
  return byHand(system, placement.kind === "packed" ? packedGroups(system) : placement.groups);
});

/**
 * Probability that the two VMs of a uniformly chosen ordered pair of distinct VMs, one of class `a` and one of
 * class `b`, live on one host.
 *
 *     P = (Σ_h n_ah n_bh − [a=b] n_a) / (n_a (n_b − [a=b]))
 *
 * - Source: E9
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: 0 for a class of one VM and itself, which has no such pair
 */
export function sameHostProbability(system: System, a: number, b: number): number {
  const self = a === b ? 1 : 0;
  const senders = system.classes[a].count;
  const pairs = senders * (system.classes[b].count - self);
  if (pairs === 0) return 0;
  return (placementTable(system).pairsOnOneHost(a, b) - self * senders) / pairs;
}

/** Hosts that have the same VMs. */
export interface HostKind {
  /** VMs on each of them, by class. */
  readonly counts: ReadonlyMap<number, number>;
  readonly hosts: readonly number[];
}

/** The hosts of a system, those with the same VMs put together. */
export const hostKinds = memoPerSystem((system): readonly HostKind[] => {
  const table = placementTable(system);
  const perHost = Array.from({ length: system.hosts.count }, () => new Map<number, number>());
  for (const { index } of system.classes) {
    for (const { host, count } of table.of(index)) perHost[host].set(index, count);
  }
  const kinds = new Map<string, { counts: ReadonlyMap<number, number>; hosts: number[] }>();
  perHost.forEach((counts, host) => {
    const key = [...counts].join(";");
    const kind = kinds.get(key);
    if (kind) kind.hosts.push(host);
    else kinds.set(key, { counts, hosts: [host] });
  });
  return [...kinds.values()];
});

/** Splits figures by class over hosts, by the VMs of each class that live there. */
export function splitByHost(system: System, byClass: ArrayLike<number>): number[] {
  const table = placementTable(system);
  const perHost = new Float64Array(system.hosts.count);
  for (const { index, count } of system.classes) {
    const perVm = byClass[index] / count;
    for (const share of table.of(index)) perHost[share.host] += perVm * share.count;
  }
  return Array.from(perHost);
}

/** Round-robin: each host has `q` VMs of a class, and one more on an arc of hosts that begins where the class begins. */
function spread(system: System): PlacementTable {
  const hosts = system.hosts.count;
  const whole = new Float64Array(system.classes.length);
  const start = new Int32Array(system.classes.length);
  const length = new Int32Array(system.classes.length);
  let first = 0;
  for (const { index, count } of system.classes) {
    whole[index] = Math.floor(count / hosts);
    length[index] = count % hosts;
    start[index] = first % hosts;
    first += count;
  }
  const onArc = (classIndex: number, host: number) =>
    (host - start[classIndex] + hosts) % hosts < length[classIndex] ? 1 : 0;
  const count = (classIndex: number, host: number) => whole[classIndex] + onArc(classIndex, host);
  return {
    count,
    of(classIndex) {
      const shares: HostShare[] = [];
      if (whole[classIndex] > 0) {
        for (let host = 0; host < hosts; host++) shares.push({ host, count: count(classIndex, host) });
        return shares;
      }
      for (let step = 0; step < length[classIndex]; step++) {
        shares.push({ host: (start[classIndex] + step) % hosts, count: 1 });
      }
      return shares.sort((one, other) => one.host - other.host);
    },
    pairsOnOneHost(a, b) {
      const shared = overlap(start[a], length[a], start[b], length[b], hosts);
      return hosts * whole[a] * whole[b] + whole[a] * length[b] + whole[b] * length[a] + shared;
    },
    pairSums() {
      const steps = new Float64Array(hosts + 1);
      let everywhere = 0;
      const addArc = (from: number, size: number, weight: number) => {
        const end = from + size;
        steps[from] += weight;
        steps[Math.min(end, hosts)] -= weight;
        if (end > hosts) {
          steps[0] += weight;
          steps[end - hosts] -= weight;
        }
      };
      return {
        add(a, b, weight) {
          everywhere += weight * whole[a] * whole[b];
          addArc(start[b], length[b], weight * whole[a]);
          addArc(start[a], length[a], weight * whole[b]);
          for (let turn = -hosts; turn <= hosts; turn += hosts) {
            const from = Math.max(start[a], start[b] + turn);
            const size = Math.min(start[a] + length[a], start[b] + turn + length[b]) - from;
            if (size > 0) addArc(from % hosts, size, weight);
          }
        },
        addVms(a, weight) {
          everywhere += weight * whole[a];
          addArc(start[a], length[a], weight);
        },
        byHost() {
          const totals = new Float64Array(hosts);
          let level = everywhere;
          for (let host = 0; host < hosts; host++) {
            level += steps[host];
            totals[host] = level;
          }
          return totals;
        },
      };
    },
  };
}

/** Hosts on both of two arcs of a circle, which may overlap at either end. */
function overlap(startA: number, sizeA: number, startB: number, sizeB: number, around: number): number {
  let shared = 0;
  for (let turn = -around; turn <= around; turn += around) {
    const from = Math.max(startA, startB + turn);
    const end = Math.min(startA + sizeA, startB + turn + sizeB);
    if (end > from) shared += end - from;
  }
  return shared;
}

/** Hosts filled one after the other: VM `v` of `N` on host `floor(v H / N)`. */
function packedGroups(system: System) {
  const hosts = system.hosts.count;
  const vms = countVms(system);
  const firstVm = (host: number) => Math.ceil((host * vms) / hosts);
  const groups: { host: number; classIndex: number; count: number }[] = [];
  let first = 0;
  for (const { index, count } of system.classes) {
    const end = first + count;
    for (let vm = first; vm < end; ) {
      const host = Math.floor((vm * hosts) / vms);
      const next = Math.min(end, firstVm(host + 1));
      groups.push({ host, classIndex: index, count: next - vm });
      vm = next;
    }
    first = end;
  }
  return groups;
}

function byHand(
  system: System,
  groups: readonly { readonly host: number; readonly classIndex: number; readonly count: number }[],
): PlacementTable {
  const lists: HostShare[][] = system.classes.map(() => []);
  for (const { host, classIndex, count } of groups) lists[classIndex].push({ host, count });
  const merged = lists.map((list) => mergeHosts(list));
  return {
    count: (classIndex, host) => merged[classIndex].find((share) => share.host === host)?.count ?? 0,
    of: (classIndex) => merged[classIndex],
    pairsOnOneHost(a, b) {
      let pairs = 0;
      onCommonHosts(merged[a], merged[b], (_host, product) => {
        pairs += product;
      });
      return pairs;
    },
    pairSums() {
      const totals = new Float64Array(system.hosts.count);
      return {
        add(a, b, weight) {
          onCommonHosts(merged[a], merged[b], (host, product) => {
            totals[host] += weight * product;
          });
        },
        addVms(a, weight) {
          for (const { host, count } of merged[a]) totals[host] += weight * count;
        },
        byHost: () => totals,
      };
    },
  };
}

function mergeHosts(list: readonly HostShare[]): HostShare[] {
  const counts = new Map<number, number>();
  for (const { host, count } of list) if (count > 0) counts.set(host, (counts.get(host) ?? 0) + count);
  return [...counts].map(([host, count]) => ({ host, count })).sort((one, other) => one.host - other.host);
}

function onCommonHosts(
  one: readonly HostShare[],
  other: readonly HostShare[],
  visit: (host: number, product: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < one.length && j < other.length) {
    const difference = one[i].host - other[j].host;
    if (difference === 0) visit(one[i].host, one[i++].count * other[j++].count);
    else if (difference < 0) i++;
    else j++;
  }
}
