import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { countVms, type Storage, type System } from "../scenario/model/system.js";
import type { Bytes, BytesPerSecond, Seconds } from "../scenario/model/units.js";
import { alikeWriters, drawnWriters, mostDraws, type Writers } from "./boundary-writers.js";
import { advanceField, partsOfAdvances } from "./clock-skew.js";
import { type DueSet, dueSets, oncePerDueSet } from "./due-sets.js";
import { FairSharing } from "./fair-sharing.js";
import { flows } from "./flows.js";
import { lawVariance } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";

/** What the writes of one base boundary come to, for one due set; times are from the boundary on. */
export interface BoundaryWrites {
  /** When the last image is on stable storage, and the last write of all: equally likely values, ascending. */
  readonly imagesDone: readonly Seconds[];
  readonly allDone: readonly Seconds[];
  /** By class, from the start of a checkpoint: until its image is on stable storage, equally likely values. */
  readonly stored: readonly (readonly Seconds[])[];
  /** The same until it is on its host's own disk, with staging; else as `stored`. */
  readonly staged: readonly (readonly Seconds[])[];
  /** Mean time in which stable storage is written to. */
  readonly busy: Seconds;
  /** Most bytes that one host's own disk holds, in the mean. */
  readonly stagingPeak: Bytes;
}

/** Values by which a time is told. */
const mostValues = 16;
/** So many of them suffice as tell a mean time to this share of what the writes take. */
const precision = 1e-4;
/** Where advances differ by less than this share of what the writes take, all are the mean one. */
const slight = 1e-4;

/**
 * What happens to stable storage after a base boundary, for each due set.
 *
 * Every VM that is due writes its image, every other one what it has received in a base interval, from its own advance
 * on; the ends follow from equal sharing (`FairSharing`). With staging an image goes to the host's own disk first, and
 * then, in the order in which images have got there, one at a time a host, to stable storage.
 *
 * - Source: R11, E20, E23; the advances as in E10
 * - Assumes: the storage is idle at the boundary; flushes have their mean size; advances of different VMs independent (of
 *   different hosts, for shared clocks), as in the mean field
 * - Limits: exact with clocks that are certain; else an average over advances that are spread evenly over their laws,
 *   some 8000 of them, fewer or their mean alone where the writes take much longer than advances differ
 */
export const boundaryWrites = memoPerSystem((system): ((due: DueSet) => BoundaryWrites) => {
  const { storage, classes, hosts } = system;
  if (!storage) throw new Error("boundaryWrites is for systems with storage");
  const { groups, sets } = dueSets(system);
  const flushed = flushBytes(system);
  const certain = advanceField(system).field === undefined;
  const deviation = Math.sqrt(lawVariance(system.clock.error));
  // Of streams that share a disk, the first is through by as much earlier as it was ahead, times their number.
  const neighbours = storage.staging === undefined ? 1 : countVms(system) / hosts.count;
  let drawn: Writers | undefined;
  let alike: Writers | undefined;
  const pieces = Math.max(1, Math.min(mostValues, Math.floor(300 / sets.length)));
  return oncePerDueSet((due) => {
    const isDue = classes.map(() => false);
    for (const group of due) for (const { index } of groups[group].classes) isDue[index] = true;
    const bytes = classes.map(({ index, image }) => (isDue[index] ? image : flushed[index]));
    const drain = sum(classes.map(({ index, count }) => count * bytes[index])) / storage.write;
    const burst = { storage, isDue, bytes, pieces };
    if (certain || deviation * neighbours < slight * drain) {
      alike ??= alikeWriters(system);
      return writesOf({ ...burst, ...alike });
    }
    drawn ??= drawnWriters(system, sets.length);
    const enough = Math.ceil((deviation / (precision * drain)) ** 2 / drawn.vms.length);
    return writesOf({ ...burst, ...drawn, advances: drawn.advances.slice(0, enough || mostDraws) });
  });
}, partsOfWrites);

/** What the writes of a boundary follow from. */
export function partsOfWrites(system: System): readonly unknown[] {
  const { storage, classes, baseInterval, rates } = system;
  const perClass = classes.map(({ multiple, phase, image }) => [multiple, phase, image]);
  return [...partsOfAdvances(system), storage, perClass, baseInterval, rates.size];
}

/** Mean bytes that a VM of each class flushes at a boundary at which it is not due. */
export function flushBytes(system: System): readonly Bytes[] {
  const { inboundBytes } = flows(system);
  return system.classes.map(({ index, count, multiple }) =>
    multiple === 1 ? 0 : (inboundBytes[index] * system.baseInterval) / count,
  );
}

/** Who writes what at one boundary. */
interface Burst extends Writers {
  readonly storage: Storage;
  readonly isDue: readonly boolean[];
  /** Of an image or a flush, by class. */
  readonly bytes: readonly Bytes[];
  /** Values by which the ends are told. */
  readonly pieces: number;
}

