import type { Seconds } from "../../scenario/model/units.js";
import type { Message, Player } from "../events/player.js";
import { InvariantError } from "../invariant-error.js";
import { isDue, type Population } from "../population.js";
import type { CheckpointDurations } from "../sources/checkpoint-durations.js";

/** A message in the logs, or on its way there. */
export interface LoggedMessage {
  readonly message: Message;
  /** Index of the sender at the send (R1). */
  readonly sentIndex: number;
  /** How many messages the sender had sent, and received, before it. */
  readonly sentPlace: number;
  readonly sentAfter: number;
  /** Index of the receiver at the delivery (R5); infinite while the message is in transit. */
  receivedIndex: number;
  /** How many messages the receiver had received before it; infinite while the message is in transit. */
  receivedPlace: number;
}

/** A checkpoint, and how many messages its state has received and sent. */
export interface Checkpoint {
  readonly index: number;
  readonly at: Seconds;
  /** When it is complete (R6). */
  readonly completion: Seconds;
  readonly received: number;
  readonly sent: number;
}

/** What the rules know of one VM. */
export interface VmState {
  /** Its base index (R1). */
  index: number;
  /** All that it has received and sent, in order. */
  readonly received: LoggedMessage[];
  readonly sent: LoggedMessage[];
  /** In its host's memory, and in the stable log, in the order of receipt. */
  volatile: LoggedMessage[];
  stable: LoggedMessage[];
  /** Checkpoints that have not been reclaimed, oldest first. */
  checkpoints: Checkpoint[];
}

/** Hears of what the rules do, while they do it. */
export interface VmQscObserver {
  checkpointTaken?(vm: number, checkpoint: Checkpoint, early: boolean): void;
  flushed?(vm: number, k: number, at: Seconds, early: boolean, messages: readonly LoggedMessage[]): void;
  lineEstablished?(k: number, at: Seconds): void;
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
  readonly policies: { readonly volatileLog: "keep" | "drop"; readonly inTransit: "volatile" | "stable" };
  readonly durations: CheckpointDurations;
  readonly observer?: VmQscObserver;
}

/**
 * VM_QSC as `docs/notation.md` states it, rule by rule, with every message kept by its identity. It is the judge of the
 * fast engine, and what scripts, audits and pictures are made from; memory grows with the run.
 */
export class VmQsc implements Player<LoggedMessage> {
  readonly vms: readonly VmState[];
  /** R5: copies in the senders' hosts, by host. */
  readonly copies: readonly Set<LoggedMessage>[];
  /** R7: the newest line that is established, and the newest that is covered. */
  established = 0;
  covered = 0;
  /** When the next line is established; infinite while a checkpoint of it is missing. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  private establishedAt: Seconds = 0;

  constructor(readonly setting: VmQscSetting) {
    const { vmCount, hostCount } = setting.population;
    const initial = { index: 0, at: 0, completion: 0, received: 0, sent: 0 };
    this.vms = Array.from({ length: vmCount }, () => ({
      index: 0,
      received: [],
      sent: [],
      volatile: [],
      stable: [],
      checkpoints: [initial],
    }));
    this.copies = Array.from({ length: hostCount }, () => new Set());
    this.announceLine();
  }

  /** R2: the clock of `vm` reads `k·T0`. */
  timer(vm: number, k: number, at: Seconds): void {
    if (this.vms[vm].index < k) this.advance(vm, k, at, false);
  }

  /** R1: a message carries its sender's index. R5: across hosts, the sender's host keeps a copy. */
  send(message: Message): LoggedMessage {
    const { hostOf } = this.setting.population;
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
    sender.sent.push(logged);
    if (hostOf[from] !== hostOf[to]) this.copies[hostOf[from]].add(logged);
    return logged;
  }

