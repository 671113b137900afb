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

/** An entry as it is written below: the name with symbol and unit, the equation and the rule, the traits that it has. */
interface Entry extends Pick<Measure, "meaning" | "restsOn" | "certainWhere" | "needs"> {
  readonly name: readonly [label: string, symbol: string, unit: MeasureUnit];
  /** The symbol of the same in bytes, where that is a measure of its own, which rests on this one. */
  readonly inBytes?: string;
  readonly from: readonly [equation: string | undefined, rule: string];
  readonly traits?: readonly ("peak" | "largestHost" | "countsEvents" | "share" | "signed")[];
}

/** The measures by section of reports, in the order in which these show them. */
const bySection: Sections<keyof typeof measureSections, MeasureKey, Entry> = {
  ratio: {
    stableLogRatio: {
      name: ["stable-log ratio", "η", "1"],
      meaning: "share of all messages that must be written to stable storage",
      from: ["E2", "R3"],
      traits: ["countsEvents", "share"],
      certainWhere: "nothing is flushed",
    },
    stableLogByteRatio: {
      name: ["stable-log ratio by bytes", "η_B", "1"],
      meaning: "share of all message bytes that must be written to stable storage",
      from: ["E2", "R3"],
      traits: ["share"],
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
  },
  load: {
    messageRate: {
      name: ["messages", "Λ", "messages/s"],
      meaning: "messages delivered per second, whole system",
      from: ["E1", "R5"],
      traits: ["countsEvents"],
      certainWhere: "nothing is received",
    },
    crossHostRatio: {
      name: ["cross-host share", "X/Λ", "1"],
      meaning: "share of messages whose sender and receiver live on different hosts",
      from: ["E9", "R5"],
      traits: ["countsEvents", "share"],
      certainWhere: "nothing crosses hosts",
    },
    stableLogRate: {
      name: ["stable-log writes", "ηΛ", "messages/s"],
      meaning: "messages written to the stable log per second",
      from: ["E6", "R3"],
      traits: ["countsEvents"],
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    stableLogByteRate: {
      name: ["stable-log writes, bytes", "η_B Λ s", "B/s"],
      meaning: "bytes written to the stable log per second",
      from: ["E6", "R3"],
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    checkpointRate: {
      name: ["checkpoints", "Σ n/(i T0)", "1/s"],
      meaning: "checkpoints taken per second, whole system",
      from: ["E5", "R3"],
      traits: ["countsEvents"],
      certainWhere: "whole hyperperiods",
    },
    checkpointByteRate: {
      name: ["checkpoint writes, bytes", "Σ n image/(i T0)", "B/s"],
      meaning: "bytes of checkpoint images written per second",
      from: ["E5", "R3"],
      restsOn: ["checkpointRate"],
      certainWhere: "whole hyperperiods",
    },
    checkpointBurst: {
      name: ["largest checkpoint burst", "max_k Σ n image", "B"],
      meaning: "bytes of checkpoint images that one base boundary brings, at the index where they are most",
      from: ["E5", "R3"],
      traits: ["peak"],
      certainWhere: "whole hyperperiods",
    },
    flushBurst: {
      name: ["largest flush burst", "max_k T0 Σ F", "messages"],
      meaning: "messages flushed to stable storage at one base boundary, at the index where they are most",
      from: ["E6", "R3"],
      traits: ["peak", "countsEvents"],
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    flushBurstBytes: {
      name: ["largest flush burst, bytes", "max_k T0 Σ F s", "B"],
      meaning: "bytes flushed to stable storage at one base boundary, at the index where they are most",
      from: ["E6", "R3"],
      traits: ["peak"],
      restsOn: ["flushBurst"],
      certainWhere: "nothing is flushed",
    },
  },
  storage: {
    stableLogMean: {
      name: ["stable log held, mean", "S", "messages"],
      inBytes: "S_B",
      meaning: "messages held in the stable log, averaged over time",
      from: ["E7", "R3, R8"],
      restsOn: ["stableLogRatio", "lineLag"],
      certainWhere: "nothing is flushed",
    },
    stableLogPeak: {
      name: ["stable log held, peak", "max_k S_k", "messages"],
      inBytes: "max_k S_B,k",
      meaning:
        "messages held in the stable log at the most, between the flushes for a recovery line and its cover",
      from: ["E7", "R3, R8"],
      traits: ["peak"],
      restsOn: ["stableLogRatio", "lineLag"],
      certainWhere: "nothing is flushed",
    },
    storageUtilization: {
      name: ["storage utilisation", "u", "1"],
      meaning: "share of the write bandwidth of stable storage that is used, in the mean",
      from: ["E19", "R11"],
      restsOn: ["stableLogRatio", "checkpointByteRate"],
      needs: "storage",
    },
    linkUtilization: {
      name: ["utilisation of the busiest link", "u_h", "1"],
      meaning: "share of its link that the host uses for writes which uses most, in the mean",
      from: ["E19", "R11"],
      restsOn: ["storageUtilization"],
      needs: "hostLink",
    },
    storageBusyShare: {
      name: ["time in which storage writes", "b", "1"],
      meaning: "share of the time in which stable storage is being written to",
      from: ["E20", "R11"],
      traits: ["share"],
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    burstDrainTime: {
      name: ["longest drain of a burst", "max_k t_k", "s"],
      meaning:
        "time from a base boundary until all is written that it brings, at the index where it is longest",
      from: ["E20", "R11"],
      traits: ["peak"],
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    checkpointCompletion: {
      name: ["checkpoint completion", "d", "s"],
      meaning:
        "time from the start of a checkpoint until it is complete on stable storage, over all checkpoints",
      from: ["E20", "R6, R11"],
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    stagingPeak: {
      name: ["staging peak per host", "max_k P_k", "B"],
      meaning: "bytes on a host's own disk at the most, at the host and the index where they are most",
      from: ["E23", "R11"],
      traits: ["peak"],
      restsOn: ["storageUtilization"],
      needs: "staging",
    },
  },
  memory: {
    volatileLogMean: {
      name: ["volatile log held, mean", "V", "messages"],
      inBytes: "V_B",
      meaning: "messages held in the memory of the receivers' hypervisors, averaged over time",
      from: ["E8", "R5, R8"],
      restsOn: ["lineLag"],
      certainWhere: "nothing is received",
    },
    volatileLogPeak: {
      name: ["volatile log held, peak", "max_k V_k", "messages"],
      inBytes: "max_k V_B,k",
      meaning:
        "messages held in the receivers' hypervisors at the most, just before a recovery line or before flushes that empty memory",
      from: ["E8", "R5, R8"],
      traits: ["peak"],
      restsOn: ["lineLag"],
      certainWhere: "nothing is received",
    },
    senderCopiesMean: {
      name: ["sender copies held, mean", "Q", "messages"],
      inBytes: "Q_B",
      meaning: "copies of cross-host messages held in the senders' hypervisors, averaged over time",
      from: ["E9", "R5, R8"],
      restsOn: ["crossHostRatio", "lineLag"],
      certainWhere: "nothing crosses hosts",
    },
    hostMemoryPeak: {
      name: ["memory of the fullest host, peak", "max_hk M_hk", "messages"],
      inBytes: "max_hk M_B,hk",
      meaning:
        "messages held in the memory of one host at the most, received and copied together, at the host that holds the most",
      from: ["E8, E9", "R5, R8"],
      traits: ["peak", "largestHost"],
      restsOn: ["volatileLogPeak", "senderCopiesMean"],
    },
  },
  skew: {
    earlyCheckpointRatio: {
      name: ["early checkpoints", "e", "1"],
      meaning: "share of checkpoints that a message from a later index brings forward",
      from: ["E10", "R4"],
      traits: ["countsEvents", "share"],
      certainWhere: "no message outruns the clocks",
    },
    advanceTime: {
      name: ["mean advance", "a", "s"],
      meaning: "mean time after a base boundary at which a VM advances to its index, over all VMs",
      from: ["E10", "R2, R4"],
      traits: ["signed"],
      restsOn: ["earlyCheckpointRatio"],
    },
    lineLag: {
      name: ["line lag", "ℓ", "s"],
      meaning: "mean time from a base boundary until its recovery line is established",
      from: ["E11", "R7"],
      traits: ["signed"],
      restsOn: ["advanceTime"],
    },
  },
  exposure: {
    inTransitPerLine: {
      name: ["in transit across a line", "Z", "messages"],
      meaning: "messages sent before a recovery line and delivered after it, per line",
      from: ["E12", "R10"],
      traits: ["countsEvents"],
      restsOn: ["advanceTime"],
      certainWhere: "clocks are one and delays are 0",
    },
    unrecoverablePerHostFailure: {
      name: ["unrecoverable per host failure", "U/H", "messages"],
      meaning:
        "messages in transit across the line that no copy and no replay can bring back, per failure of one host",
      from: ["E12", "R10"],
      traits: ["countsEvents"],
      restsOn: ["inTransitPerLine", "lineLag"],
      certainWhere: "clocks are one and delays are 0",
    },
  },
  recovery: {
    vmRestoreTime: {
      name: ["restore after a VM failure", "S_vm", "s"],
      meaning: "time to read back the image of a VM that has failed, over all VMs",
      from: ["E21", "R9, R11"],
      needs: "storage",
    },
    hostRestoreTime: {
      name: ["restore after a host failure", "S_h", "s"],
      meaning: "time until the last image is read back after a host failure",
      from: ["E21", "R10, R11"],
      needs: "storage",
    },
    vmRecoveryTime: {
      name: ["VM recovery time", "R_vm", "s"],
      meaning: "time to restart, restore and replay one VM after its own failure, over all VMs",
      from: ["E13", "R9"],
      restsOn: ["advanceTime"],
    },
    vmReplayedMessages: {
      name: ["messages replayed per VM failure", "r A", "messages"],
      meaning: "messages replayed after the failure of one VM, over all VMs",
      from: ["E13", "R9"],
      traits: ["countsEvents"],
      restsOn: ["vmRecoveryTime"],
      certainWhere: "nothing is received",
    },
    hostRollback: {
      name: ["work lost per VM and host failure", "G", "s"],
      meaning: "work that a VM loses when a host fails and every VM returns to the recovery line",
      from: ["E14", "R10"],
      restsOn: ["lineLag"],
    },
    hostRecoveryTime: {
      name: ["recovery time after a host failure", "R_h", "s"],
      meaning:
        "time to restart, restore and replay a VM up to the recovery line after a host failure, over all VMs",
      from: ["E14", "R10"],
      restsOn: ["lineLag"],
    },
    hostRecoveryLast: {
      name: ["last VM back after a host failure", "R_last", "s"],
      meaning:
        "time until the last VM is restarted, restored and replayed up to the line after a host failure",
      from: ["E14", "R10"],
      restsOn: ["hostRecoveryTime"],
    },
  },
  waste: {
    waste: {
      name: ["waste", "W", "1"],
      meaning: "share of the VMs' time lost to checkpoint pauses, lost work and recovery",
      from: ["E15", "R6, R9, R10"],
      restsOn: ["vmRecoveryTime", "hostRollback", "hostRecoveryTime"],
    },
    runTime: {
      name: ["run time of the job", "T_job", "s"],
      meaning: "expected time until a job of that work is done when failures happen",
      from: ["E18", "R9, R10"],
      restsOn: ["lineLag", "vmRecoveryTime", "hostRecoveryLast"],
      needs: "job",
    },
    efficiency: {
      name: ["efficiency of the job", "work/T_job", "1"],
      meaning: "work of a job over its expected run time when failures happen",
      from: ["E18", "R9, R10"],
      traits: ["share"],
      restsOn: ["runTime"],
      needs: "job",
    },
  },
};

/** The catalogue: every measure, in the order in which reports show them. */
export const measures: readonly Measure[] = listed(bySection, (key, family, entry): readonly Measure[] => {
  const { name, inBytes, meaning, from, traits, ...others } = entry;
  const [[label, symbol, unit], [equation, rule]] = [name, from];
  const one = { key, label, symbol, unit, meaning, equation, rule, ...allTrue(traits), ...others, family };
  if (inBytes === undefined) return [one];
  const bytes = {
    key: `${key}Bytes` as MeasureKey,
    label: `${label} bytes`,
    symbol: inBytes,
    unit: "B",
  } as const;
  return [one, { ...one, ...bytes, meaning: meaning.replace(/^\w+/, "bytes"), restsOn: [key] }];
});

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

/** The entries of all sections in one list, as `made` makes them of how they are written. */
export function listed<Section extends string, Key extends string, Described, Listed extends object>(
  sections: Sections<Section, Key, Described>,
  made: (key: Key, section: Section, entry: Described) => Listed | readonly Listed[],
): readonly Listed[] {
  const entries = Object.entries<object>(sections).flatMap(([section, described]) =>
    Object.entries<Described>(described as never).flatMap(([key, entry]) =>
      made(key as Key, section as Section, entry),
    ),
  );
  return deepFreeze(entries);
}

/** Traits as an entry of a catalogue has them. */
export function allTrue<Trait extends string>(
  traits: readonly Trait[] = [],
): { readonly [T in Trait]?: true } {
  return Object.fromEntries(traits.map((trait) => [trait, true])) as { [T in Trait]?: true };
}
