import { Bcs } from "./bcs.js";
import type { StateByVm } from "./state-by-vm.js";

/**
 * Index-based with skips: a forced checkpoint stands in for the next basic one, which is then skipped. What was sent at a
 * lower index than it is received at is logged on receipt. `qsa` counts a VM's own basic checkpoints, `qsa-k` numbers
 * them by the base timer `k`, as VM_QSC does.
 *
 * Source: Manivannan, Singhal [12]; `qsa-k` is a variant of ours.
 */
export class Qsa extends Bcs {
  /** The number of the next basic checkpoint, by `vm`. */
  private readonly next: Int32Array;

  constructor(
    vmCount: number,
    private readonly byTimer: boolean,
  ) {
    super(vmCount, false);
    this.next = new Int32Array(vmCount);
  }

  override get stateByVm(): readonly StateByVm[] {
    return [this.lc, this.next];
  }

  takesBasic(vm: number, k: number): boolean {
    this.next[vm] = this.byTimer ? k : this.next[vm] + 1;
    return this.next[vm] > this.lc[vm];
  }

  override checkpoint(vm: number, forced: boolean): void {
    if (!forced) this.lc[vm] = this.next[vm];
  }

  logs(vm: number, lc: number): boolean {
    return lc < this.lc[vm];
  }
}
