import type { CheckpointRules } from "../checkpoint-rules.js";
import {
  beginInterval,
  closesCycle,
  copyOfIntervals,
  intervalsAtStart,
  type KnownIntervals,
  learnIntervals,
} from "./known-intervals.js";
import { raise } from "./raise.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: clocks, and intervals known. */
export interface HmnrCarried {
  readonly clock: Int32Array;
  readonly known: KnownIntervals;
}

const never = 0x7fffffff;

/**
 * Index-based with knowledge of others' clocks: a message from a higher clock forces a checkpoint only where a VM to which
 * something was sent may not have reached that clock, or where a cycle through a checkpoint may close.
 *
 * Source: Hélary, Mostefaoui, Netzer, Raynal, "Communication-based prevention of useless checkpoints" (2000).
 */
export class Hmnr implements CheckpointRules<HmnrCarried> {
  private readonly clock: Int32Array[];
  private readonly known: KnownIntervals[];
  /** The clock at the first send to each VM since the last checkpoint. */
  private readonly minTo: Int32Array[];

  constructor(vmCount: number) {
    this.clock = Array.from({ length: vmCount }, () => new Int32Array(vmCount));
    this.known = intervalsAtStart(vmCount);
    this.minTo = Array.from({ length: vmCount }, () => new Int32Array(vmCount).fill(never));
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.clock, this.known, this.minTo];
  }

  carried(vm: number): HmnrCarried {
    return { clock: this.clock[vm].slice(), known: copyOfIntervals(this.known[vm]) };
  }

  sent(vm: number, to: number): void {
    const minTo = this.minTo[vm];
    minTo[to] = Math.min(minTo[to], this.clock[vm][vm]);
  }

  forces(vm: number, from: number, m: HmnrCarried): boolean {
    const clock = this.clock[vm];
    const minTo = this.minTo[vm];
    const theirs = m.clock[from];
    const cycle = this.closesCycle(vm, m);
    for (let k = 0; k < minTo.length; k++) {
      if (theirs > minTo[k] && (cycle || (theirs > clock[k] && theirs > m.clock[k]))) return true;
    }
    return false;
  }

  protected closesCycle(vm: number, m: HmnrCarried): boolean {
    return closesCycle(this.known[vm], m.known, vm);
  }

  received(vm: number, from: number, m: HmnrCarried): boolean {
    const clock = this.clock[vm];
    const own = Math.max(clock[vm], m.clock[from]);
    const rises = own > clock[vm];
    clock[vm] = own;
    const raised = raise(clock, m.clock);
    return learnIntervals(this.known[vm], m.known, vm) || rises || raised;
  }

  checkpoint(vm: number): void {
    this.minTo[vm].fill(never);
    beginInterval(this.known[vm], vm);
    this.clock[vm][vm]++;
  }

  index(vm: number): number {
    return this.clock[vm][vm];
  }
}
