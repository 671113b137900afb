import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";

/**
 * Index-based: a message from a higher index forces a checkpoint of that index (`bcs`), or only where something has been
 * sent since the last checkpoint (`aftersend`). A basic checkpoint raises the index by one.
 *
 * Source: Briatico, Ciuffoletti, Simoncini (1984); Hélary, Mostefaoui, Netzer, Raynal for the variant.
 */
export class Bcs implements CheckpointRules<number> {
  protected readonly lc: Int32Array;
  /** Whether `vm` has sent anything since its last checkpoint. */
  protected readonly hasSent: Uint8Array;

  constructor(
    vmCount: number,
    protected readonly aftersend: boolean,
  ) {
    this.lc = new Int32Array(vmCount);
    this.hasSent = new Uint8Array(vmCount);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.lc, this.hasSent];
  }

  carried(vm: number): number {
    return this.lc[vm];
  }

  sent(vm: number, _to: number): void {
    this.hasSent[vm] = 1;
  }

  forces(vm: number, _from: number, lc: number): boolean {
    return lc > this.lc[vm] && (!this.aftersend || this.hasSent[vm] === 1);
  }

  received(vm: number, _from: number, lc: number): boolean {
    const rises = lc > this.lc[vm];
    if (rises) this.lc[vm] = lc;
    return rises;
  }

  checkpoint(vm: number, forced: boolean): void {
    if (!forced) this.lc[vm]++;
    this.hasSent[vm] = 0;
  }

  index(vm: number): number {
    return this.lc[vm];
  }
}

/**
 * Lazy indexing: a basic checkpoint raises the index only where a message of the present index has been received, so
 * that VMs that hear nothing do not drive the others.
 */
export class LazyBcs extends Bcs {
  /** Whether `vm` has received a message of its present index since it reached it. */
  protected readonly heard: Uint8Array;

  constructor(vmCount: number, aftersend: boolean) {
    super(vmCount, aftersend);
    this.heard = new Uint8Array(vmCount);
  }

  override get stateByVm(): readonly StateByVm[] {
    return [...super.stateByVm, this.heard];
  }

  override received(vm: number, from: number, lc: number): boolean {
    const rises = super.received(vm, from, lc);
    if (lc === this.lc[vm]) this.heard[vm] = 1;
    return rises;
  }

  override checkpoint(vm: number, forced: boolean): void {
    if (!forced && this.heard[vm] === 1) {
      this.lc[vm]++;
      this.heard[vm] = 0;
    }
    this.hasSent[vm] = 0;
  }
}
