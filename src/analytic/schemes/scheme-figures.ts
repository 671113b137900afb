import type { ComparisonMeasureKey } from "../../scenario/model/comparison-measures.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { Bytes, PerSecond } from "../../scenario/model/units.js";
import { analyze } from "../analyze.js";
import { domainWarnings } from "../domain.js";
import type { Figure } from "../figure.js";
import { flows } from "../flows.js";
import { hostKinds } from "../placement.js";
import { blockedShare, controlMessageRate, coordinatedRollback } from "./coordination.js";
import { forcedByClass, isIdeal } from "./forced-checkpoints.js";
import {
  heldBySenders,
  optimisticHeld,
  optimisticLog,
  receiptsPassedOn,
  replayFromLog,
} from "./message-logs.js";

/** What the closed forms say of one scheme; a measure that has none in this scenario is absent. */
export type SchemeFigures = { readonly [Key in ComparisonMeasureKey]?: number };

type Draft = { [Key in ComparisonMeasureKey]?: number | undefined };

/**
 * Every closed form of a scheme that holds in a scenario.
 *
 * - Source: F1 to F16; E2 and E5 to E15 for VM_QSC and what it shares with others
 * - Assumes: what each form assumes; where that is not so the measure is absent
 */
export function schemeFigures(system: System, scheme: SchemeKey): SchemeFigures {
  const draft: Draft = { orphans: 0, ...communication(system, scheme) };
  const { guarantee } = schemeEntry(scheme);
  if (scheme === "vmqsc") Object.assign(draft, vmQscFigures(system));
  else if (guarantee === "line") Object.assign(draft, coordinatedFigures(system, scheme));
  else if (guarantee === "log") Object.assign(draft, loggingFigures(system, scheme));
  else Object.assign(draft, checkpointFigures(system, scheme));
  const { storage } = system;
  if (storage !== undefined) {
    if (draft.stableByteRate !== undefined) draft.storageUtilization = draft.stableByteRate / storage.write;
    // Who reads what at once is another matter for each scheme.
    if (scheme !== "vmqsc")
      Object.assign(draft, { vmRecoveryTime: undefined, hostRecoveryTime: undefined, waste: undefined });
  }
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => Number.isFinite(value)));
}

/** Bytes that a message carries of a scheme: 4 an integer, bits packed and rounded up. */
function piggyback(system: System, scheme: SchemeKey): Bytes {
  const vms = countVms(system);
  const { integers, bits } = schemeEntry(scheme);
  const [ints, flags] = [integers, bits].map(
    ([one, perVm, perPair]) => one + perVm * vms + perPair * vms * vms,
  );
  const determinants = scheme === "log-causal" ? 16 * receiptsPassedOn(system) : 0;
  return 4 * ints + Math.ceil(flags / 8) + determinants;
}

function communication(system: System, scheme: SchemeKey): Draft {
  const { total } = flows(system);
  const bytes = piggyback(system, scheme);
  const blocks = scheme === "coordinated-blocking" || scheme === "tamir-sequin";
  return {
    piggybackBytes: bytes,
    piggybackByteRate: bytes * total,
    controlMessageRate: scheme === "log-sender" ? 2 * total : controlMessageRate(system, scheme),
    blockedShare: blocks ? blockedShare(system) : 0,
  };
}

/** Basic checkpoints alone, as all schemes but the coordinated ones schedule them. */
function basicCheckpoints({ classes, baseInterval }: System) {
  const rates = classes.map(({ count, multiple }) => count / (multiple * baseInterval));
  return { rates, scheduled: rates.reduce((sum, rate) => sum + rate, 0) };
}

/** Checkpoints, where so many are forced for each scheduled one of a class, and what is written besides. */
function checkpointLoad(system: System, forced: readonly number[], logBytes: number): Draft {
  const { rates, scheduled } = basicCheckpoints(system);
  const taken = rates.map((rate, c) => rate * (1 + forced[c]));
  const all = taken.reduce((sum, rate) => sum + rate, 0);
  const bytes = taken.reduce((sum, rate, c) => sum + rate * system.classes[c].image, 0);
  return {
    forcedCheckpointRatio: all / scheduled - 1,
    autonomy: scheduled / all,
    checkpointRate: all,
    checkpointByteRate: bytes,
    stableByteRate: bytes + logBytes,
  };
}

function checkpointFigures(system: System, scheme: SchemeKey): Draft {
  const forced = scheme === "uncoordinated" ? system.classes.map(() => 0) : forcedByClass(system, scheme);
  const memory = { volatileLogMean: 0, volatileLogMeanBytes: 0 };
  const noLog = { stableLogRatio: 0, stableLogRate: 0, stableLogByteRate: 0 };
  switch (scheme) {
    // How many basic checkpoints these two skip is not known in general.
    case "qsa":
    case "qsa-k":
      return { ...memory, forcedCheckpointRatio: meanForced(system, forced) };
    case "bcs-reset":
      return { ...memory, ...noLog, forcedCheckpointRatio: meanForced(system, forced) };
    default:
      return {
        ...memory,
        ...noLog,
        ...(forced && checkpointLoad(system, forced, 0)),
        skippedCheckpointRatio: 0,
      };
  }
}

