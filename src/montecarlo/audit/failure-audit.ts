import type { Seconds } from "../../scenario/model/units.js";
import {
  disagreement,
  lostWith,
  type RestoredVm,
  restoredFromLogs,
  restoredOnLine,
} from "../schemes/vm-qsc/after-failure.js";
import type { VmQsc } from "../schemes/vm-qsc/vm-qsc.js";
import { isInTransit, type LoggedMessage } from "../schemes/vm-qsc/vm-state.js";

/** What can be wrong with a message after a failure. */
export type AuditFault = "orphan" | "lost" | "missing" | "twice" | "out of order";

/** How many findings of each fault are given in full; all are counted. */
const findingsOfEach = 3;

/** A message that an audit has found something wrong with. Plain data; VMs by number. */
export interface AuditedMessage {
  /** Its place among all sends of the run. */
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** Index of the sender at the send. */
  readonly sentIndex: number;
  readonly sentAt: Seconds;
  /** Its place among all that the sender sends, and how many messages the sender had received before. */
  readonly sentPlace: number;
  readonly sentAfter: number;
  /** Index of the receiver at the delivery; −1 while in transit. */
  readonly deliveredIndex: number;
  readonly deliveredAt: Seconds;
  /** Its place among all that the receiver receives; −1 while in transit. */
  readonly deliveredPlace: number;
}

/** One message that a failure would have left in a wrong place. */
export interface AuditFinding {
  readonly fault: AuditFault;
  readonly at: Seconds;
  /** Which failed, by number. */
  readonly failed: { readonly vm: number } | { readonly host: number };
  /** The line that a failure returned to. */
  readonly line: number;
  readonly message: AuditedMessage;
}

/** Counts over the failures audited. */
export class AuditCounts {
  /** R9: a VM fails alone. */
  vmFailures = 0;
  /** R10: a host fails, and every VM returns to the line. */
  hostFailures = 0;
  /** Messages replayed from logs and compared. */
  replayed = 0;
  /** In the state of a restored receiver, but not sent by its restored sender. */
  orphans = 0;
  /** Sent by its restored sender, not in the state of its restored receiver, and nowhere to be had. */
  lost = 0;
  /** Of these, not delivered yet at the failure. */
  lostUndelivered = 0;
  /** Of these, from a sender that replays, but sent before the checkpoint that it replays from. */
  lostBeforeReplay = 0;
  /** Not replayed, though received by then. */
  missing = 0;
  /** Replayed a second time. */
  twice = 0;
  /** Replayed after one that had been received later. */
  outOfOrder = 0;
  /** R10: sent again though the receiver's state has it; the receiver must recognise and drop it. */
  repeated = 0;
}

const replayFaults = [
  ["missing", "missing"],
  ["twice", "twice"],
  ["outOfOrder", "out of order"],
] as const;

/** What the failure of a host leaves. */
export interface HostFailure {
  readonly restored: readonly RestoredVm[];
  /** Sent by the restored sender, which does not send them again, and not in the state of the restored receiver. */
  readonly hanging: readonly LoggedMessage[];
  /** Those of them that no surviving log holds. */
  readonly lost: readonly LoggedMessage[];
}

/** Rebuilds from the logs what a failure would leave, and compares it message by message with what was. */
export class FailureAudit {
  constructor(
    private readonly rules: VmQsc,
    readonly counts = new AuditCounts(),
    /** The first few of each fault. */
    readonly findings: AuditFinding[] = [],
  ) {}

  failVms(at: Seconds): void {
    for (let vm = 0; vm < this.rules.vms.length; vm++) this.failVm(vm, at);
  }

  failVm(vm: number, at: Seconds): void {
    this.counts.vmFailures++;
    this.checkReplay(restoredFromLogs(this.rules, vm, at), at, { vm });
  }

  /** R10 at `at`, for one host: the states that all VMs return to, and the messages between them that nobody sends again. */
  failHost(
    host: number,
    at: Seconds,
    restored = this.restoredOnLine(at),
    { orphans, hanging, repeated } = disagreement(this.rules, restored),
  ): HostFailure {
    const { rules, counts } = this;
    const lost = lostWith(rules, hanging, host);
    counts.hostFailures++;
    counts.repeated += repeated;
    counts.orphans += orphans.length;
    for (const vm of restored) this.checkReplay(vm, at, { host });
    this.report("orphan", orphans, at, { host });
    this.checkLost(lost, restored, at, host);
    return { restored, hanging, lost };
  }

  /** R10 at `at`, for each host in turn; where a stable log is incomplete, survivors replay from memory, too. */
  failHosts(at: Seconds): void {
    const { hostCount, hostOf } = this.rules.setting.population;
    const fromStable = this.restoredOnLine(at);
    const incomplete = fromStable.some(({ replay }) => replay.missing.length > 0);
    const shared = incomplete ? undefined : disagreement(this.rules, fromStable);
    for (let host = 0; host < hostCount; host++) {
      const restored = fromStable.map((vm, v) =>
        incomplete && hostOf[v] !== host ? restoredOnLine(this.rules, v, at, true) : vm,
      );
      this.failHost(host, at, restored, shared);
    }
  }

  private restoredOnLine(at: Seconds): readonly RestoredVm[] {
    return this.rules.vms.map((_, vm) => restoredOnLine(this.rules, vm, at, false));
  }

  private checkReplay({ replay }: RestoredVm, at: Seconds, failed: AuditFinding["failed"]): void {
    const { counts } = this;
    counts.replayed += replay.matched;
    for (const [name, fault] of replayFaults) {
      counts[name] += replay[name].length;
      this.report(fault, replay[name], at, failed);
    }
  }

  private checkLost(
    lost: readonly LoggedMessage[],
    restored: readonly RestoredVm[],
    at: Seconds,
    host: number,
  ): void {
    const { counts, rules } = this;
    for (const logged of lost) {
      counts.lost++;
      if (isInTransit(logged)) counts.lostUndelivered++;
      if (restored[logged.message.from].checkpoint.index < rules.covered) counts.lostBeforeReplay++;
    }
    this.report("lost", lost, at, { host });
  }

  private report(
    fault: AuditFault,
    messages: readonly LoggedMessage[],
    at: Seconds,
    failed: AuditFinding["failed"],
  ): void {
    const room = findingsOfEach - this.findings.filter((finding) => finding.fault === fault).length;
    for (const logged of messages.slice(0, Math.max(0, room))) {
      this.findings.push({ fault, at, failed, line: this.rules.covered, message: audited(logged) });
    }
  }
}

function audited(logged: LoggedMessage): AuditedMessage {
  const { message, sentIndex, sentPlace, sentAfter, receivedIndex, receivedPlace } = logged;
  const { id, from, to, sentAt, deliveredAt } = message;
  const delivery = isInTransit(logged)
    ? { deliveredIndex: -1, deliveredAt: Number.NaN, deliveredPlace: -1 }
    : { deliveredIndex: receivedIndex, deliveredAt, deliveredPlace: receivedPlace };
  return { id, from, to, sentIndex, sentAt, sentPlace, sentAfter, ...delivery };
}
