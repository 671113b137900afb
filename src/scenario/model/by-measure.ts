/** A value for each measure. `npm run update-docs` writes this from the catalogue, so that hovers show its sentences. */
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
  /** Messages held in the stable log just after a recovery line, at the index where they are most: `max_k S_k`, in messages. */
  readonly stableLogPeak: Value;
  /** Bytes held in the stable log just after a recovery line, at the index where they are most: `max_k S_B,k`, in B. */
  readonly stableLogPeakBytes: Value;
  /** Messages held in the memory of the receivers' hypervisors, averaged over time: `V`, in messages. */
  readonly volatileLogMean: Value;
  /** Bytes held in the memory of the receivers' hypervisors, averaged over time: `V_B`, in B. */
  readonly volatileLogMeanBytes: Value;
  /** Messages held in the receivers' hypervisors just before a recovery line, at the index where they are most: `max_k V_k`, in messages. */
  readonly volatileLogPeak: Value;
  /** Bytes held in the receivers' hypervisors just before a recovery line, at the index where they are most: `max_k V_B,k`, in B. */
  readonly volatileLogPeakBytes: Value;
  /** Copies of cross-host messages held in the senders' hypervisors, averaged over time: `Q`, in messages. */
  readonly senderCopiesMean: Value;
  /** Bytes of cross-host messages held in the senders' hypervisors, averaged over time: `Q_B`, in B. */
  readonly senderCopiesMeanBytes: Value;
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
  /** Time to restart, restore and replay one VM after its own failure, over all VMs: `R_vm`, in s. */
  readonly vmRecoveryTime: Value;
  /** Messages replayed after the failure of one VM, over all VMs: `r A`, in messages. */
  readonly vmReplayedMessages: Value;
  /** Work that a VM loses when a host fails and every VM returns to the recovery line: `G`, in s. */
  readonly hostRollback: Value;
  /** Time to restart, restore and replay a VM up to the recovery line after a host failure, over all VMs: `R_h`, in s. */
  readonly hostRecoveryTime: Value;
  /** Share of the VMs' time lost to checkpoint pauses, lost work and recovery: `W`. */
  readonly waste: Value;
}
