import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { type BoundaryWrites, boundaryWrites, flushBytes } from "./boundary-writes.js";
import { dueSets } from "./due-sets.js";
import { type Figure, sumOverClasses } from "./figure.js";
import { lawMean, lawShortfall } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";
import { sumByHost } from "./placement.js";

/**
 * Share of the write bandwidth that is used, in the mean.
 *
 *     u = (Σ_c n_c image_c/(i_c T0) + η_B Λ s)/B_write
 *
 * - Source: E19, R11
 * - Assumes: nothing; from 1 on there is no steady state
 * - Limits: 0 without traffic and images
 */
export function storageUtilization(system: System): Figure | undefined {
  const { storage } = system;
  if (!storage) return undefined;
  const written = bytesPerSecond(system);
  return sumOverClasses(system.classes.map(({ index, count }) => (written[index] * count) / storage.write));
}

/**
 * Share of its link that the host uses which uses most, for writes, in the mean.
 *
 *     max_h Σ_c n_ch (image_c + (i_c − 1) flush_c)/(i_c T0)/link
 *
 * - Source: E19, R11
 * - Assumes: nothing; from 1 on there is no steady state
 * - Limits: absent where links have no limit
 */
export function linkUtilization(system: System): Figure | undefined {
  const { storage } = system;
  if (!storage || storage.hostLink === Number.POSITIVE_INFINITY) return undefined;
  const byHost = hostBytesPerSecond(system).map((bytes) => bytes / storage.hostLink);
  return { value: Math.max(...byHost), byHost };
}

/** Mean bytes a second that each host writes to stable storage. */
export function hostBytesPerSecond(system: System): readonly number[] {
  const written = bytesPerSecond(system);
  return sumByHost(system, (index) => written[index]);
}

/** Mean bytes a second that one VM of each class writes to stable storage. */
function bytesPerSecond(system: System): readonly number[] {
  const flushed = flushBytes(system);
  return system.classes.map(
    ({ index, image, multiple }) =>
      (image + (multiple - 1) * flushed[index]) / (multiple * system.baseInterval),
  );
}

/**
 * Share of the time in which stable storage is being written to.
 *
 *     (1/L) Σ_k busy_k/T0
 *
 * - Source: E19, E20, R11
 * - Assumes: as {@link boundaryWrites}; bursts that do not meet
 * - Limits: the utilisation itself where the shared bandwidth is the only limit, and all begin together
 */
export function storageBusyShare(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  const { sets, shares } = dueSets(system);
  const writesOf = boundaryWrites(system);
  const busy = sum(sets.map((due, place) => shares[place] * writesOf(due).busy));
  return { value: busy / system.baseInterval };
}

/**
 * Time from a base boundary until all is written that it brings, at the index where that is longest.
 *
 *     max_k E[end of the last write of index k] − k T0
 *
 * - Source: E20, R11
 * - Assumes: as {@link boundaryWrites}
 * - Limits: `Σ v/B` where the shared bandwidth is the only limit, and all begin together
 */
export function burstDrainTime(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  return largestOverIndices(system, ({ allDone }) => mean(allDone));
}

/**
 * Bytes on a host's own disk at the most, in the mean, at the index and the host where they are most.
 *
 *     max_k E[max_h max_t (staged until t − transferred until t)]
 *
 * - Source: E23, R11
 * - Assumes: as {@link boundaryWrites}
 * - Limits: all images of the host where the first transfer waits for the last of them to be staged
 */
export function stagingPeak(system: System): Figure | undefined {
  if (system.storage?.staging === undefined) return undefined;
  return largestOverIndices(system, (writes) => writes.stagingPeak);
}

/**
 * How long after its start a checkpoint of each class counts, in the mean: `restorable` until a failure of the VM can
 * return to it (R9), its duration having passed, and it being written, or staged; `complete` as R6 says.
 *
 *     E[max(d_c, w_c)] = d_c + E[(w_c − d_c)^+],   w_c the time of its write
 *
 * - Source: E20, R6, R11
 * - Assumes: as {@link boundaryWrites}; durations independent of writes
 * - Limits: the mean duration without storage
 */
export const checkpointDelays = memoPerSystem((system) => {
  if (!system.storage) {
    const durations = system.classes.map(({ duration }) => lawMean(duration));
    return { restorable: durations, complete: durations };
  }
  const { groups, sets, shares } = dueSets(system);
  const writesOf = boundaryWrites(system);
  const restorable: Seconds[] = [];
  const complete: Seconds[] = [];
  groups.forEach(({ classes }, group) => {
    const whenDue = sets.flatMap((due, place) =>
      due.includes(group) && shares[place] > 0 ? [{ writes: writesOf(due), share: shares[place] }] : [],
    );
    // A long multiple may not be due within the indices looked at; it is due alone, more often than not.
    const lines = whenDue.length > 0 ? whenDue : [{ writes: writesOf([group]), share: 1 }];
    const weight = sum(lines.map(({ share }) => share));
    for (const { index, duration } of classes) {
      const later = (times: readonly Seconds[]) => mean(times.map((time) => lawShortfall(duration, time)));
      const delay = (until: "staged" | "stored") =>
        lawMean(duration) +
        sum(lines.map(({ writes, share }) => share * later(writes[until][index]))) / weight;
      restorable[index] = delay("staged");
      complete[index] = delay("stored");
    }
  });
  return { restorable, complete };
});

/**
 * Time from the start of a checkpoint until it is complete.
 *
 *     E[max(d_c, w_c)], averaged over checkpoints
 *
 * - Source: E20, E23, R6, R11
 * - Assumes: as {@link checkpointDelays}
 * - Limits: the mean duration where storage is fast
 */
export function checkpointCompletion(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  const { complete } = checkpointDelays(system);
  const rates = system.classes.map(({ count, multiple }) => count / multiple);
  const value = sum(complete.map((time, c) => time * rates[c])) / sum(rates);
  return { value, byClass: complete };
}

function largestOverIndices(system: System, of: (writes: BoundaryWrites) => Bytes | Seconds): Figure {
  const { sets, setAt, indices, whole } = dueSets(system);
  const writesOf = boundaryWrites(system);
  const values = sets.map((due) => of(writesOf(due)));
  let atIndex = 1;
  for (let k = 2; k <= indices; k++) if (values[setAt[k]] > values[setAt[atIndex]] * (1 + 1e-9)) atIndex = k;
  const value = values[setAt[atIndex]];
  return whole ? { value, atIndex } : { value, bound: "lower" };
}

/** Mean of equally likely values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
