import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Agenda } from "../events/event-stream.js";
import { FastEngine } from "../fast-engine/fast-engine.js";
import type { LogPolicies } from "../fast-engine/message-logs.js";
import { VmQscByAmounts } from "../fast-engine/vm-qsc-by-amounts.js";
import { History } from "../observers/history.js";
import { CountedExposure, type ExposureSums } from "../observers/line-exposure.js";
import { Tallies } from "../observers/tallies.js";
import { type Population, populate } from "../population.js";
import { openStream } from "../random/random-stream.js";
import type { ReplicationPlan } from "../replication/replication-plan.js";
import { drawnSources } from "../sources/run-sources.js";
import { FailureAudit } from "./failure-audit.js";

/** What an audited run is made of. */
export interface AuditedRunOptions {
  readonly seed: string;
  readonly replication: number;
  readonly plan: ReplicationPlan;
  /** Instants of failure, uniform over the measured part: Poisson times, given their number. */
  readonly failures: number;
  /** Where messages are kept by identity; another one than usual audits another reading of the rules. */
  readonly keepHistory?: (population: Population, policies: LogPolicies) => History;
}

/** What an audited run brings home. */
export interface AuditedRun {
  readonly audit: FailureAudit;
  /** Messages sent, from the start. */
  readonly messages: number;
  /** The measured part. */
  readonly seconds: Seconds;
  readonly hostCount: number;
  /** The engine's own tallies of the measured part. */
  readonly tallied: { readonly exposure: ExposureSums; readonly logged: number; readonly received: number };
}

/**
 * The same run as replication `replication` of a simulation with this seed and plan, with every message kept by its
 * identity; at the given number of instants every VM and every host fails, each for itself, and is audited.
 */
export function auditedRun(system: System, options: AuditedRunOptions): AuditedRun {
  const { seed, replication, plan, failures } = options;
  const stream = (purpose: string) => openStream(seed, replication, purpose);
  const { baseInterval, policies } = system;
  const population = populate(system);
  const history = (options.keepHistory ?? unwatched)(population, policies);
  const audit = new FailureAudit(history);

  const window = { first: plan.warmUp, last: plan.warmUp + plan.indices };
  const from = window.first * baseInterval;
  const until = window.last * baseInterval;
  const image = system.classes.map((c) => c.image);
  const tallies = new Tallies(population, baseInterval, window, 1, image, () => rules.logs);
  const exposure = new CountedExposure(population, policies.inTransit);
  const random = stream("audit");
  const instants = Float64Array.from({ length: failures }, () => from + (until - from) * random.double());
  const agenda = new Instants(instants.sort(), (at) => {
    audit.failVms(at);
    audit.failHosts(at);
  });
  const observers = [history, tallies, exposure];
  const sources = drawnSources(system, stream, { population });
  const rules: VmQscByAmounts = new VmQscByAmounts({ ...sources, baseInterval, policies, observers });
  const engine = new FastEngine({ ...sources, rules, agenda, messageObserver: history });
  engine.runUntilLine(window.last + plan.runOut);
  const { logged, received } = tallies.byClass;
  return {
    audit,
    messages: history.messages.length,
    seconds: until - from,
    hostCount: population.hostCount,
    tallied: { exposure: exposure.sums(window), logged: total(logged), received: total(received) },
  };
}

function unwatched(population: Population, policies: LogPolicies): History {
  return new History(population, policies, false);
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

function total(amounts: Float64Array): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
