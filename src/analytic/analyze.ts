import type { ByMeasure } from "../scenario/model/by-measure.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import { checkpointBurst, checkpointByteRate, checkpointRate } from "./checkpoint-load.js";
import { advanceTime, earlyCheckpointRatio } from "./clock-skew.js";
import type { Figure, Figures } from "./figure.js";
import { hostMemoryPeak, hostMemoryPeakBytes } from "./host-memory.js";
import { inTransitPerLine } from "./in-transit.js";
import { hostRecoveryLast } from "./last-recovery.js";
import { lineLag } from "./line-lag.js";
import { hostRecoveryTime, hostRollback, vmRecoveryTime, vmReplayedMessages } from "./recovery.js";
import { hostRestoreTime, vmRestoreTime } from "./restore.js";
import { runTime } from "./run-time.js";
import { crossHostShare, senderCopiesMean, senderCopiesMeanBytes } from "./sender-copies.js";
import { stableLogMean, stableLogMeanBytes, stableLogPeak, stableLogPeakBytes } from "./stable-log-held.js";
import {
  flushBurst,
  flushBurstBytes,
  messageRate,
  stableLogByteRate,
  stableLogRate,
} from "./stable-log-load.js";
import {
  exactStableLogByteRatio,
  exactStableLogRatio,
  loggedShares,
  stableLogByteRatio,
  stableLogRatio,
} from "./stable-log-ratio.js";
import { refuseMisfit } from "./storage-fit.js";
import {
  burstDrainTime,
  checkpointCompletion,
  linkUtilization,
  stagingPeak,
  storageBusyShare,
  storageUtilization,
} from "./storage-load.js";
import { unrecoverablePerHostFailure } from "./unrecoverable.js";
import {
  volatileLogMean,
  volatileLogMeanBytes,
  volatileLogPeak,
  volatileLogPeakBytes,
} from "./volatile-log-held.js";
import { waste } from "./waste.js";

/** The closed form behind each measure of the catalogue that has one. */
const closedForms: ByMeasure<(system: System) => Figure | undefined> = {
  stableLogRatio: (system) =>
    ratio(stableLogRatio(system), exactStableLogRatio(system), loggedShares(system)),
  stableLogByteRatio: (system) =>
    ratio(stableLogByteRatio(system), exactStableLogByteRatio(system), loggedShares(system, "bytes")),
  messageRate,
  crossHostRatio: crossHostShare,
  stableLogRate,
  stableLogByteRate,
  checkpointRate,
  checkpointByteRate,
  checkpointBurst,
  flushBurst,
  flushBurstBytes,
  stableLogMean,
  stableLogMeanBytes,
  stableLogPeak,
  stableLogPeakBytes,
  volatileLogMean,
  volatileLogMeanBytes,
  volatileLogPeak,
  volatileLogPeakBytes,
  senderCopiesMean,
  senderCopiesMeanBytes,
  hostMemoryPeak,
  hostMemoryPeakBytes,
  earlyCheckpointRatio,
  advanceTime,
  lineLag,
  storageUtilization,
  linkUtilization,
  storageBusyShare,
  burstDrainTime,
  checkpointCompletion,
  stagingPeak,
  inTransitPerLine,
  unrecoverablePerHostFailure,
  vmRestoreTime,
  hostRestoreTime,
  vmRecoveryTime,
  vmReplayedMessages,
  hostRollback,
  hostRecoveryTime,
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
