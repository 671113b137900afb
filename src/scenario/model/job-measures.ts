/** A value for each quantity of a job under failures that happen; all times are of one job, in the mean over jobs. */
export interface ByJobMeasure<Value> {
  /** Time until the work is done and the line covered that its last part stands on, in s. */
  readonly runTime: Value;
  /** Work of the job over its run time. */
  readonly efficiency: Value;
  /** Progress that failures of hosts undo, and that is made again, in s. */
  readonly redone: Value;
  /** Time in which all VMs are restarted, restored and replay up to the line after failures of hosts, in s. */
  readonly hostRecovery: Value;
  /** Time for which the job waits until one VM that has failed is back, in s. */
  readonly vmRecovery: Value;
  /** Failures of hosts while the job lasts. */
  readonly hostFailures: Value;
  /** Failures of hosts that strike while all VMs are on their way back, which begins again. */
  readonly hostFailuresInRecovery: Value;
  /** Failures of single VMs that the job waits for. */
  readonly vmFailures: Value;
  /** Progress since the base boundary of the line that a failure of a host returns to, in s. */
  readonly rollback: Value;
  /** Time for which the job waits after the failure of one VM, until it is back or a host fails, in s. */
  readonly stall: Value;
}

export type JobMeasureKey = keyof ByJobMeasure<unknown>;