  /** R4: a message from a later index moves the receiver on before it is delivered. R5: then it is logged. */
  receive({ to, deliveredAt }: Message, logged: LoggedMessage): void {
    const receiver = this.vms[to];
    if (logged.sentIndex > receiver.index) this.advance(to, logged.sentIndex, deliveredAt, true);
    logged.receivedIndex = receiver.index;
    logged.receivedPlace = receiver.received.length;
    receiver.received.push(logged);
    receiver.volatile.push(logged);
    const crosses = logged.sentIndex < receiver.index;
    if (crosses && this.setting.policies.inTransit === "stable") receiver.stable.push(logged);
  }

  /** R7: the next line is established. */
  act(): void {
    const k = this.established + 1;
    this.established = k;
    this.establishedAt = this.nextTime;
    this.setting.observer?.lineEstablished?.(k, this.establishedAt);
    this.coverLines(this.establishedAt);
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
    const completion = at + this.setting.durations(vm, k);
    const checkpoint = { index: k, at, completion, received: received.length, sent: sent.length };
    checkpoints.push(checkpoint);
    this.setting.observer?.checkpointTaken?.(vm, checkpoint, early);
  }

  /** R3: what the VM received at the index that ends goes to the stable log, unless it was written on delivery. */
  private flush(vm: number, k: number, at: Seconds, early: boolean): void {
    const { policies, observer } = this.setting;
    const state = this.vms[vm];
    const ends = ({ receivedIndex }: LoggedMessage) => receivedIndex === k - 1;
    const closed = state.volatile.filter(ends);
    const written = new Set(state.stable.filter(ends));
    state.stable = [...state.stable.filter((logged) => !written.has(logged)), ...closed];
    if (policies.volatileLog === "drop") state.volatile = state.volatile.filter((logged) => !ends(logged));
    const flushed = closed.filter((logged) => !written.has(logged));
    observer?.flushed?.(vm, k, at, early, flushed);
  }

  /** R7: a line is covered when it is established and every VM has reached its index; lines are covered in order. */
  private coverLines(at: Seconds): void {
    while (this.covered < this.established && this.vms.every(({ index }) => index > this.covered)) {
      this.covered++;
      this.reclaim(this.covered, at);
    }
  }

  /** R8: what the VMs due at line `k` received before it, their older checkpoints, and copies received before it. */
  private reclaim(k: number, at: Seconds): void {
    const older = ({ receivedIndex }: LoggedMessage) => receivedIndex < k;
    const newer = (logged: LoggedMessage) => !older(logged);
    const reclaimed = {
      volatile: [] as LoggedMessage[],
      stable: [] as LoggedMessage[],
      copies: [] as LoggedMessage[],
    };
    for (const [vm, state] of this.vms.entries()) {
      if (!this.due(vm, k)) continue;
      reclaimed.volatile.push(...state.volatile.filter(older));
      reclaimed.stable.push(...state.stable.filter(older));
      state.volatile = state.volatile.filter(newer);
      state.stable = state.stable.filter(newer);
      state.checkpoints = state.checkpoints.filter(({ index }) => index >= k);
    }
    for (const copies of this.copies) {
      const old = [...copies].filter(older);
      for (const copy of old) copies.delete(copy);
      reclaimed.copies.push(...old);
    }
    this.setting.observer?.lineCovered?.(k, at, reclaimed);
  }

  /** R7: line `k` is established when every VM due at `k` has completed its checkpoint; lines come in order. */
  private announceLine(): void {
    const k = this.established + 1;
    let completion = k * this.setting.baseInterval;
    let due = 0;
    for (const [vm, { index, checkpoints }] of this.vms.entries()) {
      if (!this.due(vm, k)) continue;
      if (index < k) {
        this.nextTime = Number.POSITIVE_INFINITY;
        return;
      }
      const checkpoint = checkpoints.find((candidate) => candidate.index === k);
      if (checkpoint === undefined)
        throw new InvariantError(`VM ${vm} has no checkpoint ${k} at index ${index}`);
      completion = due === 0 ? checkpoint.completion : Math.max(completion, checkpoint.completion);
      due++;
    }
    this.nextTime = Math.max(completion, this.establishedAt);
  }

  private due(vm: number, k: number): boolean {
    const { population } = this.setting;
    return isDue(population, population.classOf[vm], k);
  }
}
