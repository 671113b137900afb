import type { CheckpointRules } from "../checkpoint-rules.js";
import { raise } from "./raise.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: intervals known, and what each VM had heard straight from whom before its last checkpoint. */
export interface BqcCarried {
  readonly dv: Int32Array;
  /** Row `k`, column `j`: the latest interval of `j` from which `k` had a message straight before its checkpoint `dv[k] − 1`. */
  readonly pred: Int32Array;
}

/**
 * Forces a checkpoint where a message may close a suspect core Z-cycle: it brings news of a checkpoint of `k` that
 * follows straight on an interval of `j` that no known checkpoint of `j` has ended.
 *
 *     force iff sent and some k with m.dv[k] > dv[k] and j with 0 < m.pred[k][j] >= max(dv[j], m.dv[j])
 *
 * Source: Baldoni, Quaglia, Ciciani [8], as a public tool kit for rollback recovery describes it.
 */
export class Bqc implements CheckpointRules<BqcCarried> {
  protected readonly dv: Int32Array[];
  protected readonly pred: Int32Array[];
  protected readonly heard: Int32Array[];
  protected readonly hasSent: Uint8Array;

  constructor(protected readonly vmCount: number) {
    this.dv = Array.from({ length: vmCount }, (_, vm) => new Int32Array(vmCount).fill(1, vm, vm + 1));
    this.pred = Array.from({ length: vmCount }, () => new Int32Array(vmCount * vmCount));
    this.heard = Array.from({ length: vmCount }, () => new Int32Array(vmCount));
    this.hasSent = new Uint8Array(vmCount);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.dv, this.pred, this.heard, this.hasSent];
  }

  carried(vm: number): BqcCarried {
    return { dv: this.dv[vm].slice(), pred: this.pred[vm].slice() };
  }

  sent(vm: number, _to: number): void {
    this.hasSent[vm] = 1;
  }

  forces(vm: number, _from: number, m: BqcCarried): boolean {
    if (this.hasSent[vm] === 0) return false;
    const dv = this.dv[vm];
    const { vmCount: n } = this;
    for (let k = 0; k < n; k++) {
      if (m.dv[k] <= dv[k]) continue;
      for (let j = 0; j < n; j++) {
        const before = m.pred[k * n + j];
        if (before > 0 && before >= dv[j] && before >= m.dv[j]) return true;
      }
    }
    return false;
  }

  received(vm: number, from: number, m: BqcCarried): boolean {
    const heard = this.heard[vm];
    heard[from] = Math.max(heard[from], m.dv[from]);
    const news = raise(this.dv[vm], m.dv);
    return raise(this.pred[vm], m.pred) || news;
  }

  checkpoint(vm: number, _forced: boolean): void {
    const own = vm * this.vmCount;
    raise(this.pred[vm].subarray(own, own + this.vmCount), this.heard[vm]);
    this.heard[vm].fill(0);
    this.dv[vm][vm]++;
    this.hasSent[vm] = 0;
  }
}
