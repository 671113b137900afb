import type { StateByVm } from "./state-by-vm.js";

/**
 * A vector for every VM, with copies for messages: all messages that a VM sends between two changes of its vector
 * share one copy.
 */
export class Vectors {
  private readonly own: Int32Array[];
  private readonly copies: (Int32Array | undefined)[];

  /** `start` is what VM `vm` has in its own place at the beginning, other places hold `elsewhere`. */
  constructor(vmCount: number, start: number, elsewhere = 0) {
    this.own = Array.from({ length: vmCount }, (_, vm) => {
      const vector = new Int32Array(vmCount).fill(elsewhere);
      vector[vm] = start;
      return vector;
    });
    this.copies = new Array<Int32Array | undefined>(vmCount).fill(undefined);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.own, this.copies];
  }

  /** The vector of `vm`, to be read. */
  of(vm: number): Int32Array {
    return this.own[vm];
  }

  /** The vector of `vm`, about to be changed. */
  change(vm: number): Int32Array {
    this.copies[vm] = undefined;
    return this.own[vm];
  }

  /** The vector of `vm` as it is now, for messages; nobody changes it any more. */
  copy(vm: number): Int32Array {
    let copy = this.copies[vm];
    if (copy === undefined) {
      copy = this.own[vm].slice();
      this.copies[vm] = copy;
    }
    return copy;
  }

  /** The larger of both, place by place. */
  raise(vm: number, other: Int32Array): void {
    const mine = this.change(vm);
    for (let place = 0; place < mine.length; place++)
      if (other[place] > mine[place]) mine[place] = other[place];
  }
}
