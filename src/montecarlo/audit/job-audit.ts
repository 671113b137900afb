import { ScenarioError } from "../../scenario/model/scenario-error.js";
import { countVms, type RecordedFailure, type System } from "../../scenario/model/system.js";
import { SchemeProgress } from "../comparison/scheme-progress.js";
import type { InTransit } from "../events/event-stream.js";
import type { Message } from "../events/player.js";
import { failuresOfJobs } from "../job/failure-times.js";
import { JobRun, type Setback } from "../job/job-run.js";
import { openStream, type StreamsByPurpose } from "../random/random-stream.js";
import type { SchemeSetting } from "../schemes/make-scheme.js";
import { makeVmQsc } from "../schemes/vm-qsc/stored-vm-qsc.js";
import { VmQscScheme } from "../schemes/vm-qsc/vm-qsc-scheme.js";
import type { LoggedMessage } from "../schemes/vm-qsc/vm-state.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { AuditCounts, FailureAudit, type HostFailure } from "./failure-audit.js";

/** What audits of failures that are carried out have found. */
export class CarriedOutCounts extends AuditCounts {
  /** Lost though sender and receiver are not both on the host that failed: more than E12 says can be lost. */
  lostElsewhere = 0;
  /** Sent by a restored sender, not in the state of its receiver, neither lost nor in any log nor sent again. */
  vanished = 0;
  /** Messages sent, those that were undone and sent anew included. */
  messages = 0;
}

/**
 * The progress of a job by VM_QSC with every failure audited, message by message, before it is carried out. What is delivered
 * again is what surviving logs hold and senders that replay send; what is lost is gone, and the next failure finds what came
 * of that.
 *
 * - Source: R1 to R10
 */
export class AuditedProgress extends SchemeProgress {
  declare protected scheme: VmQscScheme;
  /** What the last failure of a host has left, and what it came to. */
  private failure!: HostFailure;
  private setback: Setback | undefined;

  constructor(
    system: System,
    streams: StreamsByPurpose,
    readonly counts = new CarriedOutCounts(),
    private readonly makeRules = makeVmQsc,
  ) {
    super(system, "vmqsc", streams, Number.POSITIVE_INFINITY);
  }

  /** When each VM came to the covered line. */
  get lineAt(): Float64Array {
    return this.scheme.line.at;
  }

  protected override schemeIn(setting: SchemeSetting): VmQscScheme {
    return new VmQscScheme(setting, this.makeRules);
  }

  override send(message: Message): unknown {
    this.counts.messages++;
    return super.send(message);
  }

  override failVm(vm: number): Setback {
    new FailureAudit(this.scheme.rules, this.counts).failVm(vm, this.struckAt);
    return super.failVm(vm);
  }

  override failHost(host: number): Setback {
    const { counts, scheme, setback } = this;
    // While all are on their way back nothing has happened that could be lost: the way begins again.
    if (setback !== undefined && this.now === this.wentOnAt) return { ...setback, undone: 0 };
    const { hostOf } = scheme.rules.setting.population;
    this.failure = new FailureAudit(scheme.rules, counts).failHost(host, this.struckAt);
    for (const { message } of this.failure.lost)
      if (hostOf[message.from] !== hostOf[message.to]) counts.lostElsewhere++;
    this.setback = super.failHost(host);
    return this.setback;
  }

  /** Of what is to be delivered again, what can be. */
  protected override undo(goesOn: Float64Array): InTransit[] {
    const lost = new Set<unknown>(this.failure.lost);
    const again = this.deliveredAgain(this.failure);
    return super.undo(goesOn).filter(({ piggybacks: [logged] }) => {
      if (!again.has(logged) && !lost.has(logged)) this.counts.vanished++;
      return again.has(logged);
    });
  }

  /** What hangs between the restored states and is not lost, and what senders that replay send again. */
  protected deliveredAgain({ restored, hanging, lost }: HostFailure): ReadonlySet<unknown> {
    const gone = new Set(lost);
    const again = new Set(hanging.filter((logged) => !gone.has(logged)));
    const isReceived = ({ message: { to }, receivedPlace }: LoggedMessage) =>
      receivedPlace < restored[to].received;
    for (const [vm, { sent, stable }] of this.scheme.rules.vms.entries()) {
      const { checkpoint, sent: standing } = restored[vm];
      const sentAgain = sent.slice(checkpoint.sent, standing);
      // Written on delivery (policy `inTransit: stable`), and its delivery undone: it is delivered again from there.
      const written = stable.filter(({ message, sentPlace }) => sentPlace < restored[message.from].sent);
      for (const logged of [...sentAgain, ...written]) if (!isReceived(logged)) again.add(logged);
    }
    return again;
  }
}

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
  readonly counts = new CarriedOutCounts();
  finished = 0;

  constructor(
    private readonly system: System,
    private readonly options: JobAuditOptions,
  ) {
    refuseLarge(system, options.intervals);
    this.name = system.name;
    this.jobs = options.jobs;
  }

  get done(): boolean {
    return this.finished === this.jobs;
  }

  step(): void {
    const { system, options } = this;
    const { seed, intervals, recorded } = options;
    const streams = (purpose: string) => openStream(seed, this.finished, `job audit/${purpose}`);
    const progress = new AuditedProgress(system, streams, this.counts);
    new JobRun(progress, failuresOfJobs(system, streams, recorded)()).run(intervals);
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
