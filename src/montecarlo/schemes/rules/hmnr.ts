import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: clocks, numbers of checkpoints, and whether one lies on the way from each VM. */
export interface HmnrCarried {
  readonly clock: Int32Array;
  readonly ckpt: Int32Array;
  readonly taken: Uint8Array;
}

const never = 0x7fffffff;

/**
 * Index-based with knowledge of others' clocks: a message from a higher clock forces a checkpoint only where a VM to which
 * something was sent may not have reached that clock, or where a cycle through a checkpoint may close.
 *
 * Source: Hélary, Mostefaoui, Netzer, Raynal, "Communication-based prevention of useless checkpoints" (2000).
 */
export class Hmnr implements CheckpointRules<HmnrCarried> {
  protected readonly vms: { clock: Int32Array; ckpt: Int32Array; taken: Uint8Array }[];
  /** The clock at the first send to each VM since the last checkpoint. */
  protected readonly minTo: Int32Array[];
  private readonly copies: (HmnrCarried | undefined)[];

  constructor(vmCount: number) {
    this.vms = Array.from({ length: vmCount }, (_, vm) => {
      const ckpt = new Int32Array(vmCount);
      ckpt[vm] = 1;
      return { clock: new Int32Array(vmCount), ckpt, taken: new Uint8Array(vmCount) };
    });
    this.minTo = Array.from({ length: vmCount }, () => new Int32Array(vmCount).fill(never));
    this.copies = new Array<HmnrCarried | undefined>(vmCount).fill(undefined);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.vms, this.minTo, this.copies];
  }

  carried(vm: number): HmnrCarried {
    let copy = this.copies[vm];
    if (copy === undefined) {
      const { clock, ckpt, taken } = this.vms[vm];
      copy = { clock: clock.slice(), ckpt: ckpt.slice(), taken: taken.slice() };
      this.copies[vm] = copy;
    }
    return copy;
  }

  sent(vm: number, to: number): void {
    const minTo = this.minTo[vm];
    minTo[to] = Math.min(minTo[to], this.vms[vm].clock[vm]);
  }

  forces(vm: number, from: number, m: HmnrCarried): boolean {
    const { clock } = this.vms[vm];
    const minTo = this.minTo[vm];
    const theirs = m.clock[from];
    const cycle = this.closesCycle(vm, m);
    for (let k = 0; k < minTo.length; k++) {
      if (theirs > minTo[k] && (cycle || (theirs > clock[k] && theirs > m.clock[k]))) return true;
    }
    return false;
  }

  protected closesCycle(vm: number, m: HmnrCarried): boolean {
    return m.ckpt[vm] === this.vms[vm].ckpt[vm] && m.taken[vm] === 1;
  }

  received(vm: number, from: number, m: HmnrCarried): void {
    const { clock, ckpt, taken } = this.vms[vm];
    let changed = m.clock[from] > clock[vm];
    if (changed) clock[vm] = m.clock[from];
    for (let k = 0; k < clock.length; k++) {
      if (k === vm) continue;
      if (m.clock[k] > clock[k]) {
        clock[k] = m.clock[k];
        changed = true;
      }
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

  checkpoint(vm: number, _forced: boolean): void {
    const { clock, ckpt, taken } = this.vms[vm];
    this.copies[vm] = undefined;
    this.minTo[vm].fill(never);
    taken.fill(1);
    taken[vm] = 0;
    ckpt[vm]++;
    clock[vm]++;
  }

  index(vm: number): number {
    return this.vms[vm].clock[vm];
  }
}
