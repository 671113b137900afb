import type { Policies } from "../../../scenario/model/system.js";
import type { Seconds } from "../../../scenario/model/units.js";
import type { Message, Player } from "../../events/player.js";
import { isDue, type Population } from "../../population.js";
import type { CheckpointDurations } from "../../sources/checkpoint-durations.js";
import type { WritesThrough } from "../../storage/stable-writes.js";
import {
  type Checkpoint,
  isInTransit,
  type LoggedMessage,
  MessageSequence,
  type VmState,
} from "./vm-state.js";

/** Hears of what the rules do, as they do it. */
export interface VmQscObserver {
  sent?(logged: LoggedMessage): void;
  received?(logged: LoggedMessage): void;
  checkpointTaken?(vm: number, checkpoint: Checkpoint, early: boolean): void;
  /** At index `k` a VM that is not due has written `messages` to the stable log. */
  flushed?(vm: number, k: number, at: Seconds, early: boolean, messages: readonly LoggedMessage[]): void;
  /** Messages have left their receiver's host's memory since they have been flushed (policy `volatileLog: drop`). */
  dropped?(messages: readonly LoggedMessage[], at: Seconds): void;
  lineEstablished?(k: number, at: Seconds): void;
  /** Line `k` is about to be covered; the logs still hold what R8 will delete. */
  lineCovering?(k: number, at: Seconds): void;
  lineCovered?(k: number, at: Seconds, reclaimed: Reclaimed): void;
}

/** What R8 deletes when a line is covered. */
export interface Reclaimed {
  readonly volatile: readonly LoggedMessage[];
  readonly stable: readonly LoggedMessage[];
  readonly copies: readonly LoggedMessage[];
}

/** What the rules are applied to. */
export interface VmQscSetting {
  readonly population: Population;
  readonly baseInterval: Seconds;
  readonly policies: Policies;
  readonly durations: CheckpointDurations;
  /** Where writes to stable storage take time (R11): for `makeVmQsc`. */
  readonly writesThrough?: WritesThrough | undefined;
  readonly observer?: VmQscObserver;
}

/**
 * VM_QSC as `docs/notation.md` states it, rule by rule, with every message kept by its identity. It is the judge of the
 * fast engine, and what scripts, audits and pictures are made from. What no failure can need any more is forgotten, so
 * that memory does not grow with the run.
 */
export class VmQsc implements Player<LoggedMessage> {
  readonly vms: readonly VmState[];
  /** R5: copies in the senders' hosts, by host, in the order of the sends. */
  readonly copies: LoggedMessage[][];
  /** R7: the newest line that is established, and the newest that is covered. */
  established = 0;
  covered = 0;
  /** When the next line is established; infinite while a checkpoint of it is missing. */
  private lineTime: Seconds = Number.POSITIVE_INFINITY;
  private establishedAt: Seconds = 0;
  /** Messages sent, in that order; those that have been delivered leave with the next line. */
  private underWay: LoggedMessage[] = [];

  constructor(readonly setting: VmQscSetting) {
    const { vmCount, hostCount } = setting.population;
    const initial = { index: 0, at: 0, completion: 0, restorable: 0, received: 0, sent: 0 };
    this.vms = Array.from({ length: vmCount }, () => ({
      index: 0,
      received: new MessageSequence<LoggedMessage>(),
      sent: new MessageSequence<LoggedMessage>(),
      volatile: [],
      stable: [],
      checkpoints: [initial],
    }));
    this.copies = Array.from({ length: hostCount }, () => []);
    this.announceLine();
  }

  get nextTime(): Seconds {
    return this.lineTime;
  }

  /** Messages sent and not delivered yet, in the order of the sends. */
  get inTransit(): readonly LoggedMessage[] {
    this.underWay = this.underWay.filter(isInTransit);
    return this.underWay;
  }

  /** R2: the clock of `vm` reads `k·T0`. */
  timer(vm: number, k: number, at: Seconds): void {
    if (this.vms[vm].index < k) this.advance(vm, k, at, false);
  }

