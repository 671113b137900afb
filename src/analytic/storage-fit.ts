import { atItsPeriods } from "../scenario/model/checkpoint-bytes.js";
import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { formatNumber, formatQuantity, formatSeconds } from "../scenario/quantities/format-quantity.js";
import { boundaryWrites, flushBytes } from "./boundary-writes.js";
import { dueSets, intervalsSinceDue } from "./due-sets.js";
import { sumByHost } from "./placement.js";
import { hostBytesPerSecond, mean, storageUtilization } from "./storage-load.js";

/** Why the writes of a system do not fit its storage. */
export interface Misfitting {
  /** The key of the scenario that sets the limit. */
  readonly path: string;
  /** What is too much, a clause without a full stop. */
  readonly reason: string;
}

/**
 * Whether what is written fits the storage there is, and if not, why.
 *
 *     u < 1 for the shared bandwidth, each host's link and each host's own disk,   and t_k < T0 times the intervals until
 *     something is written again, t_k the drain of burst k
 *
 * - Source: E19, E20, R11
 * - Assumes: as `boundaryWrites`
 * - Limits: in the mean: a burst may meet the next one now and then all the same
 */
export const storageMisfit = memoPerSystem((system): Misfitting | undefined => {
  const { storage } = system;
  if (!storage) return undefined;
  const { write, hostLink, staging = Number.POSITIVE_INFINITY } = storage;
  const { classes, baseInterval } = system;
  const written = Math.max(...hostBytesPerSecond(system));
  const images = sumByHost(system, (c) => classes[c].image / (classes[c].multiple * baseInterval));
  const loads = [
    ["storage.write", write, storageUtilization(system)!.value, "what is written to stable storage"],
    ["storage.hostLink", hostLink, written / hostLink, "what one host writes"],
    ["storage.staging", staging, Math.max(...images) / staging, "what the VMs of one host write"],
  ] as const;
  for (const [path, limit, times, what] of loads) {
    if (times < 1) continue;
    const share = times < 1.0005 ? "as much" : `${formatNumber(times, { digits: 3 })} times as much`;
    return {
      path,
      reason: `${path} of ${formatQuantity(limit, "dataRate")} has no steady state: ${what} comes to ${formatQuantity(times * limit, "dataRate")} in the mean, ${share}`,
    };
  }
  return meeting(system);
});

/** The first burst that is not written when the next one comes. */
function meeting(system: System): Misfitting | undefined {
  const { sets, setAt, indices } = dueSets(system);
  const { baseInterval } = system;
  const writesOf = boundaryWrites(system);
  const drains = sets.map((due) => mean(writesOf(due).allDone));
  const quietAt = sets.map((due) => writesOf(due).busy === 0);
  for (let k = 1; k <= indices; k++) {
    const drain = drains[setAt[k]];
    if (drain < baseInterval) continue;
    // Bursts repeat with the hyperperiod, of which the first part stands for the whole.
    let next = 1;
    while (next <= indices && quietAt[setAt[((k + next - 1) % indices) + 1]]) next++;
    if (drain < next * baseInterval) continue;
    return {
      path: "storage.write",
      reason: `storage has no steady state: the burst of index ${k} is written after ${formatSeconds(drain)}, and the next one comes after ${formatSeconds(next * baseInterval)}`,
    };
  }
  return undefined;
}

/** Digits of a base interval that fits, which is rounded up to them. */
const digits = 3;
const longest: Seconds = 1e9;

/**
 * The least base interval at which the writes of a system fit its storage; nothing where none does.
 *
 * - Source: E19, E20
 * - Assumes: that they fit at every longer one, as they do but for flushes
 * - Limits: rounded up to three digits
 */
export function leastBaseInterval(system: System): Seconds | undefined {
  // Clocks that agree are quick to work out; what they differ by is added in the end.
  const clock = { ...system.clock, error: { kind: "constant", value: 0 } } as const;
  const fitsAt = (one: System, baseInterval: Seconds) =>
    !storageMisfit(atItsPeriods({ ...one, baseInterval }));
  const fits = (baseInterval: Seconds) => fitsAt({ ...system, clock }, baseInterval);
  let high = system.baseInterval;
  while (!fits(high)) {
    high *= 2;
    if (high > longest) return undefined;
  }
  let low = high / 2;
  while (low > 1e-9 && fits(low)) {
    high = low;
    low /= 2;
  }
  while (high - low > 1e-4 * high) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  for (let least = high; ; least *= 1.01) {
    const unit = 10 ** (Math.floor(Math.log10(least)) - digits + 1);
    const rounded = Number((Math.ceil(least / unit) * unit).toPrecision(digits));
    if (fitsAt(system, rounded)) return rounded;
    if (least > longest) return undefined;
  }
}

/** Indices over which phases are laid out, at most. */
const mostIndices = 4096;

/**
 * Phases that spread the bursts: class by class, those that write most first, each where the largest burst grows least.
 *
 * - Source: E5, E19
 * - Limits: a good choice and not always the best one; over the first 4,096 indices of a longer hyperperiod
 */
export function spreadPhases(system: System): readonly number[] {
  const indices = Math.min(dueSets(system).indices, mostIndices);
  const flushed = flushBytes(system);
  const load = new Float64Array(indices);
  const phases: number[] = [];
  const order = [...system.classes].sort((one, other) => other.count * other.image - one.count * one.image);
  for (const one of order) {
    const { index, count, image, multiple } = one;
    const at = (phase: number, k: number) =>
      count * (intervalsSinceDue({ multiple, phase }, k + 1) === 0 ? image : flushed[index]);
    let least = Number.POSITIVE_INFINITY;
    for (let phase = 0; phase < Math.min(multiple, indices); phase++) {
      let largest = 0;
      for (let k = 0; k < indices; k++) largest = Math.max(largest, load[k] + at(phase, k));
      if (largest < least * (1 - 1e-9)) {
        least = largest;
        phases[index] = phase;
      }
    }
    load.forEach((_, k) => {
      load[k] += at(phases[index], k);
    });
  }
  return phases;
}

/**
 * Refuses a system whose writes do not fit its storage.
 *
 * @throws {ScenarioError} saying by how much, and which base interval and phases would fit
 */
export function refuseMisfit(system: System): void {
  const misfit = storageMisfit(system);
  if (!misfit) return;
  const least = leastBaseInterval(system);
  const phases = spreadPhases(system);
  const spread = { ...system, classes: system.classes.map((one, c) => ({ ...one, phase: phases[c] })) };
  const moved = system.classes.filter(({ phase }, c) => phase !== phases[c]);
  const named = moved.map(({ name, index }) => `${name} ${phases[index]}`).join(", ");
  const cures: string[] = [];
  if (least !== undefined) cures.push(`baseInterval ${formatSeconds(least, { exact: true })}`);
  const shorter = storageMisfit(spread) ? leastBaseInterval(spread) : 0;
  if (shorter === 0) cures.push(`the phases ${named}`);
  else if (shorter !== undefined && (least === undefined || shorter < 0.99 * least)) {
    cures.push(`baseInterval ${formatSeconds(shorter, { exact: true })} with the phases ${named}`);
  }
  const cure =
    cures.length === 0
      ? "no baseInterval would fit, as messages alone are too many"
      : `${cures.join(", or ")} would fit`;
  throw new ScenarioError(`${misfit.reason}; ${cure}`, misfit.path);
}
