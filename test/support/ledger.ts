import type { Message, Player } from "../../src/montecarlo/events/player.js";
import { isDue } from "../../src/montecarlo/population.js";
import type { Reclaimed, VmQsc, VmQscObserver } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";
import type { Checkpoint, LoggedMessage } from "../../src/montecarlo/schemes/vm-qsc/vm-state.js";

/** A step of a VM to its next index, and what it received at the index before. */
export interface Advance {
  readonly vm: number;
  readonly index: number;
  readonly at: number;
  readonly due: boolean;
  readonly early: boolean;
  readonly completion: number;
  /** What it received at the index that ends; of these, in the stable log now, and written by this very flush. */
  readonly received: readonly LoggedMessage[];
  readonly logged: readonly LoggedMessage[];
  readonly flushed: readonly LoggedMessage[];
}

/** Message-seconds and byte-seconds, a pair of numbers for each cell or host. */
export interface HeldSums {
  readonly volatile: number[];
  readonly stable: number[];
  readonly copies: number[];
}

/**
 * What the rules do on the plain stream, written down as sets of messages: the account that the amounts of the fast
 * engine must come to. It plays before the rules, so that what was held until an event is summed before it changes.
 */
export class Ledger implements Player<undefined>, VmQscObserver {
  readonly messages: LoggedMessage[] = [];
  /** In the order of their deliveries. */
  readonly deliveries: LoggedMessage[] = [];
  readonly advances: Advance[] = [];
  /** From line 0 on. */
  readonly establishedAt: number[] = [0];
  readonly coveredAt: number[] = [0];
  /** In memory just before each line is covered, and in the stable log just after. */
  readonly volatileAtLine = new Map<number, readonly LoggedMessage[]>();
  readonly stableAtLine = new Map<number, readonly LoggedMessage[]>();
  /** The most that the stable log holds around a line: before R8 deletes, if the flushes for it were sooner. */
  readonly mostStableAtLine = new Map<number, readonly LoggedMessage[]>();
  /** Under `volatileLog: drop`, in memory just before the first flush for each index. */
  readonly beforeFlush = new Map<number, readonly LoggedMessage[]>();
  readonly others: VmQscObserver[] = [];
  private readonly held: HeldSums = { volatile: [], stable: [], copies: [] };
  private heldUntil = 0;

  constructor(private readonly rules: () => VmQsc) {}

  timer(_vm: number, _k: number, at: number): void {
    this.sum(at);
  }

  send(message: Message): undefined {
    this.sum(message.sentAt);
  }

  receive(message: Message): void {
    this.sum(message.deliveredAt);
  }

  sent(logged: LoggedMessage): void {
    this.messages.push(logged);
  }

  received(logged: LoggedMessage): void {
    this.deliveries.push(logged);
    for (const other of this.others) other.received?.(logged);
  }

  checkpointTaken(vm: number, checkpoint: Checkpoint, early: boolean): void {
    const { index, at, completion } = checkpoint;
    const received = this.receivedAt(vm, index - 1);
    const logged = received.filter((message) => this.rules().vms[vm].stable.includes(message));
    this.advances.push({ vm, index, at, due: true, early, completion, received, logged, flushed: [] });
  }

  flushed(vm: number, index: number, at: number, early: boolean, flushed: readonly LoggedMessage[]): void {
    const received = this.receivedAt(vm, index - 1);
    for (const other of this.others) other.flushed?.(vm, index, at, early, received);
    const drops = this.rules().setting.policies.volatileLog === "drop";
    if (drops && !this.beforeFlush.has(index))
      this.beforeFlush.set(index, [...this.inLogs("volatile"), ...received]);
    const logged = received.filter((message) => this.rules().vms[vm].stable.includes(message));
    this.advances.push({ vm, index, at, due: false, early, completion: at, received, logged, flushed });
  }

  lineEstablished(k: number, at: number): void {
    this.sum(at);
    this.establishedAt[k] = at;
  }

  lineCovering(k: number, at: number): void {
    for (const other of this.others) other.lineCovering?.(k, at);
    this.volatileAtLine.set(k, this.inLogs("volatile"));
    this.mostStableAtLine.set(k, this.inLogs("stable"));
  }

  lineCovered(k: number, at: number, reclaimed: Reclaimed): void {
    this.coveredAt[k] = at;
    const left = this.inLogs("stable");
    this.stableAtLine.set(k, left);
    if (this.advances.find(({ index }) => index === k)?.at === at) this.mostStableAtLine.set(k, left);
    for (const other of this.others) other.lineCovered?.(k, at, reclaimed);
  }

  /** All that a log of all VMs holds now. */
  inLogs(log: "volatile" | "stable"): LoggedMessage[] {
    return this.rules().vms.flatMap((state) => state[log]);
  }

  /** What has been held until `at`, which is now. */
  heldSums(at: number): HeldSums {
    this.sum(at);
    return structuredClone(this.held);
  }

  /** When a VM moved on to index `k`; infinite if it has not. */
  reachedAt(vm: number, k: number): number {
    if (k === 0) return 0;
    return this.step(vm, k)?.at ?? Number.POSITIVE_INFINITY;
  }

  step(vm: number, k: number): Advance | undefined {
    return this.advances.find((advance) => advance.vm === vm && advance.index === k);
  }

  isDue(vm: number, k: number): boolean {
    const { population } = this.rules().setting;
    return isDue(population, population.classOf[vm], k);
  }

  private receivedAt(vm: number, index: number): LoggedMessage[] {
    return this.deliveries.filter(
      ({ message, receivedIndex }) => message.to === vm && receivedIndex === index,
    );
  }

  /** Adds what is held now times how long that has been so. */
  private sum(at: number): void {
    const { held, rules } = this;
    const { vms, copies, setting } = rules();
    const { cellOf, cellCount, hostCount } = setting.population;
    const seconds = at - this.heldUntil;
    this.heldUntil = at;
    for (const [sums, places] of [
      [held.volatile, cellCount],
      [held.stable, cellCount],
      [held.copies, hostCount],
    ] as const) {
      while (sums.length < 2 * places) sums.push(0);
    }
    const add = (sums: number[], place: number, messages: readonly LoggedMessage[]) => {
      sums[2 * place] += seconds * messages.length;
      sums[2 * place + 1] += seconds * bytesOf(messages);
    };
    for (const [vm, { volatile, stable }] of vms.entries()) {
      add(held.volatile, cellOf[vm], volatile);
      add(held.stable, cellOf[vm], stable);
    }
    for (const [host, messages] of copies.entries()) add(held.copies, host, messages);
  }
}

export function bytesOf(messages: readonly LoggedMessage[]): number {
  return messages.reduce((sum, { message }) => sum + message.bytes, 0);
}
