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

/** Reads all images back, event by event; nothing where storage takes no time. */
export function readTimes(
  system: System,
  { vmCount, classOf, hostOf, hostCount }: Population,
): ReadTimes | undefined {
  const { storage, recovery, classes } = system;
  if (storage === undefined) return undefined;
  const limits = { total: storage.read, perHost: storage.hostLink, perStream: recovery.bandwidth };
  const bytes = classes.map(wholeImage);
  const alone = bytes.map((image) => image / Math.min(limits.total, limits.perHost, limits.perStream));
  const { staging } = storage;
  const local =
    staging === undefined ? undefined : bytes.map((image) => image / Math.min(limits.perStream, staging));
  const together = new Float64Array(vmCount);
  const reading = new SharedBandwidth(limits, hostCount);
  for (let vm = 0; vm < vmCount; vm++) {
    if (bytes[classOf[vm]] > 0) reading.begin(vm, hostOf[vm], bytes[classOf[vm]], 0);
  }
  while (reading.nextTime < Number.POSITIVE_INFINITY) {
    const { stream } = reading.end();
    together[stream] = reading.now;
  }
  return { alone, local, together };
}
