import type { CheckpointRules } from "../checkpoint-rules.js";
import {
  beginInterval,
  closesCycle,
  copyOfIntervals,
  intervalsAtStart,
  type KnownIntervals,
  learnIntervals,
} from "./known-intervals.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: the sender's clock, what it is greater than, and intervals known. */
export interface FiCarried {
  readonly lc: number;
  /** The sender's clock is greater than that of `k`, as far as known. */
  readonly greater: Uint8Array;
  readonly known: KnownIntervals;
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
  private readonly known: KnownIntervals[];
  private readonly sentTo: Uint8Array[];
  /** Whether `vm` has received a message of its present clock. */
  private readonly heard: Uint8Array;

  constructor(
    vmCount: number,
    private readonly lazy: boolean,
  ) {
    const bytes = () => Array.from({ length: vmCount }, () => new Uint8Array(vmCount));
    this.lc = new Int32Array(vmCount);
    this.greater = bytes();
    this.known = intervalsAtStart(vmCount);
    this.sentTo = bytes();
    this.heard = new Uint8Array(vmCount);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.lc, this.greater, this.known, this.sentTo, this.heard];
  }

  carried(vm: number): FiCarried {
    const greater = this.greater[vm].slice();
    greater[vm] = this.ownBit(vm);
    return { lc: this.lc[vm], greater, known: copyOfIntervals(this.known[vm]) };
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
    return closesCycle(this.known[vm], m.known, vm);
  }

  received(vm: number, _from: number, m: FiCarried): boolean {
    const changed = this.mergeClock(vm, m);
    const first = m.lc === this.lc[vm] && this.heard[vm] === 0;
    if (first) this.heard[vm] = 1;
    return learnIntervals(this.known[vm], m.known, vm) || changed || first;
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

  checkpoint(vm: number): void {
    this.sentTo[vm].fill(0);
    beginInterval(this.known[vm], vm);
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
