import type { Seconds } from "../../scenario/model/units.js";
import { RowsByIndex } from "./rows-by-index.js";

/** The last complete checkpoint of each VM, from which R9 restores it: at first that of the start. */
export class CompleteCheckpoints {
  /** When each VM began it, and how many messages the VM had received before. */
  readonly begunAt: Float64Array;
  readonly received: Float64Array;
  /** The same of the checkpoints for indices whose line is not covered yet, and when they are complete. */
  private readonly begun: RowsByIndex;
  private readonly receivedBefore: RowsByIndex;
  private readonly completion: RowsByIndex;

  constructor(vmCount: number) {
    this.begunAt = new Float64Array(vmCount);
    this.received = new Float64Array(vmCount);
    this.begun = new RowsByIndex(vmCount, 0);
    this.receivedBefore = new RowsByIndex(vmCount, 0);
    this.completion = new RowsByIndex(vmCount, Number.POSITIVE_INFINITY);
  }

  /** @param completion infinite where that is told later */
  begin(vm: number, k: number, at: Seconds, completion: Seconds, received: number): void {
    this.begun.at(k)[vm] = at;
    this.receivedBefore.at(k)[vm] = received;
    this.completion.at(k)[vm] = completion;
  }

  /** The checkpoint of a VM for index `k` can be restored from then on, if not before. */
  complete(vm: number, k: number, completion: Seconds): void {
    const row = this.completion.at(k);
    row[vm] = Math.min(row[vm], completion);
  }

  /** Takes note of all that are complete at `now`. */
  noteComplete(now: Seconds): void {
    for (const k of this.completion.indices()) {
      const completion = this.completion.at(k);
      const begun = this.begun.at(k);
      const received = this.receivedBefore.at(k);
      for (let vm = 0; vm < completion.length; vm++) {
        if (completion[vm] > now) continue;
        this.begunAt[vm] = begun[vm];
        this.received[vm] = received[vm];
      }
    }
  }

  /** Line `k` is covered: all checkpoints for it are complete. */
  cover(k: number, now: Seconds): void {
    this.noteComplete(now);
    for (const rows of [this.completion, this.begun, this.receivedBefore]) rows.release(k);
  }

  /** All VMs are restored, from checkpoints begun at those instants; what they had begun after that does not count. */
  goBack(begunAt: Float64Array): void {
    this.begunAt.set(begunAt);
    for (const rows of [this.completion, this.begun, this.receivedBefore]) rows.clear();
  }
}
