import type { Seconds } from "../scenario/units.js";
import type { ClosedInterval } from "./message-logs.js";
import { isDue, type Population } from "./population.js";
import type { MessageObserver, ProtocolObserver } from "./protocol-observer.js";

/** A message, by number, from its send on. */
export interface MessageRecord {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** Index of the sender at the send. */
  readonly sentIndex: number;
  readonly sentAt: Seconds;
  /** Index of the receiver at the delivery; −1 while in transit. */
  deliveredIndex: number;
  deliveredAt: Seconds;
}

/** A checkpoint that the VM could be restored from. */
export interface CheckpointRecord {
  readonly index: number;
  readonly at: Seconds;
  readonly completion: Seconds;
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
interface VmRecord {
  /** Every message delivered to it, from the start. */
  readonly received: number[];
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
export class History implements ProtocolObserver, MessageObserver {
  readonly events: HistoryEvent[] = [];
  readonly messages: MessageRecord[] = [];
  readonly vms: readonly VmRecord[];
  /** Copies at the senders' hosts, by host. */
  readonly copies: readonly Set<number>[];
  /** The line that a failure returns to. */
  line = 0;

  constructor(
    readonly population: Population,
    readonly policies: { readonly volatileLog: "keep" | "drop"; readonly inTransit: "volatile" | "stable" },
  ) {
    this.vms = Array.from({ length: population.vmCount }, () => ({
      received: [],
      volatile: [],
      stable: [],
      checkpoints: [{ index: 0, at: 0, completion: 0 }],
    }));
    this.copies = Array.from({ length: population.hostCount }, () => new Set());
  }

  sent(id: number, from: number, to: number, index: number, at: Seconds): void {
    this.messages[id] = {
      id,
      from,
      to,
      sentIndex: index,
      sentAt: at,
      deliveredIndex: -1,
      deliveredAt: Number.NaN,
    };
    this.events.push({ kind: "send", at, message: id, index });
    const { hostOf } = this.population;
    if (hostOf[from] !== hostOf[to]) this.copies[hostOf[from]].add(id);
  }

  delivered(id: number, _from: number, to: number, sentIndex: number, index: number, at: Seconds): void {
    const message = this.messages[id];
    message.deliveredIndex = index;
    message.deliveredAt = at;
    this.events.push({ kind: "deliver", at, message: id, index });
    const vm = this.vms[to];
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
      record.checkpoints.push({ index: k, at, completion });
      this.events.push({ kind: "checkpoint", at, vm, index: k, early, completion });
      return;
    }
    const written = new Set(record.stable);
    const flushed = record.volatile.filter((id) => this.receivedAt(id, k - 1) && !written.has(id));
    if (this.policies.inTransit === "stable") {
      record.stable = this.inOrderOfDelivery(record, [...record.stable, ...flushed]);
    } else {
      record.stable.push(...flushed);
    }
    if (this.policies.volatileLog === "drop") {
      record.volatile = record.volatile.filter((id) => !this.receivedAt(id, k - 1));
    }
    this.events.push({ kind: "flush", at, vm, index: k, early, messages: flushed });
  }

  lineEstablished(k: number, at: Seconds): void {
    const checkpoints = this.vms.map(({ checkpoints: taken }) => lastUpTo(taken, k).index);
    this.events.push({ kind: "line", at, index: k, checkpoints });
  }

  lineCovered(k: number, at: Seconds): void {
    this.line = k;
    const reclaimed = { volatile: [] as number[], stable: [] as number[], copies: [] as number[] };
    const older = (id: number) => this.receivedBefore(id, k);
    for (const [number, vm] of this.vms.entries()) {
      if (!isDue(this.population, this.population.classOf[number], k)) continue;
      reclaimed.volatile.push(...vm.volatile.filter(older));
      reclaimed.stable.push(...vm.stable.filter(older));
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
    this.events.push({ kind: "reclaim", at, index: k, ...reclaimed });
  }

  private receivedAt(id: number, index: number): boolean {
    return this.messages[id].deliveredIndex === index;
  }

  private receivedBefore(id: number, index: number): boolean {
    const { deliveredIndex } = this.messages[id];
    return deliveredIndex >= 0 && deliveredIndex < index;
  }

  private inOrderOfDelivery(vm: VmRecord, ids: readonly number[]): number[] {
    const chosen = new Set(ids);
    return vm.received.filter((id) => chosen.has(id));
  }
}

/** The newest checkpoint whose index is at most `k`. */
export function lastUpTo(checkpoints: readonly CheckpointRecord[], k: number): CheckpointRecord {
  return checkpoints.filter(({ index }) => index <= k).reduce((a, b) => (b.index > a.index ? b : a));
}
