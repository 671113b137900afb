import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: the sender's clock, what it is greater than, and who has taken checkpoints on the way. */
export interface FiCarried {
  readonly lc: number;
  /** The sender's clock is greater than that of `k`, as far as known. */
  readonly greater: Uint8Array;
  readonly ckpt: Int32Array;
  readonly taken: Uint8Array;
}

/**
 * Fully informed: forces as HMNR does, by one clock and a bit for each VM.
 *
 *     force iff m.lc > lc and some k with sent_to[k] and m.greater[k], or a cycle may close
 *
 * `lazy`: a checkpoint raises the clock only where a message of that clock has been heard, and a VM that has heard none
 * does not count as caught up. How [11] changes the array is not established: this is a reconstruction, proved safe.
 *
 * Source: Hélary et al.; Tsai [11].
 */
export class Fi implements CheckpointRules<FiCarried> {
  protected readonly lc: Int32Array;
  protected readonly greater: Uint8Array[];
  protected readonly ckpt: Int32Array[];
  protected readonly taken: Uint8Array[];
  protected readonly sentTo: Uint8Array[];
  protected readonly heard: Uint8Array;
  protected readonly copies: (FiCarried | undefined)[];

  constructor(
    vmCount: number,
    protected readonly lazy: boolean,
  ) {
    const bytes = () => Array.from({ length: vmCount }, () => new Uint8Array(vmCount));
    this.lc = new Int32Array(vmCount);
    this.greater = bytes();
    this.taken = bytes();
    this.sentTo = bytes();
    this.ckpt = Array.from({ length: vmCount }, (_, vm) => {
      const ckpt = new Int32Array(vmCount);
      ckpt[vm] = 1;
      return ckpt;
    });
    this.heard = new Uint8Array(vmCount);
    this.copies = new Array<FiCarried | undefined>(vmCount).fill(undefined);
  }

  get stateByVm(): readonly StateByVm[] {
    const { lc, greater, ckpt, taken, sentTo, heard, copies } = this;
    return [lc, greater, ckpt, taken, sentTo, heard, copies];
  }

  carried(vm: number): FiCarried {
    let copy = this.copies[vm];
    if (copy === undefined) {
      const greater = this.greater[vm].slice();
      greater[vm] = this.ownBit(vm);
      copy = { lc: this.lc[vm], greater, ckpt: this.ckpt[vm].slice(), taken: this.taken[vm].slice() };
      this.copies[vm] = copy;
    }
    return copy;
  }

  protected ownBit(vm: number): 0 | 1 {
    return this.lazy && this.heard[vm] === 0 ? 1 : 0;
  }

  sent(vm: number, to: number): void {
    this.sentTo[vm][to] = 1;
  }

  forces(vm: number, _from: number, m: FiCarried): boolean {
    if (this.closesCycle(vm, m)) return true;
    if (m.lc <= this.lc[vm]) return false;
    const sentTo = this.sentTo[vm];
    for (let k = 0; k < sentTo.length; k++) if ((sentTo[k] & m.greater[k]) === 1) return true;
    return false;
  }

  protected closesCycle(vm: number, m: FiCarried): boolean {
    return m.ckpt[vm] === this.ckpt[vm][vm] && m.taken[vm] === 1;
  }

  received(vm: number, _from: number, m: FiCarried): void {
    let changed = this.mergeClock(vm, m);
    if (m.lc === this.lc[vm] && this.heard[vm] === 0) {
      this.heard[vm] = 1;
      changed = true;
    }
    const ckpt = this.ckpt[vm];
    const taken = this.taken[vm];
    for (let k = 0; k < ckpt.length; k++) {
      if (k === vm) continue;
      if (m.ckpt[k] > ckpt[k]) {
        ckpt[k] = m.ckpt[k];
        taken[k] = m.taken[k];
        changed = true;
      } else if (m.ckpt[k] === ckpt[k] && m.taken[k] > taken[k]) {
        taken[k] = 1;
        changed = true;
      }
    }
    if (changed) this.copies[vm] = undefined;
  }

  /** Takes over what the message says of clocks; whether anything changes. */
  protected mergeClock(vm: number, m: FiCarried): boolean {
    const greater = this.greater[vm];
    if (m.lc > this.lc[vm]) {
      this.lc[vm] = m.lc;
      this.heard[vm] = 0;
      greater.set(m.greater);
      greater[vm] = 0;
      return true;
    }
    let changed = false;
    if (m.lc < this.lc[vm]) return changed;
    for (let k = 0; k < greater.length; k++) {
      if (m.greater[k] >= greater[k]) continue;
      greater[k] = 0;
      changed = true;
    }
    return changed;
  }

  checkpoint(vm: number, _forced: boolean): void {
    this.copies[vm] = undefined;
    this.sentTo[vm].fill(0);
    this.taken[vm].fill(1);
    this.taken[vm][vm] = 0;
    this.ckpt[vm][vm]++;
    if (this.lazy && this.heard[vm] === 0) return;
    this.lc[vm]++;
    this.heard[vm] = 0;
    this.greater[vm].fill(1);
    this.greater[vm][vm] = 0;
  }

  index(vm: number): number {
    return this.lc[vm];
  }
}
