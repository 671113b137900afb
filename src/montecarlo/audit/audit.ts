import { ScenarioError } from "../../scenario/model/scenario-error.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Estimate } from "../estimation/estimate.js";
import { defaultConfidence, estimates } from "../estimation/estimates.js";
import { checkBetween, checkMessages, refuseManyVms } from "../estimation/refuse-unrunnable.js";
import { RunningTotals } from "../estimation/running-totals.js";
import { defaultSeed } from "../estimation/simulation.js";
import { EventStream } from "../events/event-stream.js";
import { openStream } from "../random/random-stream.js";
import { withEvents } from "../replication/event-slots.js";
import { measuredRun } from "../replication/measured-run.js";
import { type ReplicationPlan, replicationPlan } from "../replication/replication-plan.js";
import { makeVmQsc } from "../schemes/vm-qsc/stored-vm-qsc.js";
import { messagesPerSecond } from "../sources/poisson-traffic.js";
import { drawnSources } from "../sources/run-sources.js";
import { writesThrough } from "../storage/stable-writes.js";
import { AuditCounts, type AuditFinding, FailureAudit } from "./failure-audit.js";

/** How much to audit. */
export interface AuditOptions {
  /** Names every random stream; the same seed gives the same audit to the last bit. Default `vmqsc`. */
  readonly seed?: string;
  /** Instants at which every VM and every host fails, each for itself; default 400, shared among the runs. */
  readonly failures?: number;
  /** Messages of all measured parts together, about; default 1,000,000. */
  readonly messages?: number;
  /** Most messages that one run may have; default 2,000,000. */
  readonly maxMessages?: number;
  /** Independent runs, which the intervals come from; default 20, at least 2. */
  readonly runs?: number;
  /** Of each interval by itself; default 0.99. */
  readonly confidence?: number;
}

/** The rules that are audited, where they are not VM_QSC's: another reading of them. */
export type MakeRules = typeof makeVmQsc;

/** What an audit found. Plain data. */
export interface AuditReport extends Readonly<AuditCounts> {
  readonly seed: string;
  readonly runs: number;
  /** Messages sent, each followed by its identity, over all runs. */
  readonly messages: number;
  /** Simulated time of the measured parts. */
  readonly seconds: Seconds;
  /** Lost per failure of one host, by identities. */
  readonly lostPerHostFailure: Estimate;
  /** The same by the engine's tally of messages that cross lines: what E12 is compared with. */
  readonly unrecoverablePerHostFailure: Estimate;
  /** η of the same runs: what `inTransit: stable` costs shows here. */
  readonly stableLogRatio: Estimate;
  /** The first few of each fault. */
  readonly findings: readonly AuditFinding[];
}

/**
 * Keeps every message of small runs by its identity and rebuilds, at many instants, what the failure of each VM (R9)
 * and of each host (R10) would leave: nothing received that was not sent, nothing replayed twice, out of order or
 * not at all, and which messages are lost.
 *
 * - Source: R5, R8 to R10; §4.2.1
 * - Assumes: VMs piecewise deterministic (§3.2); the Manager, stable storage and the wire lose nothing
 * - Limits: the failures of one run are not independent, so intervals come from the spread between runs
 *
 * @throws {ScenarioError} when an option is no number in its range, or a run's messages would not fit
 * @example
 * audit(system, { messages: 20_000, failures: 40 }).orphans  // => 0
 */
export function audit(system: System, options: AuditOptions = {}, makeRules?: MakeRules): AuditReport {
  const whole = new Audit(system, options, makeRules);
  while (!whole.done) whole.step();
  return whole.report();
}

/** An audit that is taken run by run, and can be looked at on the way after two of them. */
export class Audit {
  readonly seed: string;
  readonly runs: number;
  finished = 0;
  private messages = 0;
  private seconds: Seconds = 0;
  private readonly plan: ReplicationPlan;
  private readonly failures: number;
  private readonly counts = new AuditCounts();
  private readonly findings: AuditFinding[] = [];
  private readonly lost: RunningTotals;
  private readonly tallied: RunningTotals;

