import type { CheckpointRules } from "../checkpoint-rules.js";
import { raise } from "./raise.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: the sender's index, and the latest equivalence numbers it knows. */
export interface BqfCarried {
  readonly lc: number;
  readonly present: Int32Array;
}

/**
 * Index-based with equivalence: a basic checkpoint keeps its index where every message received at this index was sent
 * before a checkpoint of that index that its sender has taken since. Which it is, is decided at the next send or
 * checkpoint only. The paper states the relation; the rule is a reconstruction.
 *
 * Source: Baldoni, Quaglia, Fornara [13].
 */
export class Bqf implements CheckpointRules<BqfCarried> {
  protected readonly lc: Int32Array;
  /** The latest equivalence number of each VM known. */
  protected readonly present: Int32Array[];
  /** The latest equivalence number that a message from each VM carried; those since an undecided checkpoint apart. */
  protected readonly past: Int32Array[];
  protected readonly pastSince: Int32Array[];
  /** Whether it is still to be decided if the last basic checkpoint keeps its index. */
  protected readonly undecided: Uint8Array;

  constructor(vmCount: number) {
    const unheard = () => Array.from({ length: vmCount }, () => new Int32Array(vmCount).fill(-1));
    this.lc = new Int32Array(vmCount);
    this.present = Array.from({ length: vmCount }, () => new Int32Array(vmCount));
    this.past = unheard();
    this.pastSince = unheard();
    this.undecided = new Uint8Array(vmCount);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.lc, this.present, this.past, this.pastSince, this.undecided];
  }

  carried(vm: number): BqfCarried {
    this.decide(vm);
    return { lc: this.lc[vm], present: this.present[vm].slice() };
  }

  sent(): void {}

  forces(vm: number, _from: number, { lc }: BqfCarried): boolean {
    return lc > this.lc[vm] && this.undecided[vm] === 0;
  }

  received(vm: number, from: number, { lc, present }: BqfCarried): boolean {
    if (lc < this.lc[vm]) return false;
    if (lc > this.lc[vm]) {
      this.lc[vm] = lc;
      this.undecided[vm] = 0;
      this.startIndex(vm);
    }
    raise(this.present[vm], present);
    const past = (this.undecided[vm] === 1 ? this.pastSince : this.past)[vm];
    past[from] = Math.max(past[from], present[from]);
    return true;
  }

  checkpoint(vm: number, forced: boolean): void {
    this.decide(vm);
    if (!forced) this.undecided[vm] = 1;
  }

  /** Whether the last basic checkpoint is of the index before it, or the first of the next one. */
  protected decide(vm: number): void {
    if (this.undecided[vm] === 0) return;
    this.undecided[vm] = 0;
    if (this.isEquivalent(vm)) {
      this.present[vm][vm]++;
      // What was heard before lies below what is known for good, and is no obstacle any more.
      this.past[vm].set(this.pastSince[vm]);
      this.pastSince[vm].fill(-1);
    } else {
      this.lc[vm]++;
      this.startIndex(vm);
    }
  }

  protected isEquivalent(vm: number): boolean {
    const past = this.past[vm];
    const present = this.present[vm];
    for (let k = 0; k < past.length; k++) if (k !== vm && past[k] >= present[k]) return false;
    return true;
  }

  private startIndex(vm: number): void {
    this.present[vm].fill(0);
    this.past[vm].fill(-1);
    this.pastSince[vm].fill(-1);
  }

  index(vm: number): number {
    return this.lc[vm];
  }
}