function writesOf(burst: Burst): BoundaryWrites {
  const { storage, vms, copies, advances, isDue, bytes, pieces } = burst;
  const stored = isDue.map(() => [] as Seconds[]);
  const staged = isDue.map(() => [] as Seconds[]);
  const imagesDone: Seconds[] = [];
  const allDone: Seconds[] = [];
  let busy = 0;
  let peaks = 0;
  for (const at of advances) {
    const ends = endsOfWrites(burst, at);
    let lastImage = Number.NEGATIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    vms.forEach(({ classIndex, host }, vm) => {
      if (isDue[classIndex]) {
        lastImage = Math.max(lastImage, ends.stored[vm]);
        for (let copy = 0; copy < copies[host]; copy++) {
          stored[classIndex].push(ends.stored[vm] - at[vm]);
          staged[classIndex].push(ends.staged[vm] - at[vm]);
        }
      }
      if (isDue[classIndex] || bytes[classIndex] > 0) last = Math.max(last, ends.stored[vm]);
    });
    // Nobody due: such a line stands at the boundary itself; nothing to write: it waits for nothing.
    imagesDone.push(lastImage > Number.NEGATIVE_INFINITY ? lastImage : 0);
    allDone.push(last > Number.NEGATIVE_INFINITY ? last : 0);
    busy += ends.busy;
    peaks += ends.peak;
  }
  return {
    imagesDone: put(imagesDone, pieces),
    allDone: put(allDone, pieces),
    stored: stored.map((values) => put(values, 64)),
    staged: (storage.staging === undefined ? stored : staged).map((values) => put(values, 64)),
    busy: busy / advances.length,
    stagingPeak: peaks / advances.length,
  };
}

/** Equally likely values in their place, as few as asked for, with the same mean. */
function put(values: readonly Seconds[], most: number): Seconds[] {
  const sorted = Float64Array.from(values).sort();
  const pieces = Math.min(most, sorted.length);
  if (sorted[sorted.length - 1] - sorted[0] <= 1e-9 * Math.abs(sorted[0])) return [sorted[0]];
  return Array.from({ length: pieces }, (_, piece) => {
    // A value that two pieces share goes to both of them in part, so that all pieces weigh the same.
    const from = (piece * sorted.length) / pieces;
    const to = ((piece + 1) * sorted.length) / pieces;
    let total = 0;
    for (let place = Math.floor(from); place < to; place++) {
      total += sorted[place] * (Math.min(to, place + 1) - Math.max(from, place));
    }
    return (total * pieces) / sorted.length;
  });
}

/** When each VM's write is through, on stable storage and on its host's own disk, if all advance at given times. */
function endsOfWrites(burst: Burst, at: Float64Array) {
  const { storage, vms, copies, isDue, bytes } = burst;
  const { write, hostLink, staging } = storage;
  const each = Number.POSITIVE_INFINITY;
  const sizeOf = (vm: number) => bytes[vms[vm].classIndex];
  const isStaged = (vm: number) => staging !== undefined && isDue[vms[vm].classIndex];
  const disks = staging === undefined ? undefined : onDisks(staging, burst, at);
  const staged = disks?.ends ?? at;
  const stable = new FairSharing({ shared: write, hostLink, each }, copies);
  const stored = Float64Array.from(at);
  const queue: number[][] = copies.map(() => []);
  const taken = new Float64Array(copies.length);
  let peak = 0;
  const through = (vm: number, time: Seconds, host: number) => {
    stored[vm] = time;
    if (!isStaged(vm)) return;
    taken[host] += sizeOf(vm);
    queue[host].shift();
    if (queue[host].length > 0) stable.start(queue[host][0], host, sizeOf(queue[host][0]));
  };
  const order = Int32Array.from(at, (_, vm) => vm).sort((a, b) => staged[a] - staged[b]);
  for (const vm of order) {
    if (sizeOf(vm) === 0) continue;
    stable.runUntil(staged[vm], through);
    const { host } = vms[vm];
    if (disks && isStaged(vm)) {
      const [first] = queue[host];
      const ofFirst = first === undefined ? 0 : sizeOf(first) - stable.left(host, first);
      peak = Math.max(peak, disks.written[vm] - taken[host] - ofFirst);
      if (queue[host].push(vm) > 1) continue;
    }
    stable.start(vm, host, sizeOf(vm));
  }
  stable.runUntil(Number.POSITIVE_INFINITY, through);
  return { stored, staged, busy: stable.busy, peak };
}

/** When each image is on its host's own disk, and how much has been written to that disk by then. */
function onDisks(staging: BytesPerSecond, { vms, copies, isDue, bytes }: Burst, at: Float64Array) {
  const ends = Float64Array.from(at);
  const written = new Float64Array(vms.length);
  const images: number[][] = copies.map(() => []);
  vms.forEach(({ classIndex, host }, vm) => {
    if (isDue[classIndex] && bytes[classIndex] > 0) images[host].push(vm);
  });
  const each = Number.POSITIVE_INFINITY;
  for (const ofHost of images) {
    const disk = new FairSharing({ shared: staging, hostLink: each, each }, [1]);
    let begun = 0;
    const finish = (vm: number, time: Seconds) => {
      ends[vm] = time;
      written[vm] = begun - disk.outstanding(0);
    };
    for (const vm of ofHost.sort((a, b) => at[a] - at[b])) {
      disk.runUntil(at[vm], finish);
      begun += bytes[vms[vm].classIndex];
      disk.start(vm, 0, bytes[vms[vm].classIndex]);
    }
    disk.runUntil(Number.POSITIVE_INFINITY, finish);
  }
  return { ends, written };
}
