import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { System } from "../../scenario/model/system.js";
import type { Population } from "../population.js";
import type { Recovery } from "../schemes/scheme.js";
import { readTogether } from "../storage/read-times.js";

/** How long it takes each VM that a recovery restores to read its image back, where all of them do so at once (R11). */
export function restoreTimes(
  system: System,
  population: Population,
  { imageFrom, fromOwnDisk }: Pick<Recovery, "imageFrom" | "fromOwnDisk">,
): Float64Array {
  const { storage, recovery, classes } = system;
  const isRead = (vm: number) => imageFrom[vm] < Number.POSITIVE_INFINITY;
  if (!fromOwnDisk || storage?.staging === undefined) return readTogether(system, population, isRead);
  const speed = Math.min(storage.staging, recovery.bandwidth);
  return Float64Array.from(population.classOf, (c) => wholeImage(classes[c]) / speed);
}
