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

/** What a message carries: intervals known, and who has heard from whom. */
export interface BhmrCarried {
  readonly known: KnownIntervals;
  /** Row `k`, column `l`: a causal path from `k`'s interval to `l`'s interval, as they are known, or an earlier one. */
  readonly causal: Uint8Array;
}

/**
 * Forces a checkpoint only where a message chain would otherwise have no causal twin, as far as the VM can know.
 *
 *     force iff some k with sent_to[k] and l with m.dv[l] > dv[l] and not m.causal[l][k],
 *           or  m.dv[i] = dv[i] and a checkpoint lies on some causal path from there to the message
 *
 * Source: Baldoni, Hélary, Mostefaoui, Raynal (1997).
 */
export class Bhmr implements CheckpointRules<BhmrCarried> {
  private readonly known: KnownIntervals[];
  private readonly causal: Uint8Array[];
  private readonly sentTo: Uint8Array[];

  constructor(private readonly vmCount: number) {
    this.known = intervalsAtStart(vmCount);
    this.causal = Array.from({ length: vmCount }, () => {
      const causal = new Uint8Array(vmCount * vmCount);
      for (let k = 0; k < vmCount; k++) causal[k * vmCount + k] = 1;
      return causal;
    });
    this.sentTo = Array.from({ length: vmCount }, () => new Uint8Array(vmCount));
  }

  get stateByVm(): readonly StateByVm[] {
    return [this.known, this.causal, this.sentTo];
  }

  carried(vm: number): BhmrCarried {
    return { known: copyOfIntervals(this.known[vm]), causal: this.causal[vm].slice() };
  }

  sent(vm: number, to: number): void {
    this.sentTo[vm][to] = 1;
  }

  forces(vm: number, _from: number, m: BhmrCarried): boolean {
    if (this.closesCycle(vm, m)) return true;
    const { vmCount } = this;
    const { interval } = this.known[vm];
    const sentTo = this.sentTo[vm];
    for (let l = 0; l < vmCount; l++) {
      if (m.known.interval[l] <= interval[l]) continue;
      for (let k = 0; k < vmCount; k++) if (sentTo[k] === 1 && m.causal[l * vmCount + k] === 0) return true;
    }
    return false;
  }

  protected closesCycle(vm: number, m: BhmrCarried): boolean {
    return closesCycle(this.known[vm], m.known, vm);
  }

  received(vm: number, from: number, m: BhmrCarried): boolean {
    const { vmCount: n } = this;
    const { interval } = this.known[vm];
    const causal = this.causal[vm];
    for (let k = 0; k < n; k++) {
      const news = m.known.interval[k] - interval[k];
      if (news > 0) for (let l = k * n; l < (k + 1) * n; l++) causal[l] = m.causal[l];
      else if (news === 0) for (let l = k * n; l < (k + 1) * n; l++) causal[l] |= m.causal[l];
    }
    causal[from * n + vm] = 1;
    for (let l = 0; l < n; l++) causal[l * n + vm] |= causal[l * n + from];
    learnIntervals(this.known[vm], m.known, vm);
    return true;
  }

  checkpoint(vm: number): void {
    this.sentTo[vm].fill(0);
    beginInterval(this.known[vm], vm);
    this.forgetOwnRow(vm, this.causal[vm]);
  }

  protected forgetOwnRow(vm: number, causal: Uint8Array): void {
    const { vmCount: n } = this;
    causal.fill(0, vm * n, (vm + 1) * n);
    causal[vm * n + vm] = 1;
  }
}
