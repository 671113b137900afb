import type { CheckpointRules } from "../checkpoint-rules.js";
import { raise } from "./raise.js";
import type { StateByVm } from "./state-by-vm.js";

/**
 * Fixed dependency: what a VM knows of others' intervals must not change after it has sent something (`fdas`), or done
 * anything (`fdi`), in the interval. `fdi-strict` forces on any news, even as the first event of an interval.
 *
 *     force iff (sent | anything happened | always) and some m.dv[k] > dv[k]
 *
 * Source: Wang, "Consistent global checkpoints that contain a given set of local checkpoints" (1997).
 */
export class FixedDependency implements CheckpointRules<Int32Array> {
  private readonly dv: Int32Array[];
  private readonly dirty: Uint8Array;
  private readonly byReceive: 0 | 1;
  private readonly clean: 0 | 1;

  constructor(vmCount: number, key: "fdi" | "fdi-strict" | "fdas") {
    this.dv = Array.from({ length: vmCount }, (_, vm) => new Int32Array(vmCount).fill(1, vm, vm + 1));
    this.clean = key === "fdi-strict" ? 1 : 0;
    this.dirty = new Uint8Array(vmCount).fill(this.clean);
    this.byReceive = key === "fdas" ? 0 : 1;
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.dv, this.dirty];
  }

  carried(vm: number): Int32Array {
    return this.dv[vm].slice();
  }

  sent(vm: number): void {
    this.dirty[vm] = 1;
  }

  /** The sender's own entry tells: all messages of one of its intervals that matter here carry one vector. */
  forces(vm: number, from: number, dv: Int32Array): boolean {
    return this.dirty[vm] === 1 && this.bringsNews(vm, from, dv);
  }

  received(vm: number, from: number, dv: Int32Array): boolean {
    this.dirty[vm] |= this.byReceive;
    return this.bringsNews(vm, from, dv) && raise(this.dv[vm], dv);
  }

  checkpoint(vm: number): void {
    this.dv[vm][vm]++;
    this.dirty[vm] = this.clean;
  }

  private bringsNews(vm: number, from: number, dv: Int32Array): boolean {
    return dv[from] > this.dv[vm][from];
  }
}
