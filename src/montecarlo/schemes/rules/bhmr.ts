import type { CheckpointRules } from "../checkpoint-rules.js";
import type { StateByVm } from "./state-by-vm.js";

/** What a message carries: intervals known, whether the way here was free of checkpoints, and who has heard from whom. */
export interface BhmrCarried {
  readonly dv: Int32Array;
  /** No checkpoint on the causal paths from `k`'s interval `dv[k]` to here. */
  readonly simple: Uint8Array;
  /** Row `k`, column `l`: a causal path from `k`'s interval `dv[k]` to `l`'s interval `dv[l]`, or an earlier one. */
  readonly causal: Uint8Array;
}

/**
 * Forces a checkpoint only where a message chain would otherwise have no causal twin, as far as the VM can know.
 *
 *     force iff some k with sent_to[k] and l with m.dv[l] > dv[l] and not m.causal[l][k],
 *           or  m.dv[i] = dv[i] and not m.simple[i]
 *
 * Source: Baldoni, Hélary, Mostefaoui, Raynal (1997).
 */
export class Bhmr implements CheckpointRules<BhmrCarried> {
  protected readonly vms: { dv: Int32Array; simple: Uint8Array; causal: Uint8Array }[];
  protected readonly sentTo: Uint8Array[];
  private readonly copies: (BhmrCarried | undefined)[];

  constructor(protected readonly vmCount: number) {
    this.vms = Array.from({ length: vmCount }, (_, vm) => {
      const dv = new Int32Array(vmCount);
      const simple = new Uint8Array(vmCount);
      const causal = new Uint8Array(vmCount * vmCount);
      dv[vm] = 1;
      simple[vm] = 1;
      for (let k = 0; k < vmCount; k++) causal[k * vmCount + k] = 1;
      return { dv, simple, causal };
    });
    this.sentTo = Array.from({ length: vmCount }, () => new Uint8Array(vmCount));
    this.copies = new Array<BhmrCarried | undefined>(vmCount).fill(undefined);
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.vms, this.sentTo, this.copies];
  }

  carried(vm: number): BhmrCarried {
    let copy = this.copies[vm];
    if (copy === undefined) {
      const { dv, simple, causal } = this.vms[vm];
      copy = { dv: dv.slice(), simple: simple.slice(), causal: causal.slice() };
      this.copies[vm] = copy;
    }
    return copy;
  }

  sent(vm: number, to: number): void {
    this.sentTo[vm][to] = 1;
  }

  forces(vm: number, _from: number, m: BhmrCarried): boolean {
    const { dv } = this.vms[vm];
    if (this.closesCycle(vm, m)) return true;
    const sentTo = this.sentTo[vm];
    const { vmCount } = this;
    for (let l = 0; l < vmCount; l++) {
      if (m.dv[l] <= dv[l]) continue;
      for (let k = 0; k < vmCount; k++) if (sentTo[k] === 1 && m.causal[l * vmCount + k] === 0) return true;
    }
    return false;
  }

  protected closesCycle(vm: number, m: BhmrCarried): boolean {
    return m.dv[vm] === this.vms[vm].dv[vm] && m.simple[vm] === 0;
  }

  received(vm: number, from: number, m: BhmrCarried): void {
    const { dv, simple, causal } = this.vms[vm];
    const { vmCount: n } = this;
    this.copies[vm] = undefined;
    for (let k = 0; k < n; k++) {
      if (m.dv[k] > dv[k]) {
        dv[k] = m.dv[k];
        simple[k] = m.simple[k];
        for (let l = k * n; l < (k + 1) * n; l++) causal[l] = m.causal[l];
      } else if (m.dv[k] === dv[k]) {
        simple[k] &= m.simple[k];
        for (let l = k * n; l < (k + 1) * n; l++) causal[l] |= m.causal[l];
      }
    }
    causal[from * n + vm] = 1;
    for (let l = 0; l < n; l++) causal[l * n + vm] |= causal[l * n + from];
  }

  checkpoint(vm: number): void {
    const { dv, simple, causal } = this.vms[vm];
    this.copies[vm] = undefined;
    this.sentTo[vm].fill(0);
    simple.fill(0);
    simple[vm] = 1;
    this.forgetOwnRow(vm, causal);
    dv[vm]++;
  }

  protected forgetOwnRow(vm: number, causal: Uint8Array): void {
    const { vmCount: n } = this;
    causal.fill(0, vm * n, (vm + 1) * n);
    causal[vm * n + vm] = 1;
  }
}
