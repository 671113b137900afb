import { wholeImage } from "../scenario/model/checkpoint-bytes.js";
import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System, VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { drain, type Stream } from "./fair-sharing.js";
import type { Figure } from "./figure.js";
import { weightedMean } from "./numerics/weighted-mean.js";
import { hostKinds } from "./placement.js";
import { checkpointDelays } from "./storage-load.js";

/** How long it takes to read images back, by class, without the restart. */
export interface RestoreTimes {
  /** Of one VM that has failed. */
  readonly vm: readonly Seconds[];
  /** After a host failure: until a VM of the class has its image, in the mean, and until the last one has. */
  readonly host: readonly Seconds[];
  readonly last: readonly Seconds[];
}

/**
 * How long it takes to read images back.
 *
 *     VM failure:    full_c/min(bandwidth, read, link), or from the host's own disk, while the image is there, min(bandwidth, staging)
 *     host failure:  the end of each VM's stream where all read at once, at `bandwidth` each at the most
 *
 * - Source: E13, E14, E21, R11
 * - Assumes: a restore reads the whole image; the images of a recovery line have left the hosts' own disks, as they are
 *   complete
 * - Limits: `image_c/bandwidth` without storage
 */
export const restoreTimes = memoPerSystem((system): RestoreTimes => {
  const { classes, recovery, storage } = system;
  const { bandwidth } = recovery;
  if (!storage) {
    const alone = classes.map((one) => wholeImage(one) / bandwidth);
    return { vm: alone, host: alone, last: alone };
  }
  const streams: Stream[] = [];
  const classOf: number[] = [];
  const kinds = hostKinds(system);
  kinds.forEach(({ counts }, kind) => {
    for (const [index, count] of counts) {
      for (let vm = 0; vm < count; vm++) {
        streams.push({ host: kind, at: 0, bytes: wholeImage(classes[index]) });
        classOf.push(index);
      }
    }
  });
  const copies = kinds.map(({ hosts }) => hosts.length);
  const limits = { shared: storage.read, hostLink: storage.hostLink, each: bandwidth };
  const { ends } = drain(streams, limits, copies);
  const total = classes.map(() => 0);
  const last = classes.map(() => 0);
  ends.forEach((end, place) => {
    total[classOf[place]] += end * copies[streams[place].host];
    last[classOf[place]] = Math.max(last[classOf[place]], end);
  });
  return {
    vm: classes.map((one) => aloneFrom(system, one)),
    host: classes.map(({ index, count }) => total[index] / count),
    last,
  };
});

function aloneFrom(system: System, one: VmClass): Seconds {
  const { read, hostLink, staging } = system.storage!;
  const { bandwidth } = system.recovery;
  const bytes = wholeImage(one);
  const remote = bytes / Math.min(bandwidth, read, hostLink);
  if (staging === undefined) return remote;
  const { restorable, complete } = checkpointDelays(system);
  const period = one.multiple * system.baseInterval;
  const local = (complete[one.index] - restorable[one.index]) / period;
  return (1 - local) * remote + (local * bytes) / Math.min(bandwidth, staging);
}

/**
 * Time to read back the image of one VM that has failed.
 *
 * - Source: E13, R9, R11
 * - Assumes: as {@link restoreTimes}
 * - Limits: `image_c/bandwidth` where `recovery.bandwidth` is the least of all limits
 */
export function vmRestoreTime(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  const { vm } = restoreTimes(system);
  return {
    value: weightedMean(
      vm,
      system.classes.map(({ count }) => count),
    ),
    byClass: vm,
  };
}

/**
 * Time until the last image is read back after a host failure; by class, until the last of the class is.
 *
 * - Source: E21, R10, R11
 * - Assumes: as {@link restoreTimes}
 * - Limits: `Σ n_c full_c/read` where the shared bandwidth is the least of all limits
 */
export function hostRestoreTime(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  const { last } = restoreTimes(system);
  return { value: Math.max(...last), byClass: last };
}
