import type { ByComparisonMeasure } from "./by-measure.js";
import { deepFreeze } from "./deep-freeze.js";
import { allTrue, listed, type MeasureUnit, type Sections } from "./measures.js";

/** The sections of a comparison, in their order, and how they are headed. */
export const comparisonSections = deepFreeze({
  checkpoints: "Checkpoints",
  storage: "Stable storage",
  memory: "Memory and images held",
  communication: "Communication",
  vmFailure: "After the failure of a VM",
  hostFailure: "After the failure of a host",
  waste: "Waste",
  job: "The job, with failures that happen",
} as const);

export type ComparisonMeasureKey = keyof ByComparisonMeasure<unknown>;

/** One quantity in which schemes are compared, described once for every table, file and page. */
export interface ComparisonMeasure {
  readonly key: ComparisonMeasureKey;
  readonly label: string;
  readonly unit: MeasureUnit | "images" | "VMs";
  readonly section: keyof typeof comparisonSections;
  /** One sentence, no full stop. */
  readonly meaning: string;
  /** Set where it is a share, from 0 to 1. */
  readonly share?: true;
  /** Set where it is also given by class. */
  readonly byClass?: true;
  /** Digits that tables show of it, where 3 would not tell schemes apart. */
  readonly digits?: number;
}

/** An entry as it is written below. */
interface Entry extends Pick<ComparisonMeasure, "meaning" | "digits"> {
  readonly is: readonly [label: string, unit: ComparisonMeasure["unit"], ...traits: ("share" | "byClass")[]];
}

