import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { EventStream } from "../events/event-stream.js";
import { VmQscProgress } from "../job/vm-qsc-progress.js";
import { populate } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { type Sampler, sampler } from "../random/sampler.js";
import { makeVmQsc } from "../schemes/vm-qsc/stored-vm-qsc.js";
import type { VmQsc, VmQscObserver, VmQscSetting } from "../schemes/vm-qsc/vm-qsc.js";
import type { Checkpoint, LoggedMessage } from "../schemes/vm-qsc/vm-state.js";
import { PoissonTraffic } from "../sources/poisson-traffic.js";
import { Timers } from "../sources/timers.js";
import { writesThrough } from "../storage/stable-writes.js";
import { type AuditCounts, FailureAudit, type HostFailure, noFailures } from "./failure-audit.js";

/** What audits of failures that are carried out have found. */
export interface CarriedOutCounts extends AuditCounts {
  /** Lost though sender and receiver are not both on the host that failed: more than E12 says can be lost. */
  lostElsewhere: number;
  /** Sent, not received, not lost at any failure so far, and yet not on their way. */
  vanished: number;
  /** Messages sent, those that were undone and sent anew included. */
  messages: number;
}

/**
 * The progress of a job by the rules as they stand in `VmQsc`, with every message kept by its identity. A failure is audited,
 * message by message, and then carried out: states, logs and copies are what it leaves, messages are delivered once more,
 * and the next failure finds what came of that.
 *
 * - Source: R1 to R10; a message in transit across the line is delivered again from the log or copy that survives, or sent again
 *   by a sender that replays
 */
export class AuditedProgress extends VmQscProgress implements VmQscObserver {
  readonly counts: CarriedOutCounts = { ...noFailures(), lostElsewhere: 0, vanished: 0, messages: 0 };
  protected rules!: VmQsc;
  private audit!: FailureAudit;
  private stream!: EventStream;
  private coveredAt: Seconds = 0;
  private lostSoFar = new Set<LoggedMessage>();
  private readonly traffic: PoissonTraffic;
  private readonly delays: { readonly within: Sampler; readonly across: Sampler };

  constructor(
    system: System,
    streams: StreamsByPurpose,
    private readonly makeRules: (setting: VmQscSetting) => VmQsc = makeVmQsc,
  ) {
    const { delay } = system;
    const population = populate(system);
    super(system, population, Int32Array.from(population.hostOf.keys()), streams);
    this.traffic = new PoissonTraffic(system, population, streams);
    const again = streams("delivered again");
    this.delays = { within: sampler(delay.within, again), across: sampler(delay.across, again) };
    this.begin();
  }

  get covered(): number {
    return this.rules.covered;
  }

  protected override standOnStart(): void {
    const { population, system } = this;
    this.rules = this.makeRules({
      population,
      baseInterval: system.baseInterval,
      policies: system.policies,
      durations: (vm) => this.durations[population.classOf[vm]](),
      writesThrough: writesThrough(system),
      observer: this,
    });
    this.audit = new FailureAudit(this.rules, this.counts);
    this.lostSoFar = new Set();
    this.goOnFrom(0, 0, []);
  }

  protected override playUntil(limit: Seconds, lastLine: number): void {
    const covers = () => this.rules.covered >= lastLine;
    this.stream.runUntilDone(covers, limit);
    const boundary = Math.min(limit, lastLine * this.system.baseInterval);
    this.now = covers() ? Math.max(this.now, this.coveredAt, boundary) : limit;
    this.stream.runUntil(this.now);
  }

  protected override lastComplete(vm: number) {
    this.audit.failVm(vm, this.now);
    const { checkpoints } = this.rules.vms[vm];
    const { at, completion } = checkpoints.findLast(({ restorable }) => restorable <= this.now)!;
    return { at, onOwnDisk: completion > this.now };
  }

