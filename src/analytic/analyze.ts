import { type ClosedFormKey, type MeasureKey, measures } from "../scenario/model/measures.js";
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

type ClosedForms = { readonly [Key in ClosedFormKey]: (system: System) => Figure | undefined };

/** The closed form behind each measure of the catalogue that has one. */
const closedForms: ClosedForms & { readonly [Key in MeasureKey]?: ClosedForms[ClosedFormKey] } = {
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
};

/**
 * Every closed form of the catalogue for one system.
 *
 * - Source: E1 to E15
 * - Assumes: the domain of each formula; `domainWarnings` says where a system is outside
 * - Limits: those of each closed form; a peak that is known as a bound alone is marked `bound: "upper"`
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

/** The closed forms of the named measures alone: what a sweep over one quantity needs. One without a closed form is absent. */
export function analyzeSome(
  system: System,
  keys: readonly MeasureKey[],
): { readonly [Key in MeasureKey]?: Figure } {
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