function meanForced(system: System, forced: readonly number[] | undefined): number | undefined {
  if (forced === undefined) return undefined;
  const { rates, scheduled } = basicCheckpoints(system);
  return rates.reduce((sum, rate, c) => sum + rate * forced[c], 0) / scheduled;
}

function vmQscFigures(system: System): Draft {
  const figures = analyze(system);
  const outside = new Set<MeasureKey>(domainWarnings(system).flatMap(({ measures }) => measures));
  /** Not a number where a figure does not hold; what is worked out from it does not either. */
  const value = (key: keyof typeof figures): number => {
    const figure: Figure | undefined = figures[key];
    return figure === undefined || figure.bound !== undefined || outside.has(key) ? Number.NaN : figure.value;
  };
  const early = value("earlyCheckpointRatio");
  return {
    forcedCheckpointRatio: 0,
    skippedCheckpointRatio: early,
    autonomy: 1 - early,
    checkpointRate: value("checkpointRate"),
    checkpointByteRate: value("checkpointByteRate"),
    stableLogRatio: value("stableLogRatio"),
    stableLogRate: value("stableLogRate"),
    stableLogByteRate: value("stableLogByteRate"),
    stableByteRate: value("checkpointByteRate") + value("stableLogByteRate"),
    volatileLogMean: value("volatileLogMean") + value("senderCopiesMean"),
    volatileLogMeanBytes: value("volatileLogMeanBytes") + value("senderCopiesMeanBytes"),
    vmRollbackMean: 0,
    vmRollbackWorst: 0,
    vmsRolledBackPerVmFailure: 0,
    vmRecoveryTime: value("vmRecoveryTime"),
    hostRollbackMean: value("hostRollback"),
    vmsRolledBack: countVms(system),
    hostRecoveryTime: value("hostRecoveryTime"),
    unrecoverable: hostKinds(system).length === 1 ? value("unrecoverablePerHostFailure") : undefined,
    waste: value("waste"),
    runTime: value("runTime"),
    efficiency: value("efficiency"),
  };
}

/** A round of all VMs each base interval. */
function coordinatedFigures(system: System, scheme: SchemeKey): Draft {
  const { classes, baseInterval, recovery } = system;
  const vms = countVms(system);
  const images = classes.reduce((sum, { count, image }) => sum + count * image, 0);
  const ideal = isIdeal(system);
  const rollback = coordinatedRollback(system);
  const restore = recovery.restart + images / vms / recovery.bandwidth;
  const pauses = classes.reduce((sum, { count, pause }) => sum + count * pause, 0) / (vms * baseInterval);
  return {
    forcedCheckpointRatio: 0,
    skippedCheckpointRatio: 0,
    autonomy: 0,
    checkpointRate: vms / baseInterval,
    checkpointByteRate: images / baseInterval,
    checkpointBurst: ideal ? images : undefined,
    ...(ideal && {
      stableLogRatio: 0,
      stableLogRate: 0,
      stableLogByteRate: 0,
      stableByteRate: images / baseInterval,
      deliverAgain: 0,
    }),
    unrecoverable: 0,
    volatileLogMean: 0,
    volatileLogMeanBytes: 0,
    vmRollbackMean: rollback,
    vmRollbackWorst: rollback,
    hostRollbackMean: rollback,
    hostRollbackWorst: rollback,
    vmsRolledBackPerVmFailure: vms,
    vmsRolledBack: vms,
    recoveryLineAge: rollback,
    vmRecoveryTime: restore,
    hostRecoveryTime: restore,
    waste:
      rollback === undefined || scheme !== "coordinated"
        ? undefined
        : pauses + failuresPerSecond(system) * (rollback + restore),
  };
}

/** Failures that set all VMs back, of VMs and hosts together. */
function failuresPerSecond({ failures, hosts, classes }: System): PerSecond {
  return failures.vm * countVms({ classes }) + failures.host * hosts.count;
}

function loggingFigures(system: System, scheme: SchemeKey): Draft {
  const { total, totalBytes } = flows(system);
  const none = { rate: 0, byteRate: 0 };
  const log =
    scheme === "log-all"
      ? { rate: total, byteRate: totalBytes }
      : scheme === "log-optimistic"
        ? optimisticLog(system)
        : none;
  const held =
    scheme === "log-all" ? 0 : scheme === "log-optimistic" ? optimisticHeld(system) : heldBySenders(system);
  return {
    ...checkpointLoad(
      system,
      system.classes.map(() => 0),
      log.byteRate,
    ),
    skippedCheckpointRatio: 0,
    stableLogRatio: log.rate / total,
    stableLogRate: log.rate,
    stableLogByteRate: log.byteRate,
    volatileLogMean: held,
    imagesHeldMean: 1,
    vmRollbackMean: 0,
    vmRollbackWorst: 0,
    vmsRolledBackPerVmFailure: 0,
    vmRecoveryTime: replayFromLog(system),
    ...(scheme === "log-all" && {
      hostRollbackMean: 0,
      hostRollbackWorst: 0,
      vmsRolledBack: 0,
      deliverAgain: 0,
      unrecoverable: 0,
    }),
  };
}
