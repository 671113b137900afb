import type { Seconds } from "../../scenario/model/units.js";

/** A checkpoint of a VM, and how many messages it had received before. */
export interface CheckpointUnderWay {
  readonly at: Seconds;
  readonly received: number;
}

/** Checkpoints that have begun and may not be complete, a short row for each VM, oldest first. */
export class CheckpointsUnderWay {
  /** When the first of each VM's will be complete; infinite if it has none. */
  readonly nextCompletion: Float64Array;
  /** Checkpoints in each VM's row. */
  private readonly count: Int32Array;
  private width = 2;
  /** Rows of numbers, one after the other: an object for each would take three times the memory. */
  private at: Float64Array;
  private completion: Float64Array;
  private received: Float64Array;

  constructor(vmCount: number) {
    this.nextCompletion = new Float64Array(vmCount).fill(Number.POSITIVE_INFINITY);
    this.count = new Int32Array(vmCount);
    this.at = new Float64Array(vmCount * this.width);
    this.completion = new Float64Array(vmCount * this.width);
    this.received = new Float64Array(vmCount * this.width);
  }

  /** Forgets them all. */
  clear(): void {
    this.count.fill(0);
    this.nextCompletion.fill(Number.POSITIVE_INFINITY);
  }

  add(vm: number, at: Seconds, completion: Seconds, received: number): void {
    if (this.count[vm] === this.width) this.widen();
    const place = vm * this.width + this.count[vm]++;
    this.at[place] = at;
    this.completion[place] = completion;
    this.received[place] = received;
    if (completion < this.nextCompletion[vm]) this.nextCompletion[vm] = completion;
  }

  /** It is known when the checkpoint begun at `at` will be complete. */
  complete(vm: number, at: Seconds, completion: Seconds): void {
    const first = vm * this.width;
    for (let place = first; place < first + this.count[vm]; place++) {
      if (this.at[place] !== at || this.completion[place] <= completion) continue;
      this.completion[place] = completion;
      this.nextCompletion[vm] = Math.min(this.nextCompletion[vm], completion);
    }
  }

  /** Takes out the newest checkpoint complete at `at`, and all older ones; nothing if none is complete. */
  takeComplete(vm: number, at: Seconds): CheckpointUnderWay | undefined {
    const first = vm * this.width;
    const end = first + this.count[vm];
    let newest = end - 1;
    while (newest >= first && this.completion[newest] > at) newest--;
    if (newest < first) return undefined;
    const taken = { at: this.at[newest], received: this.received[newest] };
    this.count[vm] = end - newest - 1;
    this.nextCompletion[vm] = Number.POSITIVE_INFINITY;
    if (this.count[vm] === 0) return taken;
    for (const column of [this.at, this.completion, this.received]) {
      column.copyWithin(first, newest + 1, end);
    }
    for (let place = first; place < first + this.count[vm]; place++) {
      this.nextCompletion[vm] = Math.min(this.nextCompletion[vm], this.completion[place]);
    }
    return taken;
  }

  private widen(): void {
    const { width } = this;
    const spread = (old: Float64Array) => {
      const wide = new Float64Array(old.length * 2);
      for (let vm = 0; vm < this.count.length; vm++) {
        wide.set(old.subarray(vm * width, (vm + 1) * width), 2 * vm * width);
      }
      return wide;
    };
    this.at = spread(this.at);
    this.completion = spread(this.completion);
    this.received = spread(this.received);
    this.width = 2 * width;
  }
}
