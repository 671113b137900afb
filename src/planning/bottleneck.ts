import { analyzeSome } from "../analytic/analyze.js";
import { hostKinds } from "../analytic/placement.js";
import { storageMisfit } from "../analytic/storage-fit.js";
import { atItsPeriods, wholeImage } from "../scenario/model/checkpoint-bytes.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import { countVms, type System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type Effect, effectsOf } from "./effect.js";

/** What holds a system with storage up most. */
export interface Bottleneck {
  /**
   * `storage`: writes fill most of a base interval. `memory`: logs need half as much of a host's memory as its VMs and more.
   * `pauses`, `exposure`, `recovery`: the largest part of the waste.
   */
  readonly what: "storage" | "memory" | "pauses" | "exposure" | "recovery";
  /**
   * Of the base interval, for which the largest burst is written; of the memory of a host's VMs, which its logs need at
   * their peak; else of the waste: the part that it makes up.
   */
  readonly share: number;
}

/** What twice as much of one resource would bring. */
export interface DoubledResource {
  /** Its path in the scenario; `memory` for what hosts have for logs. */
  readonly path: string;
  /** The base interval at which logs fill twice the memory; for `memory` alone. */
  readonly baseInterval?: Seconds;
  readonly effects: readonly Effect[];
}

/** From this share of the base interval on it is the writes that hold things up, and of the VMs' memory on the logs. */
const full = 0.5;

/**
 * What holds a system with storage up most: writes that fill half of the base interval and more, logs that take half as
 * much memory as the VMs beside them and more, or else the largest part of the waste, which is pauses, work lost since the
 * recovery line (exposure), or recoveries.
 *
 * A scenario does not say how much memory hosts have. A whole image is what its VM has, so logs are measured by the whole
 * images of the VMs on their host; memory is not named where VMs have none.
 *
 * - Source: E8, E9, E15, E20
 */
export function bottleneck(system: System): Bottleneck | undefined {
  if (!system.storage) return undefined;
  const keys = ["burstDrainTime", "waste", "hostRollback", "hostRecoveryTime", "vmRecoveryTime"] as const;
  const figures = analyzeSome(system, [...keys, "hostMemoryPeakBytes"]);
  const drain = figures.burstDrainTime!.value / system.baseInterval;
  const logs = logsBesideVms(system, figures.hostMemoryPeakBytes!.byHost!);
  if (Math.max(drain, logs) >= full) {
    return drain >= logs ? { what: "storage", share: drain } : { what: "memory", share: logs };
  }
  const waste = figures.waste!.value;
  if (waste === 0) return { what: "storage", share: drain };
  const { failures, hosts, classes, baseInterval } = system;
  const hostRate = hosts.count * failures.host;
  const pauses = classes.reduce(
    (sum, { count, pause, multiple }) => sum + (count * pause) / (multiple * baseInterval),
    0,
  );
  const parts: readonly Bottleneck[] = [
    { what: "pauses", share: pauses / countVms(system) / waste },
    { what: "exposure", share: (hostRate * figures.hostRollback!.value) / waste },
    {
      what: "recovery",
      share:
        (hostRate * figures.hostRecoveryTime!.value + failures.vm * figures.vmRecoveryTime!.value) / waste,
    },
  ];
  return parts.reduce((most, one) => (one.share > most.share ? one : most));
}

/** What logs take at their peak on the host where that is most of what the VMs there have themselves. */
function logsBesideVms(system: System, logs: readonly number[]): number {
  const images = hostKinds(system).map(({ counts, hosts }) => {
    const own = [...counts].reduce((sum, [c, count]) => sum + count * wholeImage(system.classes[c]), 0);
    return own > 0 ? Math.max(...hosts.map((host) => logs[host])) / own : 0;
  });
  return Math.max(...images);
}

/** What is said of each doubling. */
const looked: readonly MeasureKey[] = [
  "waste",
  "burstDrainTime",
  "lineLag",
  "hostRestoreTime",
  "hostRecoveryLast",
];

/**
 * What twice as much of each resource would bring: the closed forms of a system that has it, beside those of the present one.
 * Twice the memory for logs is worth a base interval in which twice as much is logged: the present one twice.
 *
 * - Source: E15, E19 to E21; E8 and E9, whose peaks grow with `T0`
 * - Limits: none without storage; a resource that has no limit is left out, and memory where nothing is logged in it
 */
export function doubledResources(system: System): readonly DoubledResource[] {
  const { storage, recovery } = system;
  if (!storage) return [];
  const with2 = (path: string, changed: System, longer?: Seconds): DoubledResource[] => {
    if (storageMisfit(changed)) return [];
    const effects = effectsOf(system, changed, looked);
    return [{ path, effects, ...(longer !== undefined && { baseInterval: longer }) }];
  };
  const longer = 2 * system.baseInterval;
  const logged = analyzeSome(system, ["hostMemoryPeakBytes"]).hostMemoryPeakBytes!.value > 0;
  const limits = ["write", "read", "hostLink", "staging"] as const;
  return [
    ...limits.flatMap((key) => {
      const limit = storage[key];
      if (limit === undefined || limit === Number.POSITIVE_INFINITY) return [];
      return with2(`storage.${key}`, { ...system, storage: { ...storage, [key]: 2 * limit } });
    }),
    ...(["bandwidth", "replaySpeedup"] as const).flatMap((key) =>
      with2(`recovery.${key}`, { ...system, recovery: { ...recovery, [key]: 2 * recovery[key] } }),
    ),
    ...(logged ? with2("memory", atItsPeriods({ ...system, baseInterval: longer }), longer) : []),
  ];
}
