import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type Agenda, EventStream } from "../events/event-stream.js";
import { openStream } from "../random/random-stream.js";
import { measuredRun, type RunRecord } from "../replication/measured-run.js";
import type { ReplicationPlan } from "../replication/replication-plan.js";
import { makeVmQsc } from "../schemes/vm-qsc/stored-vm-qsc.js";
import type { VmQsc, VmQscSetting } from "../schemes/vm-qsc/vm-qsc.js";
import { drawnSources } from "../sources/run-sources.js";
import { writesThrough } from "../storage/stable-writes.js";
import { FailureAudit } from "./failure-audit.js";

/** What an audited run is made of. */
export interface AuditedRunOptions {
  readonly seed: string;
  readonly replication: number;
  readonly plan: ReplicationPlan;
  /** Instants of failure, uniform over the measured part: Poisson times, given their number. */
  readonly failures: number;
  /** Default VM_QSC's rules; another reading of them is audited in the same way. */
  readonly makeRules?: (setting: VmQscSetting) => VmQsc;
}

/** What an audited run brings home. */
export interface AuditedRun {
  readonly audit: FailureAudit;
  /** Messages sent, from the start. */
  readonly messages: number;
  /** What the fast engine counts of the same events in the measured part. */
  readonly counted: RunRecord;
}

/**
 * The same run as replication `replication` of a simulation with this seed and plan, with every message kept by its
 * identity; at the given number of instants every VM and every host fails, each for itself, and is audited.
 */
export function auditedRun(system: System, options: AuditedRunOptions): AuditedRun {
  const { seed, replication, plan, failures, makeRules = makeVmQsc } = options;
  const streams = (purpose: string) => openStream(seed, replication, purpose);
  const { baseInterval, policies } = system;
  const sources = drawnSources(system, streams);
  const rules = makeRules({ ...sources, baseInterval, policies, writesThrough: writesThrough(system) });
  const audit = new FailureAudit(rules);

  const last = plan.warmUp + plan.indices;
  const from = plan.warmUp * baseInterval;
  const random = streams("audit");
  const instants = Float64Array.from(
    { length: failures },
    () => from + plan.indices * baseInterval * random.double(),
  );
  const agenda = new Instants(instants.sort(), (at) => {
    audit.failVms(at);
    audit.failHosts(at);
  });
  const stream = new EventStream({ ...sources, players: [rules], agenda });
  stream.runUntilDone(() => rules.covered >= last + plan.runOut);
  const counted = measuredRun(system, { sources: drawnSources(system, streams), plan, streams });
  return { audit, messages: stream.sent, counted };
}

/** Given instants, in order. */
class Instants implements Agenda {
  private next = 0;

  constructor(
    private readonly times: Float64Array,
    private readonly happenAt: (at: Seconds) => void,
  ) {}

  get nextTime(): Seconds {
    return this.next < this.times.length ? this.times[this.next] : Number.POSITIVE_INFINITY;
  }

  happen(): void {
    this.happenAt(this.times[this.next++]);
  }
}
