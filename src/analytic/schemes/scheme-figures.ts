import type { ComparisonMeasureKey } from "../../scenario/model/comparison-measures.js";
import type { MeasureKey } from "../../scenario/model/measures.js";
import { type SchemeKey, schemeEntry } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { Bytes } from "../../scenario/model/units.js";
import { analyze } from "../analyze.js";
import { domainWarnings } from "../domain.js";
import type { Figure } from "../figure.js";
import { flows } from "../flows.js";
import { sum } from "../numerics/sum.js";
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

/**
 * Checkpoints, where so many are forced for each scheduled one of a class, and what is written besides. All schemes but
 * the coordinated ones schedule the same.
 */
function checkpointLoad(system: System, forced: readonly number[], logBytes: number) {
  const { classes, baseInterval } = system;
  const rates = classes.map(({ count, multiple }) => count / (multiple * baseInterval));
  const taken = rates.map((rate, c) => rate * (1 + forced[c]));
  const [scheduled, all] = [sum(rates), sum(taken)];
  const bytes = sum(classes.map(({ index, image }) => taken[index] * image));
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
  const load = forced && checkpointLoad(system, forced, 0);
  const skips = scheme === "qsa" || scheme === "qsa-k";
  return {
    volatileLogMean: 0,
    volatileLogMeanBytes: 0,
    ...(!skips && { stableLogRatio: 0, stableLogRate: 0, stableLogByteRate: 0 }),
    // How many basic checkpoints these skip or move is not known in general.
    ...(skips || scheme === "bcs-reset"
      ? { forcedCheckpointRatio: load?.forcedCheckpointRatio }
      : { ...load, skippedCheckpointRatio: 0 }),
  };
}

/** Figures that are the measures of the same name. */
const sameNames = [
  "checkpointRate",
  "checkpointByteRate",
  "stableLogRatio",
  "stableLogRate",
  "stableLogByteRate",
  "vmRecoveryTime",
  "hostRecoveryTime",
  "waste",
  "runTime",
  "efficiency",
] as const;

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
    ...Object.fromEntries(sameNames.map((key) => [key, value(key)])),
    forcedCheckpointRatio: 0,
    skippedCheckpointRatio: early,
    autonomy: 1 - early,
    stableByteRate: value("checkpointByteRate") + value("stableLogByteRate"),
    volatileLogMean: value("volatileLogMean") + value("senderCopiesMean"),
    volatileLogMeanBytes: value("volatileLogMeanBytes") + value("senderCopiesMeanBytes"),
    vmRollbackMean: 0,
    vmRollbackWorst: 0,
    vmsRolledBackPerVmFailure: 0,
    hostRollbackMean: value("hostRollback"),
    vmsRolledBack: countVms(system),
    unrecoverable: hostKinds(system).length === 1 ? value("unrecoverablePerHostFailure") : undefined,
  };
}

/** A round of all VMs each base interval. */
function coordinatedFigures(system: System, scheme: SchemeKey): Draft {
  const { classes, hosts, baseInterval, failures, recovery } = system;
  const vms = countVms(system);
  const images = sum(classes.map(({ count, image }) => count * image));
  const ideal = isIdeal(system);
  const rollback = coordinatedRollback(system);
  const restore = recovery.restart + images / vms / recovery.bandwidth;
  const pauses = sum(classes.map(({ count, pause }) => count * pause)) / (vms * baseInterval);
  // Of VMs and hosts together: each sets all VMs back.
  const failuresPerSecond = failures.vm * vms + failures.host * hosts.count;
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
        : pauses + failuresPerSecond * (rollback + restore),
  };
}

function loggingFigures(system: System, scheme: SchemeKey): Draft {
  const { total, totalBytes } = flows(system);
  /** What is written per second, and the messages in memory. */
  const logs: { readonly [Key in SchemeKey]?: { rate: number; byteRate: number; held: number | undefined } } =
    {
      "log-all": { rate: total, byteRate: totalBytes, held: 0 },
      "log-optimistic": { ...optimisticLog(system), held: optimisticHeld(system) },
    };
  const { rate, byteRate, held } = logs[scheme] ?? { rate: 0, byteRate: 0, held: heldBySenders(system) };
  return {
    ...checkpointLoad(
      system,
      system.classes.map(() => 0),
      byteRate,
    ),
    skippedCheckpointRatio: 0,
    stableLogRatio: rate / total,
    stableLogRate: rate,
    stableLogByteRate: byteRate,
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
