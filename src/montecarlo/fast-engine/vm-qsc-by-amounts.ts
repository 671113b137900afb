import type { Policies } from "../../scenario/model/system.js";
import type { Bytes, Seconds } from "../../scenario/model/units.js";
import { InvariantError } from "../invariant-error.js";
import { isDue, type Population } from "../population.js";
import type { CheckpointDurations } from "../sources/checkpoint-durations.js";
import {
  type StableWrite,
  StableWrites,
  type WriteListener,
  type WritesThrough,
} from "../storage/stable-writes.js";
import type { MessageInTransit } from "./delivery-queue.js";
import type { EngineObserver } from "./engine-observer.js";
import { MessageLogs } from "./message-logs.js";
import { RecoveryLines } from "./recovery-lines.js";

/** What the rules are applied to, and who is told of what they do. */
export interface VmQscByAmountsSetting {
  readonly population: Population;
  readonly baseInterval: Seconds;
  readonly policies: Policies;
  readonly durations: CheckpointDurations;
  /** Where a number of the population stands for several VMs, the longest of their durations; default `durations`. */
  readonly longest?: CheckpointDurations;
  readonly observers: readonly EngineObserver[];
  /** Of every message, where all have the same. */
  readonly messageSize?: Bytes;
  readonly writesThrough?: WritesThrough | undefined;
}

/**
 * VM_QSC, rules R1 to R8, with logs as amounts instead of messages: the rules of the fast engine. The same rules, message
 * by message, stand in `schemes/vm-qsc`, and a test holds the two together.
 */
export class VmQscByAmounts implements WriteListener {
  /** R1: the base index of each VM. */
  readonly index: Int32Array;
  readonly logs: MessageLogs;
  readonly lines: RecoveryLines;
  /** Index of the last checkpoint of each VM; `C_{v,0}` exists for all. */
  private readonly lastCheckpoint: Int32Array;
  /** The highest index that a VM has reached. */
  highest = 0;
  /** The message that moves its receiver on just now: it has arrived, and is logged only after that. */
  arriving: MessageInTransit | undefined;
  private readonly writesOnDelivery: boolean;
  /** Whether flushes empty the memory, so that somebody looks at it just before them. */
  readonly dropsAtFlush: boolean;

  readonly population: Population;
  private readonly observers: readonly EngineObserver[];
  /** What is being written to stable storage; absent where that takes no time. */
  readonly writes: StableWrites | undefined;

  constructor(private readonly setting: VmQscByAmountsSetting) {
    const { population, baseInterval, policies, observers, messageSize, writesThrough } = setting;
    this.population = population;
    this.observers = observers;
    this.index = new Int32Array(population.vmCount);
    this.lastCheckpoint = new Int32Array(population.vmCount);
    this.logs = new MessageLogs(population, policies, messageSize);
    this.lines = new RecoveryLines(population, baseInterval);
    this.writesOnDelivery = policies.inTransit === "stable";
    this.dropsAtFlush = policies.volatileLog === "drop";
    this.writes = writesThrough && new StableWrites(writesThrough.limits, population, this);
  }

  /** The index that all VMs are at, or −1 while they are at different ones. */
  commonIndex(): number {
    return this.lines.reachedByAll(this.highest) ? this.highest : -1;
  }

  /** R2: the local clock of `vm` reads `k·T0`. */
  timer(vm: number, k: number, at: Seconds): void {
    if (this.index[vm] < k) this.advance(vm, k, at, false);
  }

  /**
   * A message reaches its receiver (R4), which logs it (R5).
   *
   * @returns whether it has moved the receiver on
   */
  receive(message: MessageInTransit): boolean {
    const { index, logs } = this;
    const { from, to, sentIndex, at } = message;
    const moved = sentIndex > index[to];
    if (moved) {
      this.arriving = message;
      this.advance(to, sentIndex, at, true);
      this.arriving = undefined;
    }
    if (index[to] < sentIndex) {
      throw new InvariantError(
        `VM ${to} received at index ${index[to]} what VM ${from} sent at index ${sentIndex}`,
      );
    }
    if (index[to] > sentIndex) this.cross(message);
    logs.deliver(message, index[to]);
    return moved;
  }

