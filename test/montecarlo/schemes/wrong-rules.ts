import type { CheckpointRules } from "../../../src/montecarlo/schemes/checkpoint-rules.js";
import { Bcs, LazyBcs } from "../../../src/montecarlo/schemes/rules/bcs.js";
import { Bhmr } from "../../../src/montecarlo/schemes/rules/bhmr.js";
import { Bqc, type BqcCarried } from "../../../src/montecarlo/schemes/rules/bqc.js";
import { Bqf } from "../../../src/montecarlo/schemes/rules/bqf.js";
import { EventPattern } from "../../../src/montecarlo/schemes/rules/event-patterns.js";
import { Fi, type FiCarried } from "../../../src/montecarlo/schemes/rules/fi.js";
import { Hmnr } from "../../../src/montecarlo/schemes/rules/hmnr.js";

class HmnrWithoutCycle extends Hmnr {
  protected override closesCycle = () => false;
}

class FiWithoutCycle extends Fi {
  protected override closesCycle = () => false;
}

/** Keeps, where its clock rises, that it is not greater than another's. */
class FiWithStaleBits extends Fi {
  protected override mergeClock(vm: number, m: FiCarried): boolean {
    const before = this.greater[vm].slice();
    const rises = m.lc > this.lc[vm];
    const changed = super.mergeClock(vm, m);
    if (rises) for (let k = 0; k < before.length; k++) this.greater[vm][k] &= before[k];
    return changed;
  }
}

class LazyFiWithoutOwnBit extends Fi {
  protected override ownBit = (): 0 => 0;
}

class BhmrWithoutSimple extends Bhmr {
  protected override closesCycle = () => false;
}

class BhmrThatKeepsItsRow extends Bhmr {
  protected override forgetOwnRow(): void {}
}

/** Forgets at a receipt that it has sent something. */
class AftersendThatForgets extends Bcs {
  override received(vm: number, from: number, lc: number): boolean {
    this.hasSent[vm] = 0;
    return super.received(vm, from, lc);
  }
}

/** Does not count the message that raises its index as heard at that index. */
class LazyThatMissesTheForcing extends LazyBcs {
  override received(vm: number, from: number, lc: number): boolean {
    const rises = super.received(vm, from, lc);
    if (rises) this.heard[vm] = 0;
    return rises;
  }
}

class BqfWithEquality extends Bqf {
  protected override isEquivalent(vm: number): boolean {
    const present = this.present[vm];
    return this.past[vm].every((past, k) => k === vm || past <= present[k]);
  }
}

/** Forgets what it has heard while a checkpoint was undecided. */
class BqfThatDropsPast extends Bqf {
  protected override decide(vm: number): void {
    this.pastSince[vm].fill(-1);
    super.decide(vm);
  }
}

/** Forces after receipts rather than after sends. */
class MrsUpsideDown extends EventPattern {
  constructor(processes: number) {
    super(processes, "mrs");
  }
  override sent(): void {}
  override received(vm: number): boolean {
    this.dirty[vm] = 1;
    return false;
  }
}

/** Asks for news of some VMs and for intervals of some VMs only. */
function bqcThatAsks(
  ofNews: (k: number, vm: number, from: number) => boolean,
  ofInterval: (j: number, vm: number) => boolean,
) {
  return class extends Bqc {
    override forces(vm: number, from: number, m: BqcCarried): boolean {
      if (this.hasSent[vm] === 0) return false;
      return suspects(this.dv[vm], m, (k, j) => ofNews(k, vm, from) && ofInterval(j, vm));
    }
  };
}

function suspects(dv: Int32Array, m: BqcCarried, asks: (k: number, j: number) => boolean): boolean {
  const n = dv.length;
  for (let k = 0; k < n; k++) {
    if (m.dv[k] <= dv[k]) continue;
    for (let j = 0; j < n; j++) {
      const before = m.pred[k * n + j];
      if (asks(k, j) && before > 0 && before >= dv[j] && before >= m.dv[j]) return true;
    }
  }
  return false;
}

const BqcWithNewsOfSender = bqcThatAsks(
  (k, _vm, from) => k === from,
  () => true,
);
const BqcOfOwnIntervalOnly = bqcThatAsks(
  () => true,
  (j, vm) => j === vm,
);
const BqcWithoutOwnInterval = bqcThatAsks(
  () => true,
  (j, vm) => j !== vm,
);

/** Knows of the last interval only what was heard straight before its checkpoint. */
class BqcOfLastInterval extends Bqc {
  override checkpoint(vm: number, forced: boolean): void {
    const own = vm * this.vmCount;
    this.pred[vm].fill(0, own, own + this.vmCount);
    super.checkpoint(vm, forced);
  }
}

