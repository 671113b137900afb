import type { ByComparisonMeasure } from "./by-measure.js";
import { deepFreeze } from "./deep-freeze.js";
import { listed, type MeasureUnit, type Sections } from "./measures.js";

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

const bySection: Sections<
  keyof typeof comparisonSections,
  ComparisonMeasureKey,
  Omit<ComparisonMeasure, "key" | "section">
> = {
  checkpoints: {
    forcedCheckpointRatio: {
      label: "forced checkpoints",
      unit: "1",
      meaning: "checkpoints that messages forced, per scheduled basic checkpoint",
      byClass: true,
    },
    skippedCheckpointRatio: {
      label: "skipped or early",
      unit: "1",
      meaning: "share of scheduled basic checkpoints that were not taken, or by VM_QSC early",
      share: true,
      byClass: true,
    },
    autonomy: {
      label: "autonomy",
      unit: "1",
      meaning: "share of all checkpoints that came at a time which the VM's class itself had chosen",
      share: true,
      byClass: true,
    },
    checkpointRate: {
      label: "checkpoints",
      unit: "1/s",
      meaning: "checkpoints taken per second, forced ones included, whole system",
      byClass: true,
    },
    checkpointByteRate: {
      label: "checkpoint writes",
      unit: "B/s",
      meaning: "bytes of images written per second, those of forced checkpoints included",
      byClass: true,
    },
    checkpointBurst: {
      label: "checkpoint burst",
      unit: "B",
      meaning: "largest sum of images begun within one mean duration of a checkpoint, in one replication",
    },
    uselessCheckpointRatio: {
      label: "useless checkpoints",
      unit: "1",
      meaning: "share of checkpoints that no recovery line can use, where the scheme does not exclude them",
      share: true,
    },
  },
  storage: {
    stableLogRatio: {
      label: "stable-log ratio",
      unit: "1",
      meaning: "share of all messages that are written to stable storage",
      share: true,
    },
    stableLogRate: {
      label: "stable-log writes",
      unit: "messages/s",
      meaning: "messages written to stable logs per second",
    },
    stableLogByteRate: {
      label: "stable-log writes, bytes",
      unit: "B/s",
      meaning: "bytes of messages written to stable logs per second",
    },
    stableByteRate: {
      label: "all writes, bytes",
      unit: "B/s",
      meaning: "bytes written to stable storage per second, images and logs together",
    },
    storageUtilization: {
      label: "utilisation of storage",
      unit: "1",
      meaning:
        "all that is written per second over what stable storage takes in a second: from 1 on nothing is ever complete",
      share: true,
    },
  },
  memory: {
    volatileLogMean: {
      label: "messages in memory",
      unit: "messages",
      meaning: "messages held in the hosts' memories, by receivers and by senders, on average over time",
    },
    volatileLogMeanBytes: {
      label: "messages in memory, bytes",
      unit: "B",
      meaning: "bytes of messages held in the hosts' memories, on average over time",
    },
    imagesHeldMean: {
      label: "images held per VM",
      unit: "images",
      meaning: "checkpoints that are kept of a VM after garbage collection",
      byClass: true,
    },
    imagesHeldMeanBytes: {
      label: "images held, bytes",
      unit: "B",
      meaning: "bytes of all images that are kept after garbage collection, whole system",
    },
  },
  communication: {
    piggybackBytes: {
      label: "piggyback",
      unit: "B",
      meaning: "bytes that a message carries besides its own",
    },
    piggybackByteRate: {
      label: "piggyback, all messages",
      unit: "B/s",
      meaning: "bytes per second that messages carry besides their own",
    },
    controlMessageRate: {
      label: "control messages",
      unit: "messages/s",
      meaning: "requests, reports, acknowledgements and orders sent per second",
    },
    blockedShare: {
      label: "blocked",
      unit: "1",
      meaning: "share of the VMs' time for which coordination stops them",
      share: true,
    },
  },
  vmFailure: {
    vmRollbackMean: {
      label: "work lost",
      unit: "s",
      meaning: "work that a VM loses when one VM fails, on average over all VMs",
      byClass: true,
    },
    vmRollbackWorst: {
      label: "most work lost",
      unit: "s",
      meaning: "work that the VM which loses most loses when one VM fails",
    },
    vmsRolledBackPerVmFailure: {
      label: "VMs set back",
      unit: "VMs",
      meaning: "VMs that lose work when one VM fails",
    },
    vmRecoveryTime: {
      label: "recovery time",
      unit: "s",
      meaning: "time to restart the VM that has failed, restore its image and replay its log",
    },
  },
  hostFailure: {
    hostRollbackMean: {
      label: "work lost",
      unit: "s",
      meaning: "work that a VM loses when a host fails, on average over all VMs",
      byClass: true,
    },
    hostRollbackWorst: {
      label: "most work lost",
      unit: "s",
      meaning: "work that the VM which loses most loses when a host fails",
    },
    vmsRolledBack: {
      label: "VMs set back",
      unit: "VMs",
      meaning: "VMs that lose work when a host fails",
    },
    recoveryLineAge: {
      label: "age of the oldest image",
      unit: "s",
      meaning: "age of the oldest image from which a VM is restored when a host fails",
    },
    hostRecoveryTime: {
      label: "recovery time",
      unit: "s",
      meaning:
        "time to restart, restore and replay a VM when a host fails, on average over all VMs, those that run on included",
    },
    deliverAgain: {
      label: "to be delivered again",
      unit: "messages",
      meaning: "messages that must be delivered again when a host fails",
    },
    unrecoverable: {
      label: "of them lost",
      unit: "messages",
      meaning: "messages that must be delivered again and that no surviving log holds",
    },
    orphans: {
      label: "orphans",
      unit: "messages",
      meaning: "messages that a VM has received and nobody has sent, after any recovery: must be 0",
    },
  },
  waste: {
    waste: {
      label: "waste",
      unit: "1",
      meaning: "share of the VMs' time lost to pauses, coordination, lost work and recovery",
    },
  },
  job: {
    runTime: {
      label: "run time",
      unit: "s",
      meaning:
        "time until the job is done, and where the scheme has lines of all VMs until the line of its last work stands",
      digits: 4,
    },
    efficiency: {
      label: "efficiency",
      unit: "1",
      meaning: "work of the job over its run time",
      share: true,
      digits: 4,
    },
    redone: {
      label: "work done again",
      unit: "s",
      meaning: "progress of the job that failures undo, and that is made again",
    },
    recovering: {
      label: "waiting for recoveries",
      unit: "s",
      meaning: "time for which the job waits until VMs are restarted, restored and have replayed",
    },
  },
};

/** Every quantity in which schemes are compared, in the order in which reports show them. */
export const comparisonMeasures: readonly ComparisonMeasure[] = listed(bySection, "section");

const byKey: ReadonlyMap<string, ComparisonMeasure> = new Map(
  comparisonMeasures.map((measure) => [measure.key, measure]),
);

/** The entry for a key, or `undefined` when schemes are not compared in it. */
export function findComparisonMeasure(key: string): ComparisonMeasure | undefined {
  return byKey.get(key);
}
