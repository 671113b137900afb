import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { countVms, type RecordedFailure, type System } from "../../scenario/model/system.js";
import { failuresOfJobs } from "../job/failure-times.js";
import { JobRun } from "../job/job-run.js";
import { openStream } from "../random/random-stream.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { AuditedProgress, type CarriedOutCounts } from "./audited-progress.js";

/** Jobs that are run message by message, each failure of which is audited and then carried out. */
export interface JobAuditOptions {
  readonly seed: string;
  readonly jobs: number;
  /** Length of each, in base intervals. */
  readonly intervals: number;
  /** Failures that were recorded, to be played instead of drawn ones. */
  readonly recorded?: readonly RecordedFailure[] | undefined;
}

/** Messages that one job of an audit may have, and VMs: every message is kept while a failure can need it. */
const mostMessages = 1e8;
const mostVms = 200;

/**
 * An audit of failures that happen, job by job.
 *
 * @throws {ScenarioError} when the scenario has too many VMs or messages to keep them all
 */
export class JobAudit {
  readonly name: string;
  readonly jobs: number;
  finished = 0;
  private readonly progressed: AuditedProgress;
  private readonly runNext: () => void;

  constructor(system: System, { seed, jobs, intervals, recorded }: JobAuditOptions) {
    refuseLarge(system, intervals);
    this.name = system.name;
    this.jobs = jobs;
    const streams = (purpose: string) => openStream(seed, 0, `job audit/${purpose}`);
    this.progressed = new AuditedProgress(system, streams);
    const strike = failuresOfJobs(system, streams, recorded);
    this.runNext = () => void new JobRun(this.progressed, strike()).run(intervals);
  }

  get done(): boolean {
    return this.finished === this.jobs;
  }

  get counts(): CarriedOutCounts {
    return this.progressed.counts;
  }

  step(): void {
    this.runNext();
    this.finished++;
  }
}

function refuseLarge(system: System, intervals: number): void {
  const messages = messagesPerSecond(system) * system.baseInterval * intervals;
  const vms = countVms(system);
  if (messages <= mostMessages && vms <= mostVms) return;
  throw new ScenarioError(
    `an audit follows every message of at most ${mostVms} VMs and ${mostMessages.toExponential()} messages a job, this one has ${vms} VMs and about ${messages.toExponential(1)} messages: lower counts, rates or --work`,
    "classes",
  );
}
