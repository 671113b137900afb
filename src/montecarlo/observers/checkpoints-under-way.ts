import type { Seconds } from "../../scenario/model/units.js";

/** Checkpoints that have begun and may not be complete, a short row for each VM, oldest first. */
export class CheckpointsUnderWay {
  at: Float64Array;
  completion: Float64Array;
  received: Float64Array;
  private width = 2;
  /** Checkpoints in each VM's row. */
  private readonly count: Int32Array;
  /** When the first of each VM's will be complete; infinite if it has none. */
  readonly nextCompletion: Float64Array;

  constructor(vmCount: number) {
    this.count = new Int32Array(vmCount);
    this.nextCompletion = new Float64Array(vmCount).fill(Number.POSITIVE_INFINITY);
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

  /**
   * Removes the newest checkpoint complete at `at`, and all older ones. Returns its place, to be read before the
   * next `add`, or −1 if none is complete.
   */
  takeComplete(vm: number, at: Seconds): number {
    const first = vm * this.width;
    let newest = this.count[vm] - 1;
    while (newest >= 0 && this.completion[first + newest] > at) newest--;
    if (newest < 0) return -1;
    const left = this.count[vm] - newest - 1;
    this.count[vm] = left;
    this.nextCompletion[vm] = Number.POSITIVE_INFINITY;
    if (left === 0) return first + newest;
    // Move the younger ones down, and the one taken out of their way.
    for (const column of [this.at, this.completion, this.received]) {
      const taken = column[first + newest];
      column.copyWithin(first, first + newest + 1, first + newest + 1 + left);
      column[first + left] = taken;
    }
    for (let place = first; place < first + left; place++) {
      this.nextCompletion[vm] = Math.min(this.nextCompletion[vm], this.completion[place]);
    }
    return first + left;
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
