import type { ByMeasure } from "./by-measure.js";
import { deepFreeze } from "./deep-freeze.js";
import type { System } from "./system.js";

/** Unit of a measure in JSON and CSV: SI base units; `1` marks a plain number. */
export type MeasureUnit = "1" | "1/s" | "s" | "B" | "B/s" | "messages" | "messages/s";

/** The sections of reports, in their order, and how they are headed. */
export const measureSections = deepFreeze({
  ratio: "Ratio",
  load: "Load",
  storage: "Stable storage",
  memory: "Memory",
  skew: "Skew and recovery line",
  exposure: "Exposure",
  recovery: "Recovery",
  waste: "Waste",
} as const);

/** What may leave nothing to chance: of the whole system, or of the class or the host that an estimate is of. */
export type Certainty =
  | "whole hyperperiods"
  | "nothing is flushed"
  | "nothing is received"
  | "nothing crosses hosts"
  | "no message outruns the clocks"
  | "clocks are one and delays are 0";

export type MeasureKey = keyof ByMeasure<unknown>;

/** One quantity, described once for every command, table, file and page. */
export interface Measure {
  readonly key: MeasureKey;
  /** As printed on a terminal. */
  readonly label: string;
  readonly symbol: string;
  readonly unit: MeasureUnit;
  /** The section of reports that it stands in. */
  readonly family: keyof typeof measureSections;
  /** One sentence, no full stop. */
  readonly meaning: string;
  /** Equation (listed in `docs/notation.md`) behind the closed form; absent where there is no closed form. */
  readonly equation?: string;
  /** Rule of the protocol the engine's tally follows. */
  readonly rule: string;
  /** Set where it is taken at the index of the hyperperiod at which it is largest. */
  readonly peak?: true;
  /** Set where it is of the host that has the most of it. */
  readonly largestHost?: true;
  /** Set where the engine counts events one by one: messages, or checkpoints. */
  readonly countsEvents?: true;
  /** Set where it is a share, from 0 to 1. */
  readonly share?: true;
  /** Set where it may be below 0. */
  readonly signed?: true;
  /** Where that holds, the rules leave nothing to chance, and every replication finds the same. */
  readonly certainWhere?: Certainty;
  /** What the scenario must name for the measure to exist: `job`, or `storage`, or in it `hostLink` or `staging`. */
  readonly needs?: "job" | "storage" | "hostLink" | "staging";
  /** Measures that its closed form is made of: it is in doubt where they are. */
  readonly restsOn?: readonly MeasureKey[];
}