  /** R7: the next line is established. */
  establishLine(): void {
    const { lines, observers } = this;
    const at = lines.nextTime;
    const k = lines.established + 1;
    lines.establish(at);
    for (const observer of observers) observer.lineEstablished?.(k, at);
    this.coverLines(at);
  }

  /** R8: what the lines that are covered by now no longer need is reclaimed. */
  private coverLines(at: Seconds): void {
    const { lines, logs, observers } = this;
    while (lines.coverable()) {
      const k = lines.covered + 1;
      for (const observer of observers) observer.lineCovering?.(k, at);
      lines.cover();
      logs.reclaim(k, at);
      for (const observer of observers) observer.lineCovered?.(k, at);
    }
  }

  /** A message is delivered at a higher index than it was sent at: it crosses a line, and may be written at once (R5). */
  cross({ from, to, sentIndex, at, bytes }: MessageInTransit): void {
    for (const observer of this.observers) observer.crossed?.(from, to, sentIndex, this.index[to], at);
    if (this.writesOnDelivery) this.logs.writeOnDelivery(to, at, bytes);
  }

  /** R6: when the checkpoint will be complete; infinite where that depends on what else is written meanwhile (R11). */
  private beginCheckpoint(vm: number, k: number, at: Seconds): Seconds {
    const { lines, writes, population } = this;
    const { durations, longest, writesThrough } = this.setting;
    const bytes = writesThrough?.image[population.classOf[vm]] ?? 0;
    if (writes && bytes > 0) {
      writes.begin({ vm, k, image: true, begunAt: at, bytes });
      return Number.POSITIVE_INFINITY;
    }
    const completion = at + durations(vm, k);
    lines.checkpoint(k, longest === undefined ? completion : at + longest(vm, k));
    return completion;
  }

  private beginFlush(vm: number, k: number, at: Seconds): void {
    const bytes = this.logs.closed.flushedBytes;
    if (!this.writes || bytes === 0) return;
    this.lines.flush(k, 1);
    this.writes.begin({ vm, k, image: false, begunAt: at, bytes });
  }

  /** R11: a VM can be restored from its host's own disk. */
  staged({ vm, k, begunAt }: StableWrite, at: Seconds): void {
    const restorableAt = Math.max(at, begunAt + this.setting.durations(vm, k));
    for (const observer of this.observers) observer.checkpointRestorable?.(vm, k, restorableAt);
  }

  /** R6, R11: a checkpoint is complete when it is written and its duration has passed. */
  stored(write: StableWrite, at: Seconds): void {
    const { vm, k, image, begunAt } = write;
    const completeAt = image ? Math.max(at, begunAt + this.setting.durations(vm, k)) : at;
    for (const observer of this.observers) {
      if (image) observer.checkpointRestorable?.(vm, k, completeAt);
      observer.written?.(write, at, completeAt);
    }
    if (image) this.lines.checkpoint(k, completeAt);
    else this.lines.flush(k, -1);
    if (this.lines.coverable()) this.coverLines(at);
  }

  /** R3: one index at a time, a checkpoint where the VM is due and a flush elsewhere. */
  private advance(vm: number, target: number, at: Seconds, early: boolean): void {
    const { index, logs, lines, population, observers } = this;
    const c = population.classOf[vm];
    while (index[vm] < target) {
      const k = index[vm] + 1;
      const due = isDue(population, c, k);
      let completion = at;
      if (due) {
        if (this.lastCheckpoint[vm] >= k)
          throw new InvariantError(`VM ${vm} takes checkpoint ${k} a second time`);
        this.lastCheckpoint[vm] = k;
        logs.closeAtCheckpoint(vm, k);
        completion = this.beginCheckpoint(vm, k, at);
      } else {
        if (this.dropsAtFlush) for (const observer of observers) observer.dropping?.(vm, k, at);
        logs.flush(vm, k, at);
        this.beginFlush(vm, k, at);
      }
      index[vm] = k;
      lines.reach(k);
      this.highest = Math.max(this.highest, k);
      const advance = { due, early, closed: logs.closed, completion };
      for (const observer of observers) observer.advanced?.(vm, k, at, advance);
    }
    if (lines.coverable()) this.coverLines(at);
  }
}
