import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";

/**
 * Index-based with skips: a forced checkpoint stands in for the next basic one, which is then skipped. What was sent at a
 * lower index than it is received at is logged on receipt. `qsa` counts a VM's own basic checkpoints, `qsa-k` numbers
 * them by the base timer `k`, as VM_QSC does.
 *
 * Source: Manivannan, Singhal [12]; `qsa-k` is a variant of ours.
 */
export class Qsa implements CheckpointRules<number> {
  private readonly lc: Int32Array;
  /** The number of the next basic checkpoint, by `vm`. */
  private readonly next: Int32Array;

  constructor(
    vmCount: number,
    private readonly byTimer: boolean,
  ) {
    this.lc = new Int32Array(vmCount);
    this.next = new Int32Array(vmCount);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.lc, this.next];
  }

  carried(vm: number): number {
    return this.lc[vm];
  }

  sent(): void {}

  forces(vm: number, _from: number, lc: number): boolean {
    return lc > this.lc[vm];
  }

  received(vm: number, _from: number, lc: number): void {
    if (lc > this.lc[vm]) this.lc[vm] = lc;
  }

  takesBasic(vm: number, k: number): boolean {
    this.next[vm] = this.byTimer ? k : this.next[vm] + 1;
    return this.next[vm] > this.lc[vm];
  }

  checkpoint(vm: number, forced: boolean): void {
    if (!forced) this.lc[vm] = this.next[vm];
  }

  logs(vm: number, lc: number): boolean {
    return lc < this.lc[vm];
  }

  index(vm: number): number {
    return this.lc[vm];
  }
}
