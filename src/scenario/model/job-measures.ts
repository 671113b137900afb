import type { MeasureUnit } from "./measures.js";

/** One quantity of a job under failures that happen, described once for every table and file. */
export interface JobMeasure {
  readonly key: string;
  readonly label: string;
  readonly unit: MeasureUnit;
  /** One sentence, no full stop. */
  readonly meaning: string;
}

/** Every quantity of a job, in the order in which reports show them. All times are of one job, in the mean over jobs. */
export const jobMeasures = [
  {
    key: "runTime",
    label: "run time",
    unit: "s",
    meaning: "time until the line is covered that the last work of the job stands on",
  },
  {
    key: "efficiency",
    label: "efficiency",
    unit: "1",
    meaning: "work of the job over its run time",
  },
  {
    key: "redone",
    label: "work done again",
    unit: "s",
    meaning: "progress that failures of hosts undo, and that is made again",
  },
  {
    key: "hostRecovery",
    label: "all VMs on their way back",
    unit: "s",
    meaning:
      "time in which all VMs are restarted, restored and replay up to the line after failures of hosts",
  },
  {
    key: "vmRecovery",
    label: "waiting for one VM",
    unit: "s",
    meaning: "time for which the job waits until one VM that has failed is back",
  },
  {
    key: "hostFailures",
    label: "failures of hosts",
    unit: "1",
    meaning: "failures of hosts while the job lasts",
  },
  {
    key: "hostFailuresInRecovery",
    label: "of these during a recovery",
    unit: "1",
    meaning: "failures of hosts that strike while all VMs are on their way back, which begins again",
  },
  {
    key: "vmFailures",
    label: "failures of VMs",
    unit: "1",
    meaning: "failures of single VMs that the job waits for",
  },
  {
    key: "rollback",
    label: "undone by a failure of a host",
    unit: "s",
    meaning: "progress since the base boundary of the line that a failure of a host returns to",
  },
  {
    key: "stall",
    label: "wait for a VM",
    unit: "s",
    meaning: "time for which the job waits after the failure of one VM, until it is back or a host fails",
  },
] as const satisfies readonly JobMeasure[];

export type JobMeasureKey = (typeof jobMeasures)[number]["key"];

/** A value for each quantity of a job. */
export type ByJobMeasure<Value> = { readonly [Key in JobMeasureKey]: Value };
