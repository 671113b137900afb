import type { Seconds } from "../../scenario/model/units.js";
import type { History, MessageRecord } from "../observers/history.js";
import { disagreement, lostWith } from "./lost-and-orphaned.js";
import { type RestoredVm, restoredFromLogs, restoredOnLine } from "./restored-vm.js";

/** What can be wrong with a message after a failure. */
export type AuditFault = "orphan" | "lost" | "missing" | "twice" | "out of order";

/** How many findings of each fault are given in full; all are counted. */
export const findingsOfEach = 3;

/** One message that a failure would have left in a wrong place. */
export interface AuditFinding {
  readonly fault: AuditFault;
  readonly at: Seconds;
  /** Which failed, by number. */
  readonly failed: { readonly vm: number } | { readonly host: number };
  /** The line that a failure returned to. */
  readonly line: number;
  readonly message: MessageRecord;
}

/** Counts over the failures audited. */
export interface AuditCounts {
  /** R9: a VM fails alone. */
  vmFailures: number;
  /** R10: a host fails, and every VM returns to the line. */
  hostFailures: number;
  /** Messages replayed from logs and compared. */
  replayed: number;
  /** In the state of a restored receiver, but not sent by its restored sender. */
  orphans: number;
  /** Sent by its restored sender, not in the state of its restored receiver, and nowhere to be had. */
  lost: number;
  /** Of these, not delivered yet at the failure. */
  lostUndelivered: number;
  /** Of these, from a sender that replays, but sent before the checkpoint that it replays from. */
  lostBeforeReplay: number;
  /** Not replayed, though received by then. */
  missing: number;
  /** Replayed a second time. */
  twice: number;
  /** Replayed after one that had been received later. */
  outOfOrder: number;
  /** R10: sent again though the receiver's state has it; the receiver must recognise and drop it. */
  repeated: number;
}

/** No failure yet. */
export function noFailures(): AuditCounts {
  return {
    vmFailures: 0,
    hostFailures: 0,
    replayed: 0,
    orphans: 0,
    lost: 0,
    lostUndelivered: 0,
    lostBeforeReplay: 0,
    missing: 0,
    twice: 0,
    outOfOrder: 0,
    repeated: 0,
  };
}

const replayFaults = [
  ["missing", "missing"],
  ["twice", "twice"],
  ["outOfOrder", "out of order"],
] as const;

/** Rebuilds from a history what a failure would leave, and compares it message by message with what was. */
export class FailureAudit {
  readonly counts: AuditCounts = noFailures();
  /** The first few of each fault. */
  readonly findings: AuditFinding[] = [];

  constructor(private readonly history: History) {}

  /** R9 at `at`, for each VM in turn. */
  failVms(at: Seconds): void {
    for (let vm = 0; vm < this.history.population.vmCount; vm++) {
      this.counts.vmFailures++;
      this.checkReplay(restoredFromLogs(this.history, vm, at), at, { vm });
    }
  }

  /** R10 at `at`, for each host in turn. */
  failHosts(at: Seconds): void {
    const { history } = this;
    const { vmCount, hostCount, hostOf } = history.population;
    const fromStable = Array.from({ length: vmCount }, (_, vm) => restoredOnLine(history, vm, at, false));
    const incomplete = fromStable.some(({ replay }) => replay.missing.length > 0);
    const shared = incomplete ? undefined : disagreement(history, fromStable);
    for (let host = 0; host < hostCount; host++) {
      this.counts.hostFailures++;
      const restored = incomplete
        ? fromStable.map((vm, v) => (hostOf[v] === host ? vm : restoredOnLine(history, v, at, true)))
        : fromStable;
      const { orphans, hanging, repeated } = shared ?? disagreement(history, restored);
      const failed = { host };
      for (const vm of restored) this.checkReplay(vm, at, failed);
      this.counts.repeated += repeated;
      this.counts.orphans += orphans.length;
      this.report("orphan", orphans, at, failed);
      this.checkLost(lostWith(history, hanging, host), restored, at, host);
    }
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
    lost: readonly number[],
    restored: readonly RestoredVm[],
    at: Seconds,
    host: number,
  ): void {
    const { counts, history } = this;
    for (const id of lost) {
      const { from, deliveredPlace } = history.messages[id];
      counts.lost++;
      if (deliveredPlace < 0) counts.lostUndelivered++;
      if (restored[from].checkpoint.index < history.line) counts.lostBeforeReplay++;
    }
    this.report("lost", lost, at, { host });
  }

  private report(
    fault: AuditFault,
    ids: readonly number[],
    at: Seconds,
    failed: AuditFinding["failed"],
  ): void {
    const { messages, line } = this.history;
    let room = findingsOfEach - this.findings.filter((finding) => finding.fault === fault).length;
    for (const id of ids) {
      if (room-- <= 0) return;
      // A copy: a message in transit is delivered later.
      this.findings.push({ fault, at, failed, line, message: { ...messages[id] } });
    }
  }
}
