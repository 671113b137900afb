import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";
import { Vectors } from "./vectors.js";

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
  protected readonly dv: Vectors;
  protected readonly pred: Int32Array[];
  protected readonly heard: Int32Array[];
  protected readonly hasSent: Uint8Array;
  private readonly copies: (BqcCarried | undefined)[];

  constructor(protected readonly vmCount: number) {
    this.dv = new Vectors(vmCount, 1);
    this.pred = Array.from({ length: vmCount }, () => new Int32Array(vmCount * vmCount));
    this.heard = Array.from({ length: vmCount }, () => new Int32Array(vmCount));
    this.hasSent = new Uint8Array(vmCount);
    this.copies = new Array<BqcCarried | undefined>(vmCount).fill(undefined);
  }

  get stateByVm(): readonly StateByVm[] {
    return [...this.dv.stateByVm, this.pred, this.heard, this.hasSent, this.copies];
  }

  carried(vm: number): BqcCarried {
    let copy = this.copies[vm];
    if (copy === undefined) {
      copy = { dv: this.dv.copy(vm), pred: this.pred[vm].slice() };
      this.copies[vm] = copy;
    }
    return copy;
  }

  sent(vm: number, _to: number): void {
    this.hasSent[vm] = 1;
  }

  forces(vm: number, _from: number, m: BqcCarried): boolean {
    if (this.hasSent[vm] === 0) return false;
    const dv = this.dv.of(vm);
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

  received(vm: number, from: number, m: BqcCarried): void {
    this.copies[vm] = undefined;
    this.dv.raise(vm, m.dv);
    const pred = this.pred[vm];
    for (let place = 0; place < pred.length; place++)
      if (m.pred[place] > pred[place]) pred[place] = m.pred[place];
    const heard = this.heard[vm];
    heard[from] = Math.max(heard[from], m.dv[from]);
  }

  checkpoint(vm: number, _forced: boolean): void {
    this.copies[vm] = undefined;
    const pred = this.pred[vm];
    const heard = this.heard[vm];
    const own = vm * this.vmCount;
    for (let j = 0; j < heard.length; j++) pred[own + j] = Math.max(pred[own + j], heard[j]);
    heard.fill(0);
    this.dv.change(vm)[vm]++;
    this.hasSent[vm] = 0;
  }
}
