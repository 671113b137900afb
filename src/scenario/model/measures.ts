import type { ByMeasure } from "./by-measure.js";
import { deepFreeze } from "./deep-freeze.js";
import { ScenarioError } from "./scenario-error.js";
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

type Trait = "peak" | "largestHost" | "countsEvents" | "share" | "signed";

/** An entry as it is written below. */
interface Entry extends Pick<Measure, "meaning" | "restsOn" | "certainWhere" | "needs"> {
  readonly is: readonly [
    label: string,
    symbol: string,
    unit: MeasureUnit,
    equation: string | undefined,
    rule: string,
    ...traits: Trait[],
  ];
  /** The symbol of the same in bytes, where that is a measure of its own, which rests on this one. */
  readonly inBytes?: string;
}

/** The measures by section of reports, in the order in which these show them. */
const bySection: Sections<keyof typeof measureSections, MeasureKey, Entry> = {
  ratio: {
    stableLogRatio: {
      is: ["stable-log ratio", "η", "1", "E2", "R3", "countsEvents", "share"],
      meaning: "share of all messages that must be written to stable storage",
      certainWhere: "nothing is flushed",
    },
    stableLogByteRatio: {
      is: ["stable-log ratio by bytes", "η_B", "1", "E2", "R3", "share"],
      meaning: "share of all message bytes that must be written to stable storage",
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
  },
  load: {
    messageRate: {
      is: ["messages", "Λ", "messages/s", "E1", "R5", "countsEvents"],
      meaning: "messages delivered per second, whole system",
      certainWhere: "nothing is received",
    },
    crossHostRatio: {
      is: ["cross-host share", "X/Λ", "1", "E9", "R5", "countsEvents", "share"],
      meaning: "share of messages whose sender and receiver live on different hosts",
      certainWhere: "nothing crosses hosts",
    },
    stableLogRate: {
      is: ["stable-log writes", "ηΛ", "messages/s", "E6", "R3", "countsEvents"],
      meaning: "messages written to the stable log per second",
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    stableLogByteRate: {
      is: ["stable-log writes, bytes", "η_B Λ s", "B/s", "E6", "R3"],
      meaning: "bytes written to the stable log per second",
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    checkpointRate: {
      is: ["checkpoints", "Σ n/(i T0)", "1/s", "E5", "R3", "countsEvents"],
      meaning: "checkpoints taken per second, whole system",
      certainWhere: "whole hyperperiods",
    },
    checkpointByteRate: {
      is: ["checkpoint writes, bytes", "Σ n image/(i T0)", "B/s", "E5", "R3"],
      meaning: "bytes of checkpoint images written per second",
      restsOn: ["checkpointRate"],
      certainWhere: "whole hyperperiods",
    },
    checkpointBurst: {
      is: ["largest checkpoint burst", "max_k Σ n image", "B", "E5", "R3", "peak"],
      meaning: "bytes of checkpoint images that one base boundary brings, at the index where they are most",
      certainWhere: "whole hyperperiods",
    },
    flushBurst: {
      is: ["largest flush burst", "max_k T0 Σ F", "messages", "E6", "R3", "peak", "countsEvents"],
      meaning: "messages flushed to stable storage at one base boundary, at the index where they are most",
      restsOn: ["stableLogRatio"],
      certainWhere: "nothing is flushed",
    },
    flushBurstBytes: {
      is: ["largest flush burst, bytes", "max_k T0 Σ F s", "B", "E6", "R3", "peak"],
      meaning: "bytes flushed to stable storage at one base boundary, at the index where they are most",
      restsOn: ["flushBurst"],
      certainWhere: "nothing is flushed",
    },
  },
  storage: {
    stableLogMean: {
      is: ["stable log held, mean", "S", "messages", "E7", "R3, R8"],
      inBytes: "S_B",
      meaning: "messages held in the stable log, averaged over time",
      restsOn: ["stableLogRatio", "lineLag"],
      certainWhere: "nothing is flushed",
    },
    stableLogPeak: {
      is: ["stable log held, peak", "max_k S_k", "messages", "E7", "R3, R8", "peak"],
      inBytes: "max_k S_B,k",
      meaning:
        "messages held in the stable log at the most, between the flushes for a recovery line and its cover",
      restsOn: ["stableLogRatio", "lineLag"],
      certainWhere: "nothing is flushed",
    },
    storageUtilization: {
      is: ["storage utilisation", "u", "1", "E19", "R11"],
      meaning: "share of the write bandwidth of stable storage that is used, in the mean",
      restsOn: ["stableLogRatio", "checkpointByteRate"],
      needs: "storage",
    },
    linkUtilization: {
      is: ["utilisation of the busiest link", "u_h", "1", "E19", "R11"],
      meaning: "share of its link that the host uses for writes which uses most, in the mean",
      restsOn: ["storageUtilization"],
      needs: "hostLink",
    },
    storageBusyShare: {
      is: ["time in which storage writes", "b", "1", "E20", "R11", "share"],
      meaning: "share of the time in which stable storage is being written to",
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    burstDrainTime: {
      is: ["longest drain of a burst", "max_k t_k", "s", "E20", "R11", "peak"],
      meaning:
        "time from a base boundary until all is written that it brings, at the index where it is longest",
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    checkpointCompletion: {
      is: ["checkpoint completion", "d", "s", "E20", "R6, R11"],
      meaning:
        "time from the start of a checkpoint until it is complete on stable storage, over all checkpoints",
      restsOn: ["storageUtilization"],
      needs: "storage",
    },
    stagingPeak: {
      is: ["staging peak per host", "max_k P_k", "B", "E23", "R11", "peak"],
      meaning: "bytes on a host's own disk at the most, at the host and the index where they are most",
      restsOn: ["storageUtilization"],
      needs: "staging",
    },
  },
  memory: {
    volatileLogMean: {
      is: ["volatile log held, mean", "V", "messages", "E8", "R5, R8"],
      inBytes: "V_B",
      meaning: "messages held in the memory of the receivers' hypervisors, averaged over time",
      restsOn: ["lineLag"],
      certainWhere: "nothing is received",
    },
    volatileLogPeak: {
      is: ["volatile log held, peak", "max_k V_k", "messages", "E8", "R5, R8", "peak"],
      inBytes: "max_k V_B,k",
      meaning:
        "messages held in the receivers' hypervisors at the most, just before a recovery line or before flushes that empty memory",
      restsOn: ["lineLag"],
      certainWhere: "nothing is received",
    },
    senderCopiesMean: {
      is: ["sender copies held, mean", "Q", "messages", "E9", "R5, R8"],
      inBytes: "Q_B",
      meaning: "copies of cross-host messages held in the senders' hypervisors, averaged over time",
      restsOn: ["crossHostRatio", "lineLag"],
      certainWhere: "nothing crosses hosts",
    },
    hostMemoryPeak: {
      is: [
        "memory of the fullest host, peak",
        "max_hk M_hk",
        "messages",
        "E8, E9",
        "R5, R8",
        "peak",
        "largestHost",
      ],
      inBytes: "max_hk M_B,hk",
      meaning:
        "messages held in the memory of one host at the most, received and copied together, at the host that holds the most",
      restsOn: ["volatileLogPeak", "senderCopiesMean"],
    },
  },
  skew: {
    earlyCheckpointRatio: {
      is: ["early checkpoints", "e", "1", "E10", "R4", "countsEvents", "share"],
      meaning: "share of checkpoints that a message from a later index brings forward",
      certainWhere: "no message outruns the clocks",
    },
    advanceTime: {
      is: ["mean advance", "a", "s", "E10", "R2, R4", "signed"],
      meaning: "mean time after a base boundary at which a VM advances to its index, over all VMs",
      restsOn: ["earlyCheckpointRatio"],
    },
    lineLag: {
      is: ["line lag", "ℓ", "s", "E11", "R7", "signed"],
      meaning: "mean time from a base boundary until its recovery line is established",
      restsOn: ["advanceTime"],
    },
  },
  exposure: {
    inTransitPerLine: {
      is: ["in transit across a line", "Z", "messages", "E12", "R10", "countsEvents"],
      meaning: "messages sent before a recovery line and delivered after it, per line",
      restsOn: ["advanceTime"],
      certainWhere: "clocks are one and delays are 0",
    },
    unrecoverablePerHostFailure: {
      is: ["unrecoverable per host failure", "U/H", "messages", "E12", "R10", "countsEvents"],
      meaning:
        "messages in transit across the line that no copy and no replay can bring back, per failure of one host",
      restsOn: ["inTransitPerLine", "lineLag"],
      certainWhere: "clocks are one and delays are 0",
    },
  },
  recovery: {
    vmRestoreTime: {
      is: ["restore after a VM failure", "S_vm", "s", "E21", "R9, R11"],
      meaning: "time to read back the image of a VM that has failed, over all VMs",
      needs: "storage",
    },
    hostRestoreTime: {
      is: ["restore after a host failure", "S_h", "s", "E21", "R10, R11"],
      meaning: "time until the last image is read back after a host failure",
      needs: "storage",
    },
    vmRecoveryTime: {
      is: ["VM recovery time", "R_vm", "s", "E13", "R9"],
      meaning: "time to restart, restore and replay one VM after its own failure, over all VMs",
      restsOn: ["advanceTime"],
    },
    vmReplayedMessages: {
      is: ["messages replayed per VM failure", "r A", "messages", "E13", "R9", "countsEvents"],
      meaning: "messages replayed after the failure of one VM, over all VMs",
      restsOn: ["vmRecoveryTime"],
      certainWhere: "nothing is received",
    },
    hostRollback: {
      is: ["work lost per VM and host failure", "G", "s", "E14", "R10"],
      meaning: "work that a VM loses when a host fails and every VM returns to the recovery line",
      restsOn: ["lineLag"],
    },
    hostRecoveryTime: {
      is: ["recovery time after a host failure", "R_h", "s", "E14", "R10"],
      meaning:
        "time to restart, restore and replay a VM up to the recovery line after a host failure, over all VMs",
      restsOn: ["lineLag"],
    },
    hostRecoveryLast: {
      is: ["last VM back after a host failure", "R_last", "s", "E14", "R10"],
      meaning:
        "time until the last VM is restarted, restored and replayed up to the line after a host failure",
      restsOn: ["hostRecoveryTime"],
    },
  },
  waste: {
    waste: {
      is: ["waste", "W", "1", "E15", "R6, R9, R10"],
      meaning: "share of the VMs' time lost to checkpoint pauses, lost work and recovery",
      restsOn: ["vmRecoveryTime", "hostRollback", "hostRecoveryTime"],
    },
    runTime: {
      is: ["run time of the job", "T_job", "s", "E18", "R9, R10"],
      meaning: "expected time until a job of that work is done when failures happen",
      restsOn: ["lineLag", "vmRecoveryTime", "hostRecoveryLast"],
      needs: "job",
    },
    efficiency: {
      is: ["efficiency of the job", "work/T_job", "1", "E18", "R9, R10", "share"],
      meaning: "work of a job over its expected run time when failures happen",
      restsOn: ["runTime"],
      needs: "job",
    },
  },
};

/** The catalogue: every measure, in the order in which reports show them. */
export const measures: readonly Measure[] = listed(bySection, (key, family, entry): readonly Measure[] => {
  const { is, inBytes, meaning, ...others } = entry;
  const [label, symbol, unit, equation, rule, ...traits] = is;
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

/** @throws {ScenarioError} when a system has not what one of the measures is about */
export function refuseAbsentMeasures(keys: readonly MeasureKey[], system: System): void {
  const absent = keys.map((key) => byKey.get(key)!).find((measure) => !existsIn(measure, system));
  if (absent) throw new ScenarioError(whyAbsent(absent));
}

/** Why a measure does not exist in a scenario. */
export function whyAbsent({ key, needs }: Measure): string {
  const path = needs === "hostLink" || needs === "staging" ? `storage.${needs}` : needs;
  return `${key} needs ${path} in the scenario, which has none`;
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
export function allTrue<Name extends string>(traits: readonly Name[]): { readonly [T in Name]?: true } {
  return Object.fromEntries(traits.map((trait) => [trait, true])) as { [T in Name]?: true };
}