/** The measures by section of reports, in the order in which these show them. */
const bySection: Sections<keyof typeof measureSections, MeasureKey, Omit<Measure, "key" | "family">> = {
  ratio: {
    stableLogRatio: {
      label: "stable-log ratio",
      symbol: "η",
      unit: "1",
      meaning: "share of all messages that must be written to stable storage",
      equation: "E2",
      rule: "R3",
      countsEvents: true,
      share: true,
      certainWhere: "nothing is flushed",
    },
    stableLogByteRatio: {
      label: "stable-log ratio by bytes",
      symbol: "η_B",
      unit: "1",
      meaning: "share of all message bytes that must be written to stable storage",
      equation: "E2",
      rule: "R3",
      share: true,
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
  },
  load: {
    messageRate: {
      label: "messages",
      symbol: "Λ",
      unit: "messages/s",
      meaning: "messages delivered per second, whole system",
      equation: "E1",
      rule: "R5",
      countsEvents: true,
      certainWhere: "nothing is received",
    },
    crossHostRatio: {
      label: "cross-host share",
      symbol: "X/Λ",
      unit: "1",
      meaning: "share of messages whose sender and receiver live on different hosts",
      equation: "E9",
      rule: "R5",
      countsEvents: true,
      share: true,
      certainWhere: "nothing crosses hosts",
    },
    stableLogRate: {
      label: "stable-log writes",
      symbol: "ηΛ",
      unit: "messages/s",
      meaning: "messages written to the stable log per second",
      equation: "E6",
      rule: "R3",
      countsEvents: true,
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    stableLogByteRate: {
      label: "stable-log writes, bytes",
      symbol: "η_B Λ s",
      unit: "B/s",
      meaning: "bytes written to the stable log per second",
      equation: "E6",
      rule: "R3",
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    checkpointRate: {
      label: "checkpoints",
      symbol: "Σ n/(i T0)",
      unit: "1/s",
      meaning: "checkpoints taken per second, whole system",
      equation: "E5",
      rule: "R3",
      countsEvents: true,
      certainWhere: "whole hyperperiods",
    },
    checkpointByteRate: {
      label: "checkpoint writes, bytes",
      symbol: "Σ n image/(i T0)",
      unit: "B/s",
      meaning: "bytes of checkpoint images written per second",
      equation: "E5",
      rule: "R3",
      restsOn: ["checkpointRate"],
      certainWhere: "whole hyperperiods",
    },
    checkpointBurst: {
      label: "largest checkpoint burst",
      symbol: "max_k Σ n image",
      unit: "B",
      meaning: "bytes of checkpoint images that one base boundary brings, at the index where they are most",
      equation: "E5",
      rule: "R3",
      peak: true,
      certainWhere: "whole hyperperiods",
    },
    flushBurst: {
      label: "largest flush burst",
      symbol: "max_k T0 Σ F",
      unit: "messages",
      meaning: "messages flushed to stable storage at one base boundary, at the index where they are most",
      equation: "E6",
      rule: "R3",
      peak: true,
      countsEvents: true,
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    flushBurstBytes: {
      label: "largest flush burst, bytes",
      symbol: "max_k T0 Σ F s",
      unit: "B",
      meaning: "bytes flushed to stable storage at one base boundary, at the index where they are most",
      equation: "E6",
      rule: "R3",
      peak: true,
      restsOn: ["flushBurst"],
      certainWhere: "nothing is flushed",
    },
  },
  storage: {
    stableLogMean: {
      label: "stable log held, mean",
      symbol: "S",
      unit: "messages",
      meaning: "messages held in the stable log, averaged over time",
      equation: "E7",
      rule: "R3, R8",
      restsOn: ["stableLogRatio", "lineLag"],
      certainWhere: "nothing is flushed",
    },
    stableLogMeanBytes: {
      label: "stable log held, mean bytes",
      symbol: "S_B",
      unit: "B",
      meaning: "bytes held in the stable log, averaged over time",
      equation: "E7",
      rule: "R3, R8",
      restsOn: ["stableLogMean"],
      certainWhere: "nothing is flushed",
    },
    stableLogPeak: {
      label: "stable log held, peak",
      symbol: "max_k S_k",
      unit: "messages",
      meaning:
        "messages held in the stable log at the most, between the flushes for a recovery line and its cover",
      equation: "E7",
      rule: "R3, R8",
      peak: true,
      restsOn: ["stableLogRatio", "lineLag"],
      certainWhere: "nothing is flushed",
    },
    stableLogPeakBytes: {
      label: "stable log held, peak bytes",
      symbol: "max_k S_B,k",
      unit: "B",
      meaning:
        "bytes held in the stable log at the most, between the flushes for a recovery line and its cover",
      equation: "E7",
      rule: "R3, R8",
      peak: true,
      restsOn: ["stableLogPeak"],
      certainWhere: "nothing is flushed",
    },
    storageUtilization: {
      label: "storage utilisation",
      symbol: "u",
      unit: "1",
      meaning: "share of the write bandwidth of stable storage that is used, in the mean",
      equation: "E19",
      rule: "R11",
      restsOn: ["stableLogRatio", "checkpointByteRate"],
      needs: "storage",
    },
    linkUtilization: {
      label: "utilisation of the busiest link",
      symbol: "u_h",
      unit: "1",
      meaning: "share of its link that the host uses for writes which uses most, in the mean",
      equation: "E19",
      rule: "R11",
      restsOn: ["storageUtilization"],
      needs: "hostLink",
    },
    storageBusyShare: {
      label: "time in which storage writes",
      symbol: "b",
      unit: "1",
      meaning: "share of the time in which stable storage is being written to",
      equation: "E20",
      rule: "R11",
      share: true,
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    burstDrainTime: {
      label: "longest drain of a burst",
      symbol: "max_k t_k",
      unit: "s",
      meaning:
        "time from a base boundary until all is written that it brings, at the index where it is longest",
      equation: "E20",
      rule: "R11",
      peak: true,
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    checkpointCompletion: {
      label: "checkpoint completion",
      symbol: "d",
      unit: "s",
      meaning:
        "time from the start of a checkpoint until it is complete on stable storage, over all checkpoints",
      equation: "E20",
      rule: "R6, R11",
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    stagingPeak: {
      label: "staging peak per host",
      symbol: "max_k P_k",
      unit: "B",
      meaning: "bytes on a host's own disk at the most, at the host and the index where they are most",
      equation: "E23",
      rule: "R11",
      peak: true,
      restsOn: ["storageUtilization"],
      needs: "staging",
    },
  },
  memory: {
    volatileLogMean: {
      label: "volatile log held, mean",
      symbol: "V",
      unit: "messages",
      meaning: "messages held in the memory of the receivers' hypervisors, averaged over time",
      equation: "E8",
      rule: "R5, R8",
      restsOn: ["lineLag"],
      certainWhere: "nothing is received",
    },
    volatileLogMeanBytes: {
      label: "volatile log held, mean bytes",
      symbol: "V_B",
      unit: "B",
      meaning: "bytes held in the memory of the receivers' hypervisors, averaged over time",
      equation: "E8",
      rule: "R5, R8",
      restsOn: ["volatileLogMean"],
      certainWhere: "nothing is received",
    },
    volatileLogPeak: {
      label: "volatile log held, peak",
      symbol: "max_k V_k",
      unit: "messages",
      meaning:
        "messages held in the receivers' hypervisors at the most, just before a recovery line or before flushes that empty memory",
      equation: "E8",
      rule: "R5, R8",
      peak: true,
      restsOn: ["lineLag"],
      certainWhere: "nothing is received",
    },
    volatileLogPeakBytes: {
      label: "volatile log held, peak bytes",
      symbol: "max_k V_B,k",
      unit: "B",
      meaning:
        "bytes held in the receivers' hypervisors at the most, just before a recovery line or before flushes that empty memory",
      equation: "E8",
      rule: "R5, R8",
      peak: true,
      restsOn: ["volatileLogPeak"],
      certainWhere: "nothing is received",
    },
    senderCopiesMean: {
      label: "sender copies held, mean",
      symbol: "Q",
      unit: "messages",
      meaning: "copies of cross-host messages held in the senders' hypervisors, averaged over time",
      equation: "E9",
      rule: "R5, R8",
      restsOn: ["crossHostRatio", "lineLag"],
      certainWhere: "nothing crosses hosts",
    },
    senderCopiesMeanBytes: {
      label: "sender copies held, mean bytes",
      symbol: "Q_B",
      unit: "B",
      meaning: "bytes of cross-host messages held in the senders' hypervisors, averaged over time",
      equation: "E9",
      rule: "R5, R8",
      restsOn: ["senderCopiesMean"],
      certainWhere: "nothing crosses hosts",
    },
    hostMemoryPeak: {
      label: "memory of the fullest host, peak",
      symbol: "max_hk M_hk",
      unit: "messages",
      meaning:
        "messages held in the memory of one host at the most, received and copied together, at the host that holds the most",
      equation: "E8, E9",
      rule: "R5, R8",
      peak: true,
      largestHost: true,
      restsOn: ["volatileLogPeak", "senderCopiesMean"],
    },
    hostMemoryPeakBytes: {
      label: "memory of the fullest host, peak bytes",
      symbol: "max_hk M_B,hk",
      unit: "B",
      meaning:
        "bytes held in the memory of one host at the most, received and copied together, at the host that holds the most",
      equation: "E8, E9",
      rule: "R5, R8",
      peak: true,
      largestHost: true,
      restsOn: ["hostMemoryPeak"],
    },
  },
  skew: {
    earlyCheckpointRatio: {
      label: "early checkpoints",
      symbol: "e",
      unit: "1",
      meaning: "share of checkpoints that a message from a later index brings forward",
      equation: "E10",
      rule: "R4",
      countsEvents: true,
      share: true,
      certainWhere: "no message outruns the clocks",
    },
    advanceTime: {
      label: "mean advance",
      symbol: "a",
      unit: "s",
      meaning: "mean time after a base boundary at which a VM advances to its index, over all VMs",
      equation: "E10",
      rule: "R2, R4",
      restsOn: ["earlyCheckpointRatio"],
      signed: true,
    },
    lineLag: {
      label: "line lag",
      symbol: "ℓ",
      unit: "s",
      meaning: "mean time from a base boundary until its recovery line is established",
      equation: "E11",
      rule: "R7",
      restsOn: ["advanceTime"],
      signed: true,
    },
  },
  exposure: {
    inTransitPerLine: {
      label: "in transit across a line",
      symbol: "Z",
      unit: "messages",
      meaning: "messages sent before a recovery line and delivered after it, per line",
      equation: "E12",
      rule: "R10",
      countsEvents: true,
      restsOn: ["advanceTime"],
      certainWhere: "clocks are one and delays are 0",
    },
    unrecoverablePerHostFailure: {
      label: "unrecoverable per host failure",
      symbol: "U/H",
      unit: "messages",
      meaning:
        "messages in transit across the line that no copy and no replay can bring back, per failure of one host",
      equation: "E12",
      rule: "R10",
      countsEvents: true,
      restsOn: ["inTransitPerLine", "lineLag"],
      certainWhere: "clocks are one and delays are 0",
    },
  },
  recovery: {
    vmRestoreTime: {
      label: "restore after a VM failure",
      symbol: "S_vm",
      unit: "s",
      meaning: "time to read back the image of a VM that has failed, over all VMs",
      equation: "E21",
      rule: "R9, R11",
      needs: "storage",
    },
    hostRestoreTime: {
      label: "restore after a host failure",
      symbol: "S_h",
      unit: "s",
      meaning: "time until the last image is read back after a host failure",
      equation: "E21",
      rule: "R10, R11",
      needs: "storage",
    },
    vmRecoveryTime: {
      label: "VM recovery time",
      symbol: "R_vm",
      unit: "s",
      meaning: "time to restart, restore and replay one VM after its own failure, over all VMs",
      equation: "E13",
      rule: "R9",
      restsOn: ["advanceTime"],
    },
    vmReplayedMessages: {
      label: "messages replayed per VM failure",
      symbol: "r A",
      unit: "messages",
      meaning: "messages replayed after the failure of one VM, over all VMs",
      equation: "E13",
      rule: "R9",
      countsEvents: true,
      restsOn: ["vmRecoveryTime"],
      certainWhere: "nothing is received",
    },
    hostRollback: {
      label: "work lost per VM and host failure",
      symbol: "G",
      unit: "s",
      meaning: "work that a VM loses when a host fails and every VM returns to the recovery line",
      equation: "E14",
      rule: "R10",
      restsOn: ["lineLag"],
    },
    hostRecoveryTime: {
      label: "recovery time after a host failure",
      symbol: "R_h",
      unit: "s",
      meaning:
        "time to restart, restore and replay a VM up to the recovery line after a host failure, over all VMs",
      equation: "E14",
      rule: "R10",
      restsOn: ["lineLag"],
    },
    hostRecoveryLast: {
      label: "last VM back after a host failure",
      symbol: "R_last",
      unit: "s",
      meaning:
        "time until the last VM is restarted, restored and replayed up to the line after a host failure",
      equation: "E14",
      rule: "R10",
      restsOn: ["hostRecoveryTime"],
    },
  },
  waste: {
    waste: {
      label: "waste",
      symbol: "W",
      unit: "1",
      meaning: "share of the VMs' time lost to checkpoint pauses, lost work and recovery",
      equation: "E15",
      rule: "R6, R9, R10",
      restsOn: ["vmRecoveryTime", "hostRollback", "hostRecoveryTime"],
    },
    runTime: {
      label: "run time of the job",
      symbol: "T_job",
      unit: "s",
      meaning: "expected time until a job of that work is done when failures happen",
      equation: "E18",
      rule: "R9, R10",
      restsOn: ["lineLag", "vmRecoveryTime", "hostRecoveryLast"],
      needs: "job",
    },
    efficiency: {
      label: "efficiency of the job",
      symbol: "work/T_job",
      unit: "1",
      meaning: "work of a job over its expected run time when failures happen",
      equation: "E18",
      rule: "R9, R10",
      share: true,
      restsOn: ["runTime"],
      needs: "job",
    },
  },
};

/** The catalogue: every measure, in the order in which reports show them. */
export const measures: readonly Measure[] = listed(bySection, "family");

/** Whether a system has what a measure is about. */
export function existsIn({ needs }: Measure, { storage, job }: Pick<System, "storage" | "job">): boolean {
  if (needs === undefined) return true;
  if (needs === "job") return job !== undefined;
  if (storage === undefined) return false;
  if (needs === "staging") return storage.staging !== undefined;
  return needs === "storage" || storage.hostLink < Number.POSITIVE_INFINITY;
}

const byKey: ReadonlyMap<string, Measure> = new Map(measures.map((measure) => [measure.key, measure]));

/** The catalogue's entry for a key, or `undefined` when no measure has that key. */
export function findMeasure(key: string): Measure | undefined {
  return byKey.get(key);
}

/** The given measures, and all whose closed forms are made of them, directly or through others. */
export function restingOn(...grounds: readonly MeasureKey[]): readonly MeasureKey[] {
  const rests = ({ key, restsOn = [] }: Measure): boolean =>
    grounds.includes(key) || restsOn.some((ground) => rests(byKey.get(ground)!));
  return measures.filter(rests).map(({ key }) => key);
}

/** Entries of a catalogue, written by section and key. */
export type Sections<Section extends string, Key extends string, Described> = {
  readonly [S in Section]: { readonly [K in Key]?: Described };
};

/** The entries of all sections in one list, each with its key and, under that name, its section. */
export function listed<Entry>(
  sections: Sections<string, string, object>,
  sectionName: string & keyof Entry,
): readonly Entry[] {
  const entries: unknown[] = Object.entries(sections).flatMap(([section, described]) =>
    Object.entries(described).map(([key, one]) => ({ key, ...one, [sectionName]: section })),
  );
  return deepFreeze(entries as Entry[]);
}
