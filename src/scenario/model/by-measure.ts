// `npm run update-docs` writes this from the catalogues, so that hovers show their sentences.

/** A value for each measure of VM_QSC. */
export interface ByMeasure<Value> {
  /** Share of all messages that must be written to stable storage: `η`. */
  readonly stableLogRatio: Value;
  /** Share of all message bytes that must be written to stable storage: `η_B`. */
  readonly stableLogByteRatio: Value;
  /** Messages delivered per second, whole system: `Λ`, in messages/s. */
  readonly messageRate: Value;
  /** Share of messages whose sender and receiver live on different hosts: `X/Λ`. */
  readonly crossHostRatio: Value;
  /** Messages written to the stable log per second: `ηΛ`, in messages/s. */
  readonly stableLogRate: Value;
  /** Bytes written to the stable log per second: `η_B Λ s`, in B/s. */
  readonly stableLogByteRate: Value;
  /** Checkpoints taken per second, whole system: `Σ n/(i T0)`, in 1/s. */
  readonly checkpointRate: Value;
  /** Bytes of checkpoint images written per second: `Σ n image/(i T0)`, in B/s. */
  readonly checkpointByteRate: Value;
  /** Bytes of checkpoint images that one base boundary brings, at the index where they are most: `max_k Σ n image`, in B. */
  readonly checkpointBurst: Value;
  /** Messages flushed to stable storage at one base boundary, at the index where they are most: `max_k T0 Σ F`, in messages. */
  readonly flushBurst: Value;
  /** Bytes flushed to stable storage at one base boundary, at the index where they are most: `max_k T0 Σ F s`, in B. */
  readonly flushBurstBytes: Value;
  /** Messages held in the stable log, averaged over time: `S`, in messages. */
  readonly stableLogMean: Value;
  /** Bytes held in the stable log, averaged over time: `S_B`, in B. */
  readonly stableLogMeanBytes: Value;
  /** Messages held in the stable log at the most, between the flushes for a recovery line and its cover: `max_k S_k`, in messages. */
  readonly stableLogPeak: Value;
  /** Bytes held in the stable log at the most, between the flushes for a recovery line and its cover: `max_k S_B,k`, in B. */
  readonly stableLogPeakBytes: Value;
  /** Share of the write bandwidth of stable storage that is used, in the mean: `u`; absent without storage. */
  readonly storageUtilization?: Value;
  /** Share of its link that the host uses for writes which uses most, in the mean: `u_h`; absent without storage. */
  readonly linkUtilization?: Value;
  /** Share of the time in which stable storage is being written to: `b`; absent without storage. */
  readonly storageBusyShare?: Value;
  /** Time from a base boundary until all is written that it brings, at the index where it is longest: `max_k t_k`, in s; absent without storage. */
  readonly burstDrainTime?: Value;
  /** Time from the start of a checkpoint until it is complete on stable storage, over all checkpoints: `d`, in s; absent without storage. */
  readonly checkpointCompletion?: Value;
  /** Bytes on a host's own disk at the most, at the host and the index where they are most: `max_k P_k`, in B; absent without storage. */
  readonly stagingPeak?: Value;
  /** Messages held in the memory of the receivers' hypervisors, averaged over time: `V`, in messages. */
  readonly volatileLogMean: Value;
  /** Bytes held in the memory of the receivers' hypervisors, averaged over time: `V_B`, in B. */
  readonly volatileLogMeanBytes: Value;
  /** Messages held in the receivers' hypervisors at the most, just before a recovery line or before flushes that empty memory: `max_k V_k`, in messages. */
  readonly volatileLogPeak: Value;
  /** Bytes held in the receivers' hypervisors at the most, just before a recovery line or before flushes that empty memory: `max_k V_B,k`, in B. */
  readonly volatileLogPeakBytes: Value;
  /** Copies of cross-host messages held in the senders' hypervisors, averaged over time: `Q`, in messages. */
  readonly senderCopiesMean: Value;
  /** Bytes of cross-host messages held in the senders' hypervisors, averaged over time: `Q_B`, in B. */
  readonly senderCopiesMeanBytes: Value;
  /** Messages held in the memory of one host at the most, received and copied together, at the host that holds the most: `max_hk M_hk`, in messages. */
  readonly hostMemoryPeak: Value;
  /** Bytes held in the memory of one host at the most, received and copied together, at the host that holds the most: `max_hk M_B,hk`, in B. */
  readonly hostMemoryPeakBytes: Value;
  /** Share of checkpoints that a message from a later index brings forward: `e`. */
  readonly earlyCheckpointRatio: Value;
  /** Mean time after a base boundary at which a VM advances to its index, over all VMs: `a`, in s. */
  readonly advanceTime: Value;
  /** Mean time from a base boundary until its recovery line is established: `ℓ`, in s. */
  readonly lineLag: Value;
  /** Messages sent before a recovery line and delivered after it, per line: `Z`, in messages. */
  readonly inTransitPerLine: Value;
  /** Messages in transit across the line that no copy and no replay can bring back, per failure of one host: `U/H`, in messages. */
  readonly unrecoverablePerHostFailure: Value;
  /** Time to read back the image of a VM that has failed, over all VMs: `S_vm`, in s; absent without storage. */
  readonly vmRestoreTime?: Value;
  /** Time until the last image is read back after a host failure: `S_h`, in s; absent without storage. */
  readonly hostRestoreTime?: Value;
  /** Time to restart, restore and replay one VM after its own failure, over all VMs: `R_vm`, in s. */
  readonly vmRecoveryTime: Value;
  /** Messages replayed after the failure of one VM, over all VMs: `r A`, in messages. */
  readonly vmReplayedMessages: Value;
  /** Work that a VM loses when a host fails and every VM returns to the recovery line: `G`, in s. */
  readonly hostRollback: Value;
  /** Time to restart, restore and replay a VM up to the recovery line after a host failure, over all VMs: `R_h`, in s. */
  readonly hostRecoveryTime: Value;
  /** Time until the last VM is restarted, restored and replayed up to the line after a host failure: `R_last`, in s. */
  readonly hostRecoveryLast: Value;
  /** Share of the VMs' time lost to checkpoint pauses, lost work and recovery: `W`. */
  readonly waste: Value;
  /** Expected time until a job of that work is done when failures happen: `T_job`, in s; absent without a job. */
  readonly runTime?: Value;
  /** Work of a job over its expected run time when failures happen: `work/T_job`; absent without a job. */
  readonly efficiency?: Value;
}