class BqcForgetsAtForced extends Bqc {
  override checkpoint(vm: number, forced: boolean): void {
    if (forced) this.heard[vm].fill(0);
    super.checkpoint(vm, forced);
  }
}

class BqcFirstHeard extends Bqc {
  override received(vm: number, from: number, m: BqcCarried): boolean {
    const before = this.heard[vm][from];
    const changed = super.received(vm, from, m);
    if (before > 0) this.heard[vm][from] = before;
    return changed;
  }
}

class BqcKeepsNumberAtForced extends Bqc {
  override checkpoint(vm: number, forced: boolean): void {
    super.checkpoint(vm, forced);
    if (forced) this.dv[vm][vm]--;
  }
}

/** Takes over what the message says before it asks. */
class BqcMergesFirst extends Bqc {
  override forces(vm: number, _from: number, m: BqcCarried): boolean {
    if (this.hasSent[vm] === 0) return false;
    const dv = this.dv[vm].map((own, k) => Math.max(own, m.dv[k]));
    return suspects(dv, m, () => true);
  }
}

/** Asks only whether something was sent to the VM whose interval closes the cycle. */
class BqcAsksForClosing extends Bqc {
  private readonly sentTo = Array.from({ length: this.vmCount }, () => new Uint8Array(this.vmCount));

  override sent(vm: number, to: number): void {
    super.sent(vm, to);
    this.sentTo[vm][to] = 1;
  }

  override forces(vm: number, _from: number, m: BqcCarried): boolean {
    if (this.hasSent[vm] === 0) return false;
    return suspects(this.dv[vm], m, (_k, j) => j === vm || this.sentTo[vm][j] === 1);
  }

  override checkpoint(vm: number, forced: boolean): void {
    super.checkpoint(vm, forced);
    this.sentTo[vm].fill(0);
  }
}

/** Rules that look right and are not, with the guarantee that they break. */
export const wrongRules: {
  readonly [name: string]: {
    readonly rules: (processes: number) => CheckpointRules;
    readonly breaks: "useless" | "rdt" | "useless or line";
  };
} = {
  "hmnr without the test for a cycle": { rules: (n) => new HmnrWithoutCycle(n), breaks: "useless" },
  "fi without the test for a cycle": { rules: (n) => new FiWithoutCycle(n, false), breaks: "useless" },
  "fi that keeps stale greater bits": { rules: (n) => new FiWithStaleBits(n, false), breaks: "useless" },
  "lazy-fi without the changed bit": { rules: (n) => new LazyFiWithoutOwnBit(n, true), breaks: "useless" },
  "bhmr without simple": { rules: (n) => new BhmrWithoutSimple(n), breaks: "rdt" },
  "bhmr that keeps its own causal row": { rules: (n) => new BhmrThatKeepsItsRow(n), breaks: "rdt" },
  "aftersend that forgets sends at a receipt": {
    rules: (n) => new AftersendThatForgets(n, true),
    breaks: "useless or line",
  },
  "lazy that does not count the forcing message as heard": {
    rules: (n) => new LazyThatMissesTheForcing(n, false),
    breaks: "useless or line",
  },
  "bqf with <=": { rules: (n) => new BqfWithEquality(n), breaks: "useless or line" },
  "bqf that drops past": { rules: (n) => new BqfThatDropsPast(n), breaks: "useless or line" },
  "mrs upside down": { rules: (n) => new MrsUpsideDown(n), breaks: "rdt" },
  "bqc with news of the sender only": { rules: (n) => new BqcWithNewsOfSender(n), breaks: "useless" },
  "bqc of its own interval only": { rules: (n) => new BqcOfOwnIntervalOnly(n), breaks: "useless" },
  "bqc without its own interval": { rules: (n) => new BqcWithoutOwnInterval(n), breaks: "useless" },
  "bqc that knows the last interval only": { rules: (n) => new BqcOfLastInterval(n), breaks: "useless" },
  "bqc that forgets at forced checkpoints": { rules: (n) => new BqcForgetsAtForced(n), breaks: "useless" },
  "bqc with the first heard": { rules: (n) => new BqcFirstHeard(n), breaks: "useless" },
  "bqc that keeps its number at forced checkpoints": {
    rules: (n) => new BqcKeepsNumberAtForced(n),
    breaks: "useless",
  },
  "bqc that merges before it asks": { rules: (n) => new BqcMergesFirst(n), breaks: "useless" },
  "bqc that asks for the closing process only": { rules: (n) => new BqcAsksForClosing(n), breaks: "useless" },
};
