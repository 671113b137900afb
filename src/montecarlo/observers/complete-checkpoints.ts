import type { Seconds } from "../../scenario/model/units.js";
import { RowsByIndex } from "./rows-by-index.js";

/** The last complete checkpoint of each VM, from which R9 restores it: at first that of the start. */
export class CompleteCheckpoints {
  /** When each VM began it, and how many messages the VM had received before. */
  readonly begunAt: Float64Array;
  readonly received: Float64Array;
  /** The same of the checkpoints for indices whose line is not covered yet, and when they are complete. */
  private readonly underWay: RowsByIndex<Record<"begunAt" | "received" | "completion", Float64Array>>;

  constructor(vmCount: number) {
    const row = () => new Float64Array(vmCount);
    this.begunAt = row();
    this.received = row();
    this.underWay = new RowsByIndex((used) => {
      const blank = used ?? { begunAt: row(), received: row(), completion: row() };
      blank.completion.fill(Number.POSITIVE_INFINITY);
      return blank;
    });
  }

  /** @param completion infinite where that is told later */
  begin(vm: number, k: number, at: Seconds, completion: Seconds, received: number): void {
    const row = this.underWay.at(k);
    row.begunAt[vm] = at;
    row.received[vm] = received;
    row.completion[vm] = completion;
  }

  /** The checkpoint of a VM for index `k` can be restored from then on, if not before. */
  complete(vm: number, k: number, at: Seconds): void {
    const { completion } = this.underWay.at(k);
    completion[vm] = Math.min(completion[vm], at);
  }

  /** Takes note of all that are complete at `now`. */
  noteComplete(now: Seconds): void {
    for (const { begunAt, received, completion } of this.underWay.ascending()) {
      for (let vm = 0; vm < completion.length; vm++) {
        if (completion[vm] > now) continue;
        this.begunAt[vm] = begunAt[vm];
        this.received[vm] = received[vm];
      }
    }
  }

  /** Line `k` is covered: all checkpoints for it are complete. */
  cover(k: number, now: Seconds): void {
    this.noteComplete(now);
    this.underWay.release(k);
  }

  /** All VMs are restored, from checkpoints begun at those instants; what they had begun after that does not count. */
  goBack(begunAt: Float64Array): void {
    this.begunAt.set(begunAt);
    this.underWay.clear();
  }
}