/** A value for each measure in which schemes are compared. */
export interface ByComparisonMeasure<Value> {
  /** Checkpoints that messages forced, per scheduled basic checkpoint. */
  readonly forcedCheckpointRatio: Value;
  /** Share of scheduled basic checkpoints that were not taken, or by VM_QSC early. */
  readonly skippedCheckpointRatio: Value;
  /** Share of all checkpoints that came at a time which the VM's class itself had chosen. */
  readonly autonomy: Value;
  /** Checkpoints taken per second, forced ones included, whole system, in 1/s. */
  readonly checkpointRate: Value;
  /** Bytes of images written per second, those of forced checkpoints included, in B/s. */
  readonly checkpointByteRate: Value;
  /** Largest sum of images begun within one mean duration of a checkpoint, in one replication, in B. */
  readonly checkpointBurst: Value;
  /** Share of checkpoints that no recovery line can use, where the scheme does not exclude them. */
  readonly uselessCheckpointRatio: Value;
  /** Share of all messages that are written to stable storage. */
  readonly stableLogRatio: Value;
  /** Messages written to stable logs per second, in messages/s. */
  readonly stableLogRate: Value;
  /** Bytes of messages written to stable logs per second, in B/s. */
  readonly stableLogByteRate: Value;
  /** Bytes written to stable storage per second, images and logs together, in B/s. */
  readonly stableByteRate: Value;
  /** All that is written per second over what stable storage takes in a second: from 1 on nothing is ever complete. */
  readonly storageUtilization: Value;
  /** Messages held in the hosts' memories, by receivers and by senders, on average over time, in messages. */
  readonly volatileLogMean: Value;
  /** Bytes of messages held in the hosts' memories, on average over time, in B. */
  readonly volatileLogMeanBytes: Value;
  /** Checkpoints that are kept of a VM after garbage collection, in images. */
  readonly imagesHeldMean: Value;
  /** Bytes of all images that are kept after garbage collection, whole system, in B. */
  readonly imagesHeldMeanBytes: Value;
  /** Bytes that a message carries besides its own, in B. */
  readonly piggybackBytes: Value;
  /** Bytes per second that messages carry besides their own, in B/s. */
  readonly piggybackByteRate: Value;
  /** Requests, reports, acknowledgements and orders sent per second, in messages/s. */
  readonly controlMessageRate: Value;
  /** Share of the VMs' time for which coordination stops them. */
  readonly blockedShare: Value;
  /** Work that a VM loses when one VM fails, on average over all VMs, in s. */
  readonly vmRollbackMean: Value;
  /** Work that the VM which loses most loses when one VM fails, in s. */
  readonly vmRollbackWorst: Value;
  /** VMs that lose work when one VM fails, in VMs. */
  readonly vmsRolledBackPerVmFailure: Value;
  /** Time to restart the VM that has failed, restore its image and replay its log, in s. */
  readonly vmRecoveryTime: Value;
  /** Work that a VM loses when a host fails, on average over all VMs, in s. */
  readonly hostRollbackMean: Value;
  /** Work that the VM which loses most loses when a host fails, in s. */
  readonly hostRollbackWorst: Value;
  /** VMs that lose work when a host fails, in VMs. */
  readonly vmsRolledBack: Value;
  /** Age of the oldest image from which a VM is restored when a host fails, in s. */
  readonly recoveryLineAge: Value;
  /** Time to restart, restore and replay a VM when a host fails, on average over all VMs, those that run on included, in s. */
  readonly hostRecoveryTime: Value;
  /** Messages that must be delivered again when a host fails, in messages. */
  readonly deliverAgain: Value;
  /** Messages that must be delivered again and that no surviving log holds, in messages. */
  readonly unrecoverable: Value;
  /** Messages that a VM has received and nobody has sent, after any recovery: must be 0, in messages. */
  readonly orphans: Value;
  /** Share of the VMs' time lost to pauses, coordination, lost work and recovery. */
  readonly waste: Value;
  /** Time until the job is done, and where the scheme has lines of all VMs until the line of its last work stands, in s. */
  readonly runTime: Value;
  /** Work of the job over its run time. */
  readonly efficiency: Value;
  /** Progress of the job that failures undo, and that is made again, in s. */
  readonly redone: Value;
  /** Time for which the job waits until VMs are restarted, restored and have replayed, in s. */
  readonly recovering: Value;
}
