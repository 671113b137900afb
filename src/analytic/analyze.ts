import type { ByMeasure } from "../scenario/model/by-measure.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import * as checkpointLoad from "./checkpoint-load.js";
import * as clockSkew from "./clock-skew.js";
import type { Figure, Figures } from "./figure.js";
import * as hostMemory from "./host-memory.js";
import { inTransitPerLine } from "./in-transit.js";
import { hostRecoveryLast } from "./last-recovery.js";
import { lineLag } from "./line-lag.js";
import * as recovery from "./recovery.js";
import { runTime } from "./run-time.js";
import * as senderCopies from "./sender-copies.js";
import * as stableLogHeld from "./stable-log-held.js";
import * as stableLogLoad from "./stable-log-load.js";
import {
  exactStableLogByteRatio,
  exactStableLogRatio,
  loggedShares,
  stableLogByteRatio,
  stableLogRatio,
} from "./stable-log-ratio.js";
import { refuseMisfit } from "./storage-fit.js";
import * as storageLoad from "./storage-load.js";
import { unrecoverablePerHostFailure } from "./unrecoverable.js";
import * as volatileLogHeld from "./volatile-log-held.js";
import { waste } from "./waste.js";

/** The closed form behind each measure of the catalogue that has one: a function of the measure's key. */
const closedForms: ByMeasure<(system: System) => Figure | undefined> = {
  ...checkpointLoad,
  ...clockSkew,
  ...hostMemory,
  ...recovery,
  ...senderCopies,
  ...stableLogHeld,
  ...stableLogLoad,
  ...storageLoad,
  ...volatileLogHeld,
  stableLogRatio: (system) =>
    ratio(stableLogRatio(system), exactStableLogRatio(system), loggedShares(system)),
  stableLogByteRatio: (system) =>
    ratio(stableLogByteRatio(system), exactStableLogByteRatio(system), loggedShares(system, "bytes")),
  lineLag,
  inTransitPerLine,
  unrecoverablePerHostFailure,
  hostRecoveryLast,
  waste,
  runTime: (system) => system.job && { value: runTime(system, system.job.work) },
  efficiency: (system) => system.job && { value: system.job.work / runTime(system, system.job.work) },
};

/** What a system that does not fit its storage has all the same: what is written, how often and how much. */
const rates: ReadonlySet<MeasureKey> = new Set<MeasureKey>([
  ...(["stableLogRatio", "stableLogByteRatio", "messageRate", "crossHostRatio"] as const),
  ...(["stableLogRate", "stableLogByteRate", "checkpointRate", "checkpointByteRate"] as const),
  ...(["checkpointBurst", "flushBurst", "flushBurstBytes"] as const),
  ...(["storageUtilization", "linkUtilization", "earlyCheckpointRatio", "advanceTime"] as const),
]);

/**
 * Every closed form of the catalogue for one system.
 *
 * - Source: E1 to E23
 * - Assumes: the domain of each formula; `domainWarnings` says where a system is outside
 * - Limits: those of each closed form; a peak that is known as a bound alone is marked `bound: "upper"`
 *
 * @throws {ScenarioError} when the system's writes do not fit its storage
 *
 * @example
 * analyze(paper).stableLogRatio.fraction  // => "1/6"
 */
export function analyze(system: System): Figures {
  return analyzeSome(
    system,
    measures.map(({ key }) => key),
  ) as Figures;
}

/**
 * The closed forms of the named measures alone: what a sweep over one quantity needs. One without a closed form is absent.
 *
 * @throws {ScenarioError} when the system's writes do not fit its storage, and a measure needs that they do
 */
export function analyzeSome(
  system: System,
  keys: readonly MeasureKey[],
): { readonly [Key in MeasureKey]?: Figure } {
  if (keys.some((key) => !rates.has(key))) refuseMisfit(system);
  return Object.fromEntries(
    keys.flatMap((key) => {
      const figure = closedForms[key]?.(system);
      return figure ? [[key, figure]] : [];
    }),
  );
}

function ratio(
  value: number,
  exact: { readonly value: number; readonly fraction: string } | undefined,
  logged: Float64Array,
): Figure {
  const byClass = Array.from(logged);
  return exact ? { value: exact.value, fraction: exact.fraction, byClass } : { value, byClass };
}