  protected override returnToLine(host: number): void {
    this.lookForVanished();
    const failure = this.audit.failHost(host, this.now);
    const { hostOf } = this.population;
    for (const logged of failure.lost) {
      this.lostSoFar.add(logged);
      if (hostOf[logged.message.from] !== hostOf[logged.message.to]) this.counts.lostElsewhere++;
    }
    const again = this.deliveredAgain(failure);
    const k = this.rules.covered;
    const goesOn = Math.min(this.now, k * this.system.baseInterval);
    const copies = this.rules.copies.map((_, each) => this.copiesOf(again, each, host));
    this.rules.returnToLine(failure.restored, again, copies, goesOn);
    this.goOnFrom(k, goesOn, again);
  }

  /** What earlier failures have left: every message of a state that still counts is received, lost, or on its way. */
  private lookForVanished(): void {
    const { vms, inTransit } = this.rules;
    const onTheirWay = new Set(inTransit);
    for (const { sent, checkpoints } of vms) {
      for (const logged of sent.slice(checkpoints[0].sent)) {
        const received = logged.receivedPlace < vms[logged.message.to].received.length;
        if (!received && !onTheirWay.has(logged) && !this.lostSoFar.has(logged)) this.counts.vanished++;
      }
    }
  }

  checkpointTaken(vm: number, { index, at }: Checkpoint): void {
    this.line.reached(vm, index, at);
  }

  flushed(vm: number, k: number, at: Seconds): void {
    this.line.reached(vm, k, at);
  }

  lineCovered(k: number, at: Seconds): void {
    this.coveredAt = at;
    this.line.cover(k);
  }

  /** What hangs between the restored states and is not lost, and what senders that replay send again, in the order of the sends. */
  protected deliveredAgain({ restored, hanging, lost }: HostFailure): LoggedMessage[] {
    const { vms } = this.rules;
    const gone = new Set(lost);
    const again = new Set(hanging.filter((logged) => !gone.has(logged)));
    for (const [vm, { sent, stable }] of vms.entries()) {
      const { checkpoint, sent: standing } = restored[vm];
      for (const logged of sent.slice(checkpoint.sent, standing)) {
        if (logged.receivedPlace >= restored[logged.message.to].received) again.add(logged);
      }
      // Written on delivery (policy `inTransit: stable`), and its delivery undone: it is delivered again from there.
      for (const logged of stable) {
        const { from, to } = logged.message;
        const stands = logged.sentPlace < restored[from].sent;
        if (stands && logged.receivedPlace >= restored[to].received) again.add(logged);
      }
    }
    return [...again].sort((one, other) => one.message.sentAt - other.message.sentAt);
  }

  /**
   * R5, for what is delivered again: the sender's host holds a copy as from a send. Without it a second failure before the next
   * line would lose messages that crossed hosts, whose copy went with the first.
   */
  protected copiesOf(again: readonly LoggedMessage[], host: number, _failed: number): LoggedMessage[] {
    const { hostOf } = this.population;
    return again.filter(({ message: { from, to } }) => hostOf[from] === host && hostOf[to] !== host);
  }

  /** Events from line `k` on: the timers of the next index, fresh messages, and those that are on their way once more. */
  private goOnFrom(k: number, now: Seconds, again: readonly LoggedMessage[]): void {
    const { population, traffic, rules } = this;
    this.counts.messages += this.stream?.sent ?? 0;
    this.now = now;
    traffic.restart(this.now);
    this.line.goBack();
    const { hostOf } = population;
    const onTheirWay = again.map((logged) => {
      const { from, to } = logged.message;
      const delay = hostOf[from] === hostOf[to] ? this.delays.within() : this.delays.across();
      return { message: { ...logged.message, deliveredAt: now + delay }, piggybacks: [logged] };
    });
    this.stream = new EventStream({
      timers: new Timers(this.system.baseInterval, population.vmCount, this.clock, k),
      source: traffic,
      players: [rules],
      onTheirWay,
    });
  }
}
