import { analyzeSome } from "../analytic/analyze.js";
import { storageMisfit } from "../analytic/storage-fit.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import type { Effect } from "./effect.js";

/** What holds a system with storage up most. */
export interface Bottleneck {
  /** `storage`: writes fill most of a base interval. `pauses`, `exposure`, `recovery`: the largest part of the waste. */
  readonly what: "storage" | "pauses" | "exposure" | "recovery";
  /** Of the base interval, for which the largest burst is written; else of the waste: the part that it makes up. */
  readonly share: number;
}

/** What twice as much of one resource would bring. */
export interface DoubledResource {
  /** Its path in the scenario. */
  readonly path: string;
  readonly effects: readonly Effect[];
}

/** From this share of the base interval on, it is the writes that hold things up. */
const full = 0.5;

/**
 * What holds a system with storage up most: writes that fill half of the base interval and more, or else the largest part
 * of the waste, which is pauses, work lost since the recovery line (exposure), or recoveries.
 *
 * - Source: E15, E20
 * - Assumes: as `waste`
 * - Limits: absent without storage; memory has no limit in a scenario, so it is never named
 */
export function bottleneck(system: System): Bottleneck | undefined {
  if (!system.storage) return undefined;
  const keys = ["burstDrainTime", "waste", "hostRollback", "hostRecoveryTime", "vmRecoveryTime"] as const;
  const figures = analyzeSome(system, keys);
  const drain = figures.burstDrainTime!.value / system.baseInterval;
  if (drain >= full) return { what: "storage", share: drain };
  const waste = figures.waste!.value;
  if (waste === 0) return { what: "storage", share: drain };
  const { failures, hosts, classes, baseInterval } = system;
  const hostRate = hosts.count * failures.host;
  const vms = classes.reduce((sum, { count }) => sum + count, 0);
  const pauses = classes.reduce(
    (sum, { count, pause, multiple }) => sum + (count * pause) / (multiple * baseInterval),
    0,
  );
  const parts: readonly Bottleneck[] = [
    { what: "pauses", share: pauses / vms / waste },
    { what: "exposure", share: (hostRate * figures.hostRollback!.value) / waste },
    {
      what: "recovery",
      share:
        (hostRate * figures.hostRecoveryTime!.value + failures.vm * figures.vmRecoveryTime!.value) / waste,
    },
  ];
  return parts.reduce((most, one) => (one.share > most.share ? one : most));
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
 *
 * - Source: E15, E19 to E21
 * - Assumes: one change at a time
 * - Limits: none without storage; a resource that has no limit is left out
 */
export function doubledResources(system: System): readonly DoubledResource[] {
  const { storage, recovery } = system;
  if (!storage) return [];
  const before = analyzeSome(system, looked);
  const with2 = (path: string, changed: System): DoubledResource[] => {
    if (storageMisfit(changed)) return [];
    const after = analyzeSome(changed, looked);
    const effects = looked.map((measure) => ({
      measure,
      before: before[measure]!.value,
      after: after[measure]!.value,
    }));
    return [{ path, effects }];
  };
  const limits = ["write", "read", "hostLink", "staging"] as const;
  return [
    ...limits.flatMap((key) => {
      const limit = storage[key];
      if (limit === undefined || limit === Number.POSITIVE_INFINITY) return [];
      return with2(`storage.${key}`, { ...system, storage: { ...storage, [key]: 2 * limit } });
    }),
    ...with2("recovery.bandwidth", {
      ...system,
      recovery: { ...recovery, bandwidth: 2 * recovery.bandwidth },
    }),
    ...with2("recovery.replaySpeedup", {
      ...system,
      recovery: { ...recovery, replaySpeedup: 2 * recovery.replaySpeedup },
    }),
  ];
}
