import type { Seconds } from "../../scenario/model/units.js";
import type { ClosedInterval } from "../fast-engine/closed-interval.js";
import type { EngineObserver, MessageObserver } from "../fast-engine/engine-observer.js";
import type { LogPolicies } from "../fast-engine/message-logs.js";
import { isDue, type Population } from "../population.js";

/** A message, by number, from its send on. */
export interface MessageRecord {
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
  deliveredIndex: number;
  deliveredAt: Seconds;
  /** Its place among all that the receiver receives; −1 while in transit. */
  deliveredPlace: number;
}

/** A checkpoint that the VM could be restored from. */
export interface CheckpointRecord {
  readonly index: number;
  readonly at: Seconds;
  readonly completion: Seconds;
  /** How many messages the VM had received and sent: the state that the checkpoint holds. */
  readonly received: number;
  readonly sent: number;
}

/** What happened, in order; messages by number, VMs by number. */
export type HistoryEvent =
  | {
      readonly kind: "send" | "deliver";
      readonly at: Seconds;
      readonly message: number;
      readonly index: number;
    }
  | {
      readonly kind: "checkpoint";
      readonly at: Seconds;
      readonly vm: number;
      readonly index: number;
      readonly early: boolean;
      readonly completion: Seconds;
    }
  | {
      readonly kind: "flush";
      readonly at: Seconds;
      readonly vm: number;
      readonly index: number;
      readonly early: boolean;
      readonly messages: readonly number[];
    }
  | {
      readonly kind: "line";
      readonly at: Seconds;
      readonly index: number;
      readonly checkpoints: readonly number[];
    }
  | {
      readonly kind: "reclaim";
      readonly at: Seconds;
      readonly index: number;
      readonly volatile: readonly number[];
      readonly stable: readonly number[];
      readonly copies: readonly number[];
    };

/** What a VM has, by message number, in the order of delivery. */
export interface VmRecord {
  /** Every message delivered to it, from the start. */
  readonly received: number[];
  /** Every message sent by it, from the start, in the order of the sends. */
  readonly sent: number[];
  /** In its host's memory. */
  volatile: number[];
  /** In the stable log. */
  stable: number[];
  checkpoints: CheckpointRecord[];
}

/**
 * Every message of a run by its identity, and where it is logged: the rules R3, R5 and R8 once more, on sets of
 * messages where the engine keeps amounts. For scripts, pictures and audits; it grows with the run.
 */
export class History implements EngineObserver, MessageObserver {
  readonly events: HistoryEvent[] = [];
  readonly messages: MessageRecord[] = [];
  readonly vms: readonly VmRecord[];
  /** Messages sent and not delivered yet. */
  readonly inTransit = new Set<number>();
  /** Copies at the senders' hosts, by host. */
  readonly copies: readonly Set<number>[];
  /** The line that a failure returns to. */
  line = 0;

  /** @param keepsEvents whether `events` is filled; who asks only what is logged where can do without */
  constructor(
    readonly population: Population,
    readonly policies: LogPolicies,
    private readonly keepsEvents = true,
  ) {
    this.vms = Array.from({ length: population.vmCount }, () => ({
      received: [],
      sent: [],
      volatile: [],
      stable: [],
      checkpoints: [{ index: 0, at: 0, completion: 0, received: 0, sent: 0 }],
    }));
    this.copies = Array.from({ length: population.hostCount }, () => new Set());
  }

  sent(id: number, from: number, to: number, index: number, at: Seconds): void {
    const sender = this.vms[from];
    this.messages[id] = {
      id,
      from,
      to,
      sentIndex: index,
      sentAt: at,
      sentPlace: sender.sent.length,
      sentAfter: sender.received.length,
      deliveredIndex: -1,
      deliveredAt: Number.NaN,
      deliveredPlace: -1,
    };
    sender.sent.push(id);
    this.inTransit.add(id);
    this.note({ kind: "send", at, message: id, index });
    const { hostOf } = this.population;
    if (hostOf[from] !== hostOf[to]) this.copies[hostOf[from]].add(id);
  }

  delivered(id: number, _from: number, to: number, sentIndex: number, index: number, at: Seconds): void {
    const message = this.messages[id];
    message.deliveredIndex = index;
    message.deliveredAt = at;
    this.inTransit.delete(id);
    this.note({ kind: "deliver", at, message: id, index });
    const vm = this.vms[to];
    message.deliveredPlace = vm.received.length;
    vm.received.push(id);
    vm.volatile.push(id);
    if (this.policies.inTransit === "stable" && sentIndex < index) vm.stable.push(id);
  }

  advanced(
    vm: number,
    k: number,
    at: Seconds,
    due: boolean,
    early: boolean,
    _closed: ClosedInterval,
    completion: Seconds,
  ): void {
    const record = this.vms[vm];
    if (due) {
      const state = { received: record.received.length, sent: record.sent.length };
      record.checkpoints.push({ index: k, at, completion, ...state });
      this.note({ kind: "checkpoint", at, vm, index: k, early, completion });
      return;
    }
    const closed = record.volatile.filter((id) => this.receivedAt(id, k - 1));
    // Those that crossed a boundary may have been written on delivery: the rest takes its place among them.
    const written = new Set(record.stable.filter((id) => this.receivedAt(id, k - 1)));
    const flushed = closed.filter((id) => !written.has(id));
    record.stable = record.stable.filter((id) => !written.has(id)).concat(closed);
    if (this.policies.volatileLog === "drop") {
      record.volatile = record.volatile.filter((id) => !this.receivedAt(id, k - 1));
    }
    this.note({ kind: "flush", at, vm, index: k, early, messages: flushed });
  }

  lineEstablished(k: number, at: Seconds): void {
    const checkpoints = this.vms.map(({ checkpoints: taken }) => lastUpTo(taken, k).index);
    this.note({ kind: "line", at, index: k, checkpoints });
  }

  lineCovered(k: number, at: Seconds): void {
    this.line = k;
    const reclaimed = { volatile: [] as number[], stable: [] as number[], copies: [] as number[] };
    const older = (id: number) => this.receivedBefore(id, k);
    for (const [number, vm] of this.vms.entries()) {
      if (!isDue(this.population, this.population.classOf[number], k)) continue;
      for (const id of vm.volatile) if (older(id)) reclaimed.volatile.push(id);
      for (const id of vm.stable) if (older(id)) reclaimed.stable.push(id);
      vm.volatile = vm.volatile.filter((id) => !older(id));
      vm.stable = vm.stable.filter((id) => !older(id));
      vm.checkpoints = vm.checkpoints.filter(({ index }) => index >= k);
    }
    for (const copies of this.copies) {
      for (const id of [...copies].filter(older)) {
        copies.delete(id);
        reclaimed.copies.push(id);
      }
    }
    this.note({ kind: "reclaim", at, index: k, ...reclaimed });
  }

  private note(event: HistoryEvent): void {
    if (this.keepsEvents) this.events.push(event);
  }

  private receivedAt(id: number, index: number): boolean {
    return this.messages[id].deliveredIndex === index;
  }

  private receivedBefore(id: number, index: number): boolean {
    const { deliveredIndex } = this.messages[id];
    return deliveredIndex >= 0 && deliveredIndex < index;
  }
}

/** The newest checkpoint whose index is at most `k`. */
export function lastUpTo(checkpoints: readonly CheckpointRecord[], k: number): CheckpointRecord {
  return checkpoints.filter(({ index }) => index <= k).reduce((a, b) => (b.index > a.index ? b : a));
}