  constructor(
    private readonly system: System,
    private readonly options: AuditOptions = {},
    private readonly makeRules?: MakeRules,
  ) {
    const { seed = defaultSeed, runs = 20, failures = 400, messages = 1_000_000 } = options;
    checkWhole("runs", runs, 2);
    checkWhole("failures", failures, 1);
    checkMessages(options.messages);
    checkBetween("maxMessages", options.maxMessages, Number.POSITIVE_INFINITY);
    checkBetween("confidence", options.confidence, 1);
    this.seed = seed;
    this.runs = runs;
    this.failures = failures;
    this.plan = replicationPlan(system, messages / runs);
    refuseManyVms(system);
    const slots = [{ measure: "unrecoverablePerHostFailure" }, { measure: "stableLogRatio" }] as const;
    const tallied = withEvents({ slots }, system, this.plan);
    this.tallied = new RunningTotals(tallied);
    // What failures lose is counted message by message.
    this.lost = new RunningTotals({ slots: [{ ...tallied.slots[0], perEvent: 1 }] });
    this.refuseLong(options.maxMessages ?? 2_000_000);
  }

  get done(): boolean {
    return this.finished === this.runs;
  }

  step(): void {
    if (this.done) return;
    const { system, seed, plan, makeRules, counts, findings, failures, runs } = this;
    const replication = this.finished++;
    const before = { ...counts };
    // All failures, split into runs that differ by one at most.
    const until = (run: number) => Math.floor((failures * run) / runs);
    const { messages, counted } = auditedRun(
      system,
      { seed, replication, plan, failures: until(replication + 1) - until(replication), makeRules },
      { counts, findings },
    );
    this.messages += messages;
    this.seconds += counted.seconds;
    const lost = Float64Array.of(counts.lost - before.lost, counts.hostFailures - before.hostFailures);
    this.lost.add({ replication, messages, values: lost });
    const { exposure, population, tallies } = counted;
    const exposed = [exposure.messageSeconds, exposure.seconds * population.hostCount];
    const { logged, received } = tallies.byClass;
    const values = Float64Array.of(...exposed, sum(logged), sum(received));
    this.tallied.add({ replication, messages, values });
  }

  report(): AuditReport {
    const { confidence = defaultConfidence } = this.options;
    const { unrecoverablePerHostFailure, stableLogRatio } = estimates(this.tallied, { confidence });
    return {
      seed: this.seed,
      runs: this.finished,
      messages: this.messages,
      seconds: this.seconds,
      ...this.counts,
      lostPerHostFailure: estimates(this.lost, { confidence }).unrecoverablePerHostFailure!,
      unrecoverablePerHostFailure: unrecoverablePerHostFailure!,
      stableLogRatio: stableLogRatio!,
      findings: this.findings,
    };
  }

  private refuseLong(most: number): void {
    const { warmUp, indices } = this.plan;
    const expected = messagesPerSecond(this.system) * this.system.baseInterval * (warmUp + indices);
    if (expected <= most) return;
    throw new ScenarioError(
      `each run of this audit would follow about ${Math.round(expected)} messages, at most ${most} are allowed: lower messages, or the scenario's rates, counts or baseInterval`,
      "messages",
    );
  }
}

interface AuditedRunOptions {
  readonly seed: string;
  readonly replication: number;
  readonly plan: ReplicationPlan;
  /** Instants of failure, uniform over the measured part: Poisson times, given their number. */
  readonly failures: number;
  readonly makeRules?: MakeRules | undefined;
}

/**
 * The same run as replication `replication` of a simulation with this seed and plan, with every message kept by its
 * identity; at the given number of instants every VM and every host fails, each for itself, and is audited.
 */
export function auditedRun(
  system: System,
  options: AuditedRunOptions,
  found: { readonly counts?: AuditCounts; readonly findings?: AuditFinding[] } = {},
) {
  const { seed, replication, plan, failures, makeRules = makeVmQsc } = options;
  const streams = (purpose: string) => openStream(seed, replication, purpose);
  const { baseInterval, policies } = system;
  const sources = drawnSources(system, streams);
  const rules = makeRules({ ...sources, baseInterval, policies, writesThrough: writesThrough(system) });
  const audit = new FailureAudit(rules, found.counts, found.findings);

  const last = plan.warmUp + plan.indices;
  const from = plan.warmUp * baseInterval;
  const random = streams("audit");
  const instants = Float64Array.from(
    { length: failures },
    () => from + plan.indices * baseInterval * random.double(),
  );
  const stream = new EventStream({ ...sources, players: [rules] });
  for (const at of instants.sort()) {
    stream.runUntil(at);
    audit.failVms(at);
    audit.failHosts(at);
  }
  stream.runUntilDone(() => rules.covered >= last + plan.runOut);
  // What the fast engine counts of the same events in the measured part.
  const counted = measuredRun(system, { sources: drawnSources(system, streams), plan, streams });
  return { messages: stream.sent, counted };
}

function sum(amounts: Float64Array): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ScenarioError(`${name} must be a whole number of at least ${least}, got ${value}`, name);
}
