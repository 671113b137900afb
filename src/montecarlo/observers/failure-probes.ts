import type { Seconds } from "../../scenario/model/units.js";
import type { Agenda } from "../events/event-stream.js";
import type { Advance, EngineObserver } from "../fast-engine/engine-observer.js";
import type { MessageLogs } from "../fast-engine/message-logs.js";
import type { Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import type { ReadTimes } from "../storage/read-times.js";
import type { StableWrite } from "../storage/stable-writes.js";
import { CompleteCheckpoints } from "./complete-checkpoints.js";
import { type NamedSums, namedSums } from "./named-sums.js";

/** What R9 restores if a VM fails, summed over probes and over the VMs of each class. */
const sumsByClass = [
  /** Age of the last complete checkpoint. */
  "age",
  /** Messages received since that checkpoint. */
  "replayed",
  /** Where storage takes time: reading back the image. */
  "restore",
] as const;

export interface ProbeSums extends NamedSums<(typeof sumsByClass)[number]> {
  probes: number;
}

/**
 * Failures of VMs as probes: at random instants it is worked out what R9 would restore if each VM failed then, and the run
 * goes on undisturbed. One instant is drawn in each of equal parts of the window, so that the mean over them is the time
 * average whatever their number is, and scatters less than over instants drawn from the whole window.
 */
export class FailureProbes implements EngineObserver, Agenda {
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  readonly sums: ProbeSums;
  private from: Seconds = 0;
  /** How many probes there are in the window, and how many of them have been planned. */
  private parts = 0;
  private planned = 0;

  private readonly complete: CompleteCheckpoints;
  /** When each VM began the newest of its checkpoints whose image is on stable storage. */
  private readonly storedBegunAt: Float64Array;
  private readonly received: Float64Array;

  constructor(
    private readonly population: Population,
    private readonly protocol: () => { readonly logs: MessageLogs; readonly index: Int32Array },
    private readonly gap: Seconds,
    private readonly stream: RandomStream,
    private readonly reads: ReadTimes | undefined,
  ) {
    const { vmCount, classCount } = population;
    this.complete = new CompleteCheckpoints(vmCount);
    this.storedBegunAt = new Float64Array(vmCount);
    this.received = new Float64Array(vmCount);
    this.sums = { ...namedSums(sumsByClass, classCount), probes: 0 };
  }

  /** One probe in each `gap` from `from` until `until`. */
  probeBetween(from: Seconds, until: Seconds): void {
    this.from = from;
    this.parts = Math.round((until - from) / this.gap);
    this.plan();
  }

  advanced(vm: number, k: number, at: Seconds, { due, closed, completion }: Advance): void {
    this.received[vm] += closed.received;
    if (due) this.complete.begin(vm, k, at, completion, this.received[vm]);
  }

  checkpointRestorable(vm: number, k: number, restorableAt: Seconds): void {
    this.complete.complete(vm, k, restorableAt);
  }

  lineCovered(k: number, at: Seconds): void {
    this.complete.cover(k, at);
  }

  written({ vm, image, begunAt }: StableWrite): void {
    if (image) this.storedBegunAt[vm] = Math.max(this.storedBegunAt[vm], begunAt);
  }

  /** A failure of every VM in turn, at `nextTime`. */
  happen(): void {
    const at = this.nextTime;
    const { sums, complete, received, reads } = this;
    const { classCount, firstVm, weight } = this.population;
    complete.noteComplete(at);
    for (let c = 0; c < classCount; c++) {
      let age = 0;
      let replayed = 0;
      for (let vm = firstVm[c]; vm < firstVm[c + 1]; vm++) {
        age += weight[vm] * (at - complete.begunAt[vm]);
        replayed += received[vm] - complete.received[vm];
        if (reads === undefined) continue;
        const onDisk = reads.local !== undefined && complete.begunAt[vm] > this.storedBegunAt[vm];
        sums.restore[c] += onDisk ? reads.local![c] : reads.alone[c];
      }
      sums.age[c] += age;
      sums.replayed[c] += replayed;
    }
    const { logs, index } = this.protocol();
    logs.addReceivedNow(sums.replayed, index, at);
    sums.probes++;
    this.plan();
  }

  private plan(): void {
    const part = this.planned++;
    this.nextTime =
      part < this.parts ? this.from + (part + this.stream.double()) * this.gap : Number.POSITIVE_INFINITY;
  }
}
