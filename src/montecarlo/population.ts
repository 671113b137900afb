import { countVms, type System } from "../scenario/model/system.js";

/**
 * Every VM by number, with its class and host. VMs are numbered from 0 in class order.
 *
 * A *cell* is a pair (class, host) that has VMs: the finest split in which logs are reported.
 *
 * Where all VMs of a cell do the same at the same instants, one number may stand for all of them: see `lockstep`.
 */
export interface Population {
  readonly vmCount: number;
  readonly hostCount: number;
  readonly classCount: number;
  /** `i_c` by class. */
  readonly multiple: Int32Array;
  /** `φ_c` by class. */
  readonly phase: Int32Array;
  /** First VM of each class, and the number of VMs at the end: class `c` is `firstVm[c] .. firstVm[c + 1] − 1`. */
  readonly firstVm: Int32Array;
  readonly classOf: Int32Array;
  readonly hostOf: Int32Array;
  /** How many VMs each number stands for: 1, but in lockstep. */
  readonly weight: Int32Array;
  readonly cellOf: Int32Array;
  readonly cellCount: number;
  readonly cellClass: Int32Array;
  readonly cellHost: Int32Array;
}

export interface PopulationClass {
  readonly multiple: number;
  readonly phase: number;
  readonly count: number;
}

/** Numbers the VMs of a system and puts each on its host. */
export function populate(system: System): Population {
  return populationFrom(system.classes, system.hosts.count, hostNumbers(system));
}

/** A population from classes and the host of every VM. */
export function populationFrom(
  classes: readonly PopulationClass[],
  hostCount: number,
  hostOf: Int32Array,
): Population {
  const vmCount = hostOf.length;
  const firstVm = startsOf(classes.map(({ count }) => count));
  const classOf = new Int32Array(vmCount);
  for (let c = 0; c < classes.length; c++) classOf.fill(c, firstVm[c], firstVm[c + 1]);
  const cells = new Map<number, number>();
  const cellOf = new Int32Array(vmCount);
  for (let vm = 0; vm < vmCount; vm++) {
    const key = classOf[vm] * hostCount + hostOf[vm];
    const cell = cells.get(key) ?? cells.size;
    cells.set(key, cell);
    cellOf[vm] = cell;
  }
  const keys = [...cells.keys()];
  return {
    vmCount,
    hostCount,
    classCount: classes.length,
    multiple: Int32Array.from(classes, ({ multiple }) => multiple),
    phase: Int32Array.from(classes, ({ phase }) => phase),
    firstVm,
    classOf,
    hostOf,
    weight: new Int32Array(vmCount).fill(1),
    cellOf,
    cellCount: keys.length,
    cellClass: Int32Array.from(keys, (key) => Math.floor(key / hostCount)),
    cellHost: Int32Array.from(keys, (key) => key % hostCount),
  };
}

/**
 * The population with one number for each cell. It serves where nothing tells the VMs of a cell apart: perfect
 * clocks, no delay, and traffic that is only counted.
 */
export function lockstep(population: Population): Population {
  const { cellCount, cellClass, cellHost, cellOf, classCount } = population;
  const weight = new Int32Array(cellCount);
  for (const cell of cellOf) weight[cell]++;
  return {
    ...population,
    vmCount: cellCount,
    // VMs are numbered in class order, and so are the cells.
    firstVm: grouped(cellClass, classCount).start,
    classOf: cellClass,
    hostOf: cellHost,
    weight,
    cellOf: Int32Array.from({ length: cellCount }, (_, cell) => cell),
  };
}

/** The population as index `shift` would find it at the start: due at `k` is what was due at `k + shift`. */
export function shifted(
  { multiple, phase, firstVm, hostCount, hostOf }: Population,
  shift: bigint,
): Population {
  const classes = Array.from(multiple, (i, c) => ({
    multiple: i,
    phase: (phase[c] - Number(shift % BigInt(i)) + i) % i,
    count: firstVm[c + 1] - firstVm[c],
  }));
  return populationFrom(classes, hostCount, hostOf);
}

function hostNumbers(system: System): Int32Array {
  const { placement, count: hostCount } = system.hosts;
  const vmCount = countVms(system);
  const hostOf = new Int32Array(vmCount);
  switch (placement.kind) {
    case "spread":
      for (let vm = 0; vm < vmCount; vm++) hostOf[vm] = vm % hostCount;
      break;
    case "packed":
      for (let vm = 0; vm < vmCount; vm++) hostOf[vm] = Math.floor((vm * hostCount) / vmCount);
      break;
    case "given": {
      const next = startsOf(system.classes.map(({ count }) => count));
      for (const { host, classIndex, count } of placement.groups) {
        hostOf.fill(host, next[classIndex], next[classIndex] + count);
        next[classIndex] += count;
      }
      break;
    }
  }
  return hostOf;
}

/** Items in the order of their groups: those of group `g` are `order[start[g]] .. order[start[g + 1] − 1]`. */
export interface Grouping {
  readonly start: Int32Array;
  readonly order: Int32Array;
}

/** Groups items, numbered from 0, by the number of their group. */
export function grouped(groupOf: Int32Array, groups: number): Grouping {
  const sizes = new Int32Array(groups);
  for (const group of groupOf) sizes[group]++;
  const start = startsOf(sizes);
  const next = start.slice();
  const order = new Int32Array(groupOf.length);
  for (let item = 0; item < groupOf.length; item++) order[next[groupOf[item]]++] = item;
  return { start, order };
}

/** Where each of groups of such sizes begins, one after the other, and where the last ends. */
function startsOf(sizes: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(sizes.length + 1);
  for (let group = 0; group < sizes.length; group++) starts[group + 1] = starts[group] + sizes[group];
  return starts;
}

/** Whether class `c` takes a checkpoint at index `k`: `(k − φ_c) mod i_c = 0`. */
export function isDue(population: Population, c: number, k: number): boolean {
  return (k - population.phase[c]) % population.multiple[c] === 0;
}