  /** R1: a message carries its sender's index. R5: across hosts, the sender's host keeps a copy. */
  send(message: Message): LoggedMessage {
    const { population, observer } = this.setting;
    const { hostOf } = population;
    const { from, to } = message;
    const sender = this.vms[from];
    const logged = {
      message,
      sentIndex: sender.index,
      sentPlace: sender.sent.length,
      sentAfter: sender.received.length,
      receivedIndex: Number.POSITIVE_INFINITY,
      receivedPlace: Number.POSITIVE_INFINITY,
    };
    sender.sent.add(logged);
    this.underWay.push(logged);
    if (hostOf[from] !== hostOf[to]) this.copies[hostOf[from]].push(logged);
    observer?.sent?.(logged);
    return logged;
  }

  /** R4: a message from a later index moves the receiver on before it is delivered. R5: then it is logged. */
  receive({ to, deliveredAt }: Message, logged: LoggedMessage): void {
    const { policies, observer } = this.setting;
    const receiver = this.vms[to];
    if (logged.sentIndex > receiver.index) this.advance(to, logged.sentIndex, deliveredAt, true);
    logged.receivedIndex = receiver.index;
    logged.receivedPlace = receiver.received.length;
    receiver.received.add(logged);
    receiver.volatile.push(logged);
    const crosses = logged.sentIndex < receiver.index;
    if (crosses && policies.inTransit === "stable") receiver.stable.push(logged);
    observer?.received?.(logged);
  }

  /** R7: the next line is established. */
  act(): void {
    this.established++;
    this.establishedAt = this.lineTime;
    this.lineTime = Number.POSITIVE_INFINITY;
    this.setting.observer?.lineEstablished?.(this.established, this.establishedAt);
    this.coverLines(this.establishedAt);
    this.announceLine();
  }

  /**
   * R10, carried out: every VM goes on from the covered line, with so many messages received and sent. What it has replayed
   * is in its host's memory again.
   *
   * @param again messages that are on their way once more, in the order of their sends
   * @param copies by host, those of them that the sender's host has a copy of
   */
  returnToLine(
    restored: readonly { readonly received: number; readonly sent: number }[],
    again: readonly LoggedMessage[],
    copies: readonly (readonly LoggedMessage[])[],
    at: Seconds,
  ): void {
    const { covered, setting } = this;
    for (const [vm, state] of this.vms.entries()) {
      const [checkpoint] = state.checkpoints;
      state.index = covered;
      state.received.undoFrom(restored[vm].received);
      state.sent.undoFrom(restored[vm].sent);
      const replayed = state.received.slice(checkpoint.received);
      state.volatile.length = 0;
      state.stable.length = 0;
      if (setting.policies.volatileLog === "keep") addAll(state.volatile, replayed);
      addAll(state.stable, replayed);
      const completion = Math.min(checkpoint.completion, at);
      const standing = { ...checkpoint, completion, restorable: completion };
      state.checkpoints.splice(0, state.checkpoints.length, standing);
    }
    for (const logged of again) {
      logged.receivedIndex = Number.POSITIVE_INFINITY;
      logged.receivedPlace = Number.POSITIVE_INFINITY;
    }
    for (const host of this.copies.keys()) this.copies[host] = [...copies[host]];
    this.underWay = [...again];
    this.established = covered;
    this.establishedAt = at;
    this.lineTime = Number.POSITIVE_INFINITY;
    this.announceLine();
  }

  /** R3: one index at a time, with a checkpoint where the VM is due and a flush elsewhere. */
  private advance(vm: number, target: number, at: Seconds, early: boolean): void {
    const state = this.vms[vm];
    while (state.index < target) {
      const k = state.index + 1;
      if (this.due(vm, k)) this.takeCheckpoint(vm, k, at, early);
      else this.flush(vm, k, at, early);
      state.index = k;
    }
    this.announceLine();
    this.coverLines(at);
  }

  /** R3, R6: a checkpoint holds the state, and is complete when its duration has passed. */
  private takeCheckpoint(vm: number, k: number, at: Seconds, early: boolean): void {
    const { received, sent, checkpoints } = this.vms[vm];
    const completion = this.completionOf(vm, k, at);
    const place = { received: received.length, sent: sent.length };
    const checkpoint = { index: k, at, completion, restorable: completion, ...place };
    checkpoints.push(checkpoint);
    this.setting.observer?.checkpointTaken?.(vm, checkpoint, early);
  }