const bySection: Sections<keyof typeof comparisonSections, ComparisonMeasureKey, Entry> = {
  checkpoints: {
    forcedCheckpointRatio: {
      is: ["forced checkpoints", "1", "byClass"],
      meaning: "checkpoints that messages forced, per scheduled basic checkpoint",
    },
    skippedCheckpointRatio: {
      is: ["skipped or early", "1", "share", "byClass"],
      meaning: "share of scheduled basic checkpoints that were not taken, or by VM_QSC early",
    },
    autonomy: {
      is: ["autonomy", "1", "share", "byClass"],
      meaning: "share of all checkpoints that came at a time which the VM's class itself had chosen",
    },
    checkpointRate: {
      is: ["checkpoints", "1/s", "byClass"],
      meaning: "checkpoints taken per second, forced ones included, whole system",
    },
    checkpointByteRate: {
      is: ["checkpoint writes", "B/s", "byClass"],
      meaning: "bytes of images written per second, those of forced checkpoints included",
    },
    checkpointBurst: {
      is: ["checkpoint burst", "B"],
      meaning: "largest sum of images begun within one mean duration of a checkpoint, in one replication",
    },
    uselessCheckpointRatio: {
      is: ["useless checkpoints", "1", "share"],
      meaning: "share of checkpoints that no recovery line can use, where the scheme does not exclude them",
    },
  },
  storage: {
    stableLogRatio: {
      is: ["stable-log ratio", "1", "share"],
      meaning: "share of all messages that are written to stable storage",
    },
    stableLogRate: {
      is: ["stable-log writes", "messages/s"],
      meaning: "messages written to stable logs per second",
    },
    stableLogByteRate: {
      is: ["stable-log writes, bytes", "B/s"],
      meaning: "bytes of messages written to stable logs per second",
    },
    stableByteRate: {
      is: ["all writes, bytes", "B/s"],
      meaning: "bytes written to stable storage per second, images and logs together",
    },
    storageUtilization: {
      is: ["utilisation of storage", "1", "share"],
      meaning:
        "all that is written per second over what stable storage takes in a second: from 1 on nothing is ever complete",
    },
  },
  memory: {
    volatileLogMean: {
      is: ["messages in memory", "messages"],
      meaning: "messages held in the hosts' memories, by receivers and by senders, on average over time",
    },
    volatileLogMeanBytes: {
      is: ["messages in memory, bytes", "B"],
      meaning: "bytes of messages held in the hosts' memories, on average over time",
    },
    imagesHeldMean: {
      is: ["images held per VM", "images", "byClass"],
      meaning: "checkpoints that are kept of a VM after garbage collection",
    },
    imagesHeldMeanBytes: {
      is: ["images held, bytes", "B"],
      meaning: "bytes of all images that are kept after garbage collection, whole system",
    },
  },
  communication: {
    piggybackBytes: {
      is: ["piggyback", "B"],
      meaning: "bytes that a message carries besides its own",
    },
    piggybackByteRate: {
      is: ["piggyback, all messages", "B/s"],
      meaning: "bytes per second that messages carry besides their own",
    },
    controlMessageRate: {
      is: ["control messages", "messages/s"],
      meaning: "requests, reports, acknowledgements and orders sent per second",
    },
    blockedShare: {
      is: ["blocked", "1", "share"],
      meaning: "share of the VMs' time for which coordination stops them",
    },
  },
  vmFailure: {
    vmRollbackMean: {
      is: ["work lost", "s", "byClass"],
      meaning: "work that a VM loses when one VM fails, on average over all VMs",
    },
    vmRollbackWorst: {
      is: ["most work lost", "s"],
      meaning: "work that the VM which loses most loses when one VM fails",
    },
    vmsRolledBackPerVmFailure: {
      is: ["VMs set back", "VMs"],
      meaning: "VMs that lose work when one VM fails",
    },
    vmRecoveryTime: {
      is: ["recovery time", "s"],
      meaning: "time to restart the VM that has failed, restore its image and replay its log",
    },
  },
  hostFailure: {
    hostRollbackMean: {
      is: ["work lost", "s", "byClass"],
      meaning: "work that a VM loses when a host fails, on average over all VMs",
    },
    hostRollbackWorst: {
      is: ["most work lost", "s"],
      meaning: "work that the VM which loses most loses when a host fails",
    },
    vmsRolledBack: {
      is: ["VMs set back", "VMs"],
      meaning: "VMs that lose work when a host fails",
    },
    recoveryLineAge: {
      is: ["age of the oldest image", "s"],
      meaning: "age of the oldest image from which a VM is restored when a host fails",
    },
    hostRecoveryTime: {
      is: ["recovery time", "s"],
      meaning:
        "time to restart, restore and replay a VM when a host fails, on average over all VMs, those that run on included",
    },
    deliverAgain: {
      is: ["to be delivered again", "messages"],
      meaning: "messages that must be delivered again when a host fails",
    },
    unrecoverable: {
      is: ["of them lost", "messages"],
      meaning: "messages that must be delivered again and that no surviving log holds",
    },
    orphans: {
      is: ["orphans", "messages"],
      meaning: "messages that a VM has received and nobody has sent, after any recovery: must be 0",
    },
  },
  waste: {
    waste: {
      is: ["waste", "1"],
      meaning: "share of the VMs' time lost to pauses, coordination, lost work and recovery",
    },
  },
  job: {
    runTime: {
      is: ["run time", "s"],
      meaning:
        "time until the job is done, and where the scheme has lines of all VMs until the line of its last work stands",
      digits: 4,
    },
    efficiency: {
      is: ["efficiency", "1", "share"],
      meaning: "work of the job over its run time",
      digits: 4,
    },
    redone: {
      is: ["work done again", "s"],
      meaning: "progress of the job that failures undo, and that is made again",
    },
    recovering: {
      is: ["waiting for recoveries", "s"],
      meaning: "time for which the job waits until VMs are restarted, restored and have replayed",
    },
  },
};

/** Every quantity in which schemes are compared, in the order in which reports show them. */
export const comparisonMeasures: readonly ComparisonMeasure[] = listed(
  bySection,
  (key, section, { is: [label, unit, ...traits], ...others }) => {
    return { key, label, unit, ...others, ...allTrue(traits), section };
  },
);

const byKey: ReadonlyMap<string, ComparisonMeasure> = new Map(
  comparisonMeasures.map((measure) => [measure.key, measure]),
);

/** The entry for a key, or `undefined` when schemes are not compared in it. */
export function findComparisonMeasure(key: string): ComparisonMeasure | undefined {
  return byKey.get(key);
}
