import type { Seconds } from "../../scenario/model/units.js";
import type { Agenda } from "../events/event-stream.js";
import type { Advance, EngineObserver } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";
import { isDue, type Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import type { ReadTimes } from "../storage/read-times.js";
import type { StableWrite } from "../storage/stable-writes.js";
import { CheckpointsUnderWay } from "./checkpoints-under-way.js";
import { type NamedSums, namedSums } from "./named-sums.js";
import { RowsByIndex } from "./rows-by-index.js";

/** Sums over probes and over the VMs of each class. */
const sumsByClass = [
  /** R9: age of the last complete checkpoint. */
  "age",
  /** R9: messages received since that checkpoint. */
  "replayed",
  /** R10: time since the VM's state on the line. */
  "lost",
  /** R10: time from the VM's checkpoint on the line to its state there. */
  "distance",
  /** R9, where storage takes time: reading back the image. */
  "restore",
] as const;

export interface ProbeSums extends NamedSums<(typeof sumsByClass)[number]> {
  probes: number;
  /** R10: until the last VM of each class is restored and replayed; last of all, until the last VM of any. */
  readonly last: Float64Array;
}

/** How long it takes to bring a VM back. */
export interface RecoverySpeed {
  /** Restart and restore, by class; where storage takes time the restart alone. */
  readonly restore: readonly Seconds[];
  /** Where storage takes time: how long it takes to read back the images. */
  readonly storage?: ReadTimes | undefined;
  /** `ρ`. */
  readonly replaySpeedup: number;
}

/**
 * Failures as probes: at Poisson times it is worked out what R9 would restore if each VM failed then, and R10 if a
 * host failed then; the run goes on undisturbed. Since Poisson arrivals see time averages, the rate of the probes is
 * free: it buys precision and moves no mean.
 */
export class FailureProbes implements EngineObserver, Agenda {
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  readonly sums: ProbeSums;
  private until: Seconds = 0;

  /** R9: the last complete checkpoint of each VM, and the messages received before it. */
  private readonly completeAt: Float64Array;
  /** When each VM began the newest of its checkpoints whose image is on stable storage. */
  private readonly storedBegunAt: Float64Array;
  private readonly completeReceived: Float64Array;
  private readonly received: Float64Array;
  private readonly underWay: CheckpointsUnderWay;
  /** R10: when each VM passed the line, and when it took its checkpoint on that line. */
  private readonly lineAt: Float64Array;
  private readonly lineCheckpointAt: Float64Array;
  /** When each VM reached the indices whose line is not covered yet. */
  private readonly reachedAt: RowsByIndex;

  constructor(
    private readonly population: Population,
    private readonly protocol: () => { readonly logs: MessageLogs; readonly index: Int32Array },
    private readonly gap: Seconds,
    private readonly stream: RandomStream,
    private readonly speed: RecoverySpeed,
  ) {
    const { vmCount, classCount } = population;
    this.completeAt = new Float64Array(vmCount);
    this.storedBegunAt = new Float64Array(vmCount);
    this.completeReceived = new Float64Array(vmCount);
    this.received = new Float64Array(vmCount);
    this.lineAt = new Float64Array(vmCount);
    this.lineCheckpointAt = new Float64Array(vmCount);
    this.underWay = new CheckpointsUnderWay(vmCount);
    this.reachedAt = new RowsByIndex(() => new Float64Array(vmCount));
    const last = new Float64Array(classCount + 1);
    this.sums = { ...namedSums(sumsByClass, classCount), probes: 0, last };
  }

  /** Probes at Poisson times from `from` until `until`. */
  probeBetween(from: Seconds, until: Seconds): void {
    this.until = until;
    this.plan(from);
  }

  advanced(vm: number, k: number, at: Seconds, { due, closed, completion }: Advance): void {
    this.received[vm] += closed.received;
    if (due) {
      this.takeComplete(vm, at);
      this.underWay.add(vm, at, completion, this.received[vm]);
    }
    this.reachedAt.at(k)[vm] = at;
  }

  checkpointRestorable(vm: number, _k: number, begunAt: Seconds, restorableAt: Seconds): void {
    this.underWay.complete(vm, begunAt, restorableAt);
  }

  written({ vm, image, begunAt }: StableWrite): void {
    if (image) this.storedBegunAt[vm] = Math.max(this.storedBegunAt[vm], begunAt);
  }

  lineCovered(k: number): void {
    const { classOf, vmCount } = this.population;
    const row = this.reachedAt.at(k);
    for (let vm = 0; vm < vmCount; vm++) {
      this.lineAt[vm] = row[vm];
      if (isDue(this.population, classOf[vm], k)) this.lineCheckpointAt[vm] = row[vm];
    }
    this.reachedAt.release(k);
  }

  /** A failure of every VM in turn (R9), and of a host (R10), at `nextTime`. */
  happen(): void {
    const at = this.nextTime;
    const { sums, underWay, completeAt, completeReceived, received, lineAt, lineCheckpointAt } = this;
    const { classCount, firstVm, weight } = this.population;
    const { logs, index } = this.protocol();
    const { storage, replaySpeedup } = this.speed;
    let lastOfAll = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classCount; c++) {
      let age = 0;
      let replayed = 0;
      let lost = 0;
      let distance = 0;
      let farthest = Number.NEGATIVE_INFINITY;
      for (let vm = firstVm[c]; vm < firstVm[c + 1]; vm++) {
        if (underWay.nextCompletion[vm] <= at) this.takeComplete(vm, at);
        age += weight[vm] * (at - completeAt[vm]);
        replayed += received[vm] - completeReceived[vm];
        lost += weight[vm] * (at - lineAt[vm]);
        const back = lineAt[vm] - lineCheckpointAt[vm];
        distance += weight[vm] * back;
        if (storage === undefined) {
          if (back > farthest) farthest = back;
        } else {
          const onDisk = storage.local !== undefined && completeAt[vm] > this.storedBegunAt[vm];
          sums.restore[c] += onDisk ? storage.local![c] : storage.alone[c];
          farthest = Math.max(farthest, storage.together[vm] + back / replaySpeedup);
        }
      }
      sums.age[c] += age;
      sums.replayed[c] += replayed;
      sums.lost[c] += lost;
      sums.distance[c] += distance;
      const classBack = this.speed.restore[c] + (storage === undefined ? farthest / replaySpeedup : farthest);
      sums.last[c] += classBack;
      lastOfAll = Math.max(lastOfAll, classBack);
    }
    sums.last[classCount] += lastOfAll;
    logs.addReceivedNow(sums.replayed, index, at);
    sums.probes++;
    this.plan(at);
  }

  private plan(from: Seconds): void {
    const next = from - this.gap * Math.log(this.stream.double());
    this.nextTime = next < this.until ? next : Number.POSITIVE_INFINITY;
  }

  private takeComplete(vm: number, at: Seconds): void {
    const newest = this.underWay.takeComplete(vm, at);
    if (newest < 0) return;
    this.completeAt[vm] = this.underWay.at[newest];
    this.completeReceived[vm] = this.underWay.received[newest];
  }
}