  /** R6: when the checkpoint that `vm` begins is complete. */
  protected completionOf(vm: number, k: number, at: Seconds): Seconds {
    return at + this.setting.durations(vm, k);
  }

  /** R3: what the VM received at the index that ends goes to the stable log, unless it was written on delivery. */
  protected flush(vm: number, k: number, at: Seconds, early: boolean): readonly LoggedMessage[] {
    const { policies, observer } = this.setting;
    const { volatile, stable } = this.vms[vm];
    const closed = volatile.slice(firstFrom(volatile, k - 1));
    const written = new Set(stable.splice(firstFrom(stable, k - 1)));
    addAll(stable, closed);
    if (policies.volatileLog === "drop") {
      volatile.splice(volatile.length - closed.length);
      observer?.dropped?.(closed, at);
    }
    const flushed = closed.filter((logged) => !written.has(logged));
    observer?.flushed?.(vm, k, at, early, flushed);
    return flushed;
  }

  /** R7: a line is covered when it is established and every VM has reached its index; lines are covered in order. */
  protected coverLines(at: Seconds): void {
    while (this.covered < this.established && this.reachedByAll(this.covered + 1)) {
      this.reclaim(this.covered + 1, at);
    }
  }

  protected reachedByAll(k: number): boolean {
    return this.vms.every(({ index }) => index >= k);
  }

  /** R8: what the VMs due at line `k` received before it, their older checkpoints, and copies received before it. */
  private reclaim(k: number, at: Seconds): void {
    const { observer } = this.setting;
    observer?.lineCovering?.(k, at);
    this.covered = k;
    const reclaimed: { [Where in keyof Reclaimed]: LoggedMessage[] } = {
      volatile: [],
      stable: [],
      copies: [],
    };
    for (const [vm, { volatile, stable, checkpoints, received, sent }] of this.vms.entries()) {
      if (!this.due(vm, k)) continue;
      addAll(reclaimed.volatile, volatile.splice(0, firstFrom(volatile, k)));
      addAll(reclaimed.stable, stable.splice(0, firstFrom(stable, k)));
      while (checkpoints[0].index < k) checkpoints.shift();
      received.forgetBefore(checkpoints[0].received);
      sent.forgetBefore(checkpoints[0].sent);
    }
    for (const [host, copies] of this.copies.entries()) {
      this.copies[host] = copies.filter(({ receivedIndex }) => receivedIndex >= k);
      for (const logged of copies) if (logged.receivedIndex < k) reclaimed.copies.push(logged);
    }
    this.underWay = this.underWay.filter(isInTransit);
    observer?.lineCovered?.(k, at, reclaimed);
  }

  /** R7: line `k` is established when every VM due at `k` has completed its checkpoint; lines come in order. */
  protected announceLine(): void {
    if (this.lineTime < Number.POSITIVE_INFINITY) return;
    const k = this.established + 1;
    if (!this.vms.every(({ index }, vm) => index >= k || !this.due(vm, k))) return;
    this.lineTime = Math.max(this.lastCompletion(k), this.establishedAt);
  }

  /** When the last of the checkpoints at line `k` is complete; a line that needs none stands at `k·T0`. */
  private lastCompletion(k: number): Seconds {
    const due = this.vms.filter((_, vm) => this.due(vm, k));
    if (due.length === 0) return k * this.setting.baseInterval;
    return due.reduce((last, { checkpoints }) => {
      const { completion } = checkpoints.find(({ index }) => index === k)!;
      return Math.max(last, completion);
    }, Number.NEGATIVE_INFINITY);
  }

  private due(vm: number, k: number): boolean {
    const { population } = this.setting;
    return isDue(population, population.classOf[vm], k);
  }
}

/** The place of the first message received at index `k` or later, in a log in the order of receipt. */
function firstFrom(log: readonly LoggedMessage[], k: number): number {
  let place = log.length;
  while (place > 0 && log[place - 1].receivedIndex >= k) place--;
  return place;
}

/** One by one, since a VM's log may have more entries than a call can have arguments. */
function addAll(list: LoggedMessage[], more: readonly LoggedMessage[]): void {
  for (const logged of more) list.push(logged);
}
