import { deepFreeze } from "./deep-freeze.js";
import type { MeasureUnit } from "./measures.js";

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

/** One quantity in which schemes are compared, described once for every table, file and page. */
export interface ComparisonMeasure {
  readonly key: string;
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

/** Every quantity in which schemes are compared, in the order in which reports show them. */
export const comparisonMeasures = deepFreeze([
  {
    key: "forcedCheckpointRatio",
    label: "forced checkpoints",
    unit: "1",
    section: "checkpoints",
    meaning: "checkpoints that messages forced, per scheduled basic checkpoint",
    byClass: true,
  },
  {
    key: "skippedCheckpointRatio",
    label: "skipped or early",
    unit: "1",
    section: "checkpoints",
    meaning: "share of scheduled basic checkpoints that were not taken, or by VM_QSC early",
    share: true,
    byClass: true,
  },
  {
    key: "autonomy",
    label: "autonomy",
    unit: "1",
    section: "checkpoints",
    meaning: "share of all checkpoints that came at a time which the VM's class itself had chosen",
    share: true,
    byClass: true,
  },
  {
    key: "checkpointRate",
    label: "checkpoints",
    unit: "1/s",
    section: "checkpoints",
    meaning: "checkpoints taken per second, forced ones included, whole system",
    byClass: true,
  },
  {
    key: "checkpointByteRate",
    label: "checkpoint writes",
    unit: "B/s",
    section: "checkpoints",
    meaning: "bytes of images written per second, those of forced checkpoints included",
    byClass: true,
  },
  {
    key: "checkpointBurst",
    label: "checkpoint burst",
    unit: "B",
    section: "checkpoints",
    meaning: "largest sum of images begun within one mean duration of a checkpoint, in one replication",
  },
  {
    key: "uselessCheckpointRatio",
    label: "useless checkpoints",
    unit: "1",
    section: "checkpoints",
    meaning: "share of checkpoints that no recovery line can use, where the scheme does not exclude them",
    share: true,
  },
  {
    key: "stableLogRatio",
    label: "stable-log ratio",
    unit: "1",
    section: "storage",
    meaning: "share of all messages that are written to stable storage",
    share: true,
  },
  {
    key: "stableLogRate",
    label: "stable-log writes",
    unit: "messages/s",
    section: "storage",
    meaning: "messages written to stable logs per second",
  },
  {
    key: "stableLogByteRate",
    label: "stable-log writes, bytes",
    unit: "B/s",
    section: "storage",
    meaning: "bytes of messages written to stable logs per second",
  },
  {
    key: "stableByteRate",
    label: "all writes, bytes",
    unit: "B/s",
    section: "storage",
    meaning: "bytes written to stable storage per second, images and logs together",
  },
  {
    key: "storageUtilization",
    label: "utilisation of storage",
    unit: "1",
    section: "storage",
    meaning:
      "all that is written per second over what stable storage takes in a second: from 1 on nothing is ever complete",
    share: true,
  },
  {
    key: "volatileLogMean",
    label: "messages in memory",
    unit: "messages",
    section: "memory",
    meaning: "messages held in the hosts' memories, by receivers and by senders, on average over time",
  },
  {
    key: "volatileLogMeanBytes",
    label: "messages in memory, bytes",
    unit: "B",
    section: "memory",
    meaning: "bytes of messages held in the hosts' memories, on average over time",
  },
  {
    key: "imagesHeldMean",
    label: "images held per VM",
    unit: "images",
    section: "memory",
    meaning: "checkpoints that are kept of a VM after garbage collection",
    byClass: true,
  },
  {
    key: "imagesHeldMeanBytes",
    label: "images held, bytes",
    unit: "B",
    section: "memory",
    meaning: "bytes of all images that are kept after garbage collection, whole system",
  },
  {
    key: "piggybackBytes",
    label: "piggyback",
    unit: "B",
    section: "communication",
    meaning: "bytes that a message carries besides its own",
  },
  {
    key: "piggybackByteRate",
    label: "piggyback, all messages",
    unit: "B/s",
    section: "communication",
    meaning: "bytes per second that messages carry besides their own",
  },
  {
    key: "controlMessageRate",
    label: "control messages",
    unit: "messages/s",
    section: "communication",
    meaning: "requests, reports, acknowledgements and orders sent per second",
  },
  {
    key: "blockedShare",
    label: "blocked",
    unit: "1",
    section: "communication",
    meaning: "share of the VMs' time for which coordination stops them",
    share: true,
  },
  {
    key: "vmRollbackMean",
    label: "work lost",
    unit: "s",
    section: "vmFailure",
    meaning: "work that a VM loses when one VM fails, on average over all VMs",
    byClass: true,
  },
  {
    key: "vmRollbackWorst",
    label: "most work lost",
    unit: "s",
    section: "vmFailure",
    meaning: "work that the VM which loses most loses when one VM fails",
  },
  {
    key: "vmsRolledBackPerVmFailure",
    label: "VMs set back",
    unit: "VMs",
    section: "vmFailure",
    meaning: "VMs that lose work when one VM fails",
  },
  {
    key: "vmRecoveryTime",
    label: "recovery time",
    unit: "s",
    section: "vmFailure",
    meaning: "time to restart the VM that has failed, restore its image and replay its log",
  },
  {
    key: "hostRollbackMean",
    label: "work lost",
    unit: "s",
    section: "hostFailure",
    meaning: "work that a VM loses when a host fails, on average over all VMs",
    byClass: true,
  },
  {
    key: "hostRollbackWorst",
    label: "most work lost",
    unit: "s",
    section: "hostFailure",
    meaning: "work that the VM which loses most loses when a host fails",
  },
  {
    key: "vmsRolledBack",
    label: "VMs set back",
    unit: "VMs",
    section: "hostFailure",
    meaning: "VMs that lose work when a host fails",
  },
  {
    key: "recoveryLineAge",
    label: "age of the oldest image",
    unit: "s",
    section: "hostFailure",
    meaning: "age of the oldest image from which a VM is restored when a host fails",
  },
  {
    key: "hostRecoveryTime",
    label: "recovery time",
    unit: "s",
    section: "hostFailure",
    meaning:
      "time to restart, restore and replay a VM when a host fails, on average over all VMs, those that run on included",
  },
  {
    key: "deliverAgain",
    label: "to be delivered again",
    unit: "messages",
    section: "hostFailure",
    meaning: "messages that must be delivered again when a host fails",
  },
  {
    key: "unrecoverable",
    label: "of them lost",
    unit: "messages",
    section: "hostFailure",
    meaning: "messages that must be delivered again and that no surviving log holds",
  },
  {
    key: "orphans",
    label: "orphans",
    unit: "messages",
    section: "hostFailure",
    meaning: "messages that a VM has received and nobody has sent, after any recovery: must be 0",
  },
  {
    key: "waste",
    label: "waste",
    unit: "1",
    section: "waste",
    meaning: "share of the VMs' time lost to pauses, coordination, lost work and recovery",
  },
  {
    key: "runTime",
    label: "run time",
    unit: "s",
    section: "job",
    meaning:
      "time until the job is done, and where the scheme has lines of all VMs until the line of its last work stands",
    digits: 4,
  },
  {
    key: "efficiency",
    label: "efficiency",
    unit: "1",
    section: "job",
    meaning: "work of the job over its run time",
    share: true,
    digits: 4,
  },
  {
    key: "redone",
    label: "work done again",
    unit: "s",
    section: "job",
    meaning: "progress of the job that failures undo, and that is made again",
  },
  {
    key: "recovering",
    label: "waiting for recoveries",
    unit: "s",
    section: "job",
    meaning: "time for which the job waits until VMs are restarted, restored and have replayed",
  },
] as const satisfies readonly ComparisonMeasure[]);

export type ComparisonMeasureKey = (typeof comparisonMeasures)[number]["key"];

const byKey: ReadonlyMap<string, ComparisonMeasure> = new Map(
  comparisonMeasures.map((measure) => [measure.key, measure]),
);

/** The entry for a key, or `undefined` when schemes are not compared in it. */
export function findComparisonMeasure(key: string): ComparisonMeasure | undefined {
  return byKey.get(key);
}
