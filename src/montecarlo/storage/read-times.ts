import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import { SharedBandwidth } from "./shared-bandwidth.js";

/** How long it takes to read back images (R11). */
export interface ReadTimes {
  /** By class: one VM alone, from stable storage, and from its host's own disk where there is one (R9). */
  readonly alone: readonly Seconds[];
  readonly local: readonly Seconds[] | undefined;
  /** By VM: all of them at once, from stable storage (R10). */
  readonly together: Float64Array;
}

export function readTimes(system: System, population: Population): ReadTimes {
  const { storage, recovery, classes } = system;
  const { read = recovery.bandwidth, hostLink = read, staging } = storage ?? {};
  const within = (limit: number) =>
    classes.map((one) => wholeImage(one) / Math.min(recovery.bandwidth, limit));
  return {
    alone: within(Math.min(read, hostLink)),
    local: staging === undefined ? undefined : within(staging),
    together: readTogether(system, population, () => true),
  };
}

/** For each VM of a set how long it takes to read its image back, where all of them are read at once. */
export function readTogether(
  { storage, recovery, classes }: System,
  { vmCount, classOf, hostOf, hostCount }: Population,
  isRead: (vm: number) => boolean,
): Float64Array {
  const bytes = classes.map(wholeImage);
  // Nobody waits for another where only what one VM takes is limited.
  if (storage === undefined)
    return Float64Array.from(classOf, (c, vm) => (isRead(vm) ? bytes[c] / recovery.bandwidth : 0));
  const times = new Float64Array(vmCount);
  const limits = { total: storage.read, perHost: storage.hostLink, perStream: recovery.bandwidth };
  const reading = new SharedBandwidth<number>(limits, hostCount);
  for (let vm = 0; vm < vmCount; vm++) {
    const image = bytes[classOf[vm]];
    if (isRead(vm) && image > 0) reading.begin(vm, hostOf[vm], image, 0);
  }
  while (reading.nextTime < Number.POSITIVE_INFINITY) {
    const { stream } = reading.end();
    times[stream] = reading.now;
  }
  return times;
}

/** How long it takes each VM that a recovery restores to read its image back, where all of them do so at once (R11). */
export function restoreTimes(
  system: System,
  population: Population,
  { imageFrom, fromOwnDisk }: { readonly imageFrom: Float64Array; readonly fromOwnDisk?: boolean },
): Float64Array {
  const { storage, recovery, classes } = system;
  const isRead = (vm: number) => imageFrom[vm] < Number.POSITIVE_INFINITY;
  if (!fromOwnDisk || storage?.staging === undefined) return readTogether(system, population, isRead);
  const speed = Math.min(storage.staging, recovery.bandwidth);
  return Float64Array.from(population.classOf, (c) => wholeImage(classes[c]) / speed);
}
