import { checkpointRules } from "../checkpoint-rules.js";
import { raise } from "./dependency-vectors.js";

/**
 * Index-based: a message from a higher index forces a checkpoint of that index (`bcs`), or only where something has been
 * sent since the last checkpoint (`aftersend`). A basic checkpoint raises the index by one; where it is `lazy`, only if a
 * message of the present index has been received, so that VMs that hear nothing do not drive the others.
 *
 * Source: Briatico, Ciuffoletti, Simoncini (1984); Hélary, Mostefaoui, Netzer, Raynal for `aftersend`.
 */
export function bcs({ aftersend = false, lazy = false } = {}) {
  return checkpointRules({
    initially: () => ({ index: 0, hasSent: false, heard: false }),
    carried: ({ index }) => index,
    sent(own) {
      own.hasSent = true;
    },
    forces: (own, index) => index > own.index && (!aftersend || own.hasSent),
    received(own, index) {
      const rises = index > own.index;
      if (rises) own.index = index;
      if (index === own.index) own.heard = true;
      return rises;
    },
    checkpoint(own, forced) {
      own.hasSent = false;
      if (forced || (lazy && !own.heard)) return;
      own.index++;
      own.heard = false;
    },
  });
}

/**
 * Index-based with skips: a forced checkpoint stands in for the next basic one, which is then skipped. What was sent at a
 * lower index than it is received at is logged on receipt. `qsa` counts a VM's own basic checkpoints, `qsa-k` numbers
 * them by the base timer `k`, as VM_QSC does.
 *
 * Source: Manivannan, Singhal [12]; `qsa-k` is a variant of ours.
 */
export function qsa({ byTimer = false } = {}) {
  return checkpointRules({
    /** `next`: the number of the next basic checkpoint. */
    initially: () => ({ index: 0, next: 0 }),
    carried: ({ index }) => index,
    forces: (own, index) => index > own.index,
    received(own, index) {
      const rises = index > own.index;
      if (rises) own.index = index;
      return rises;
    },
    checkpoint(own, forced) {
      if (!forced) own.index = own.next;
    },
    takesBasic(own, k) {
      own.next = byTimer ? k : own.next + 1;
      return own.next > own.index;
    },
    logs: (own, index) => index < own.index,
  });
}

/** What a VM keeps under {@link bqf}. */
interface Equivalences {
  readonly vm: number;
  index: number;
  /** The latest equivalence number of each VM known. */
  readonly present: Int32Array;
  /** The latest equivalence number that a message from each VM carried; those since an undecided checkpoint apart. */
  readonly past: Int32Array;
  readonly pastSince: Int32Array;
  /** Whether it is still to be decided if the last basic checkpoint keeps its index. */
  undecided: boolean;
}

/**
 * Index-based with equivalence: a basic checkpoint keeps its index where every message received at this index was sent
 * before a checkpoint of that index that its sender has taken since. Which it is, is decided at the next send or
 * checkpoint only. The paper states the relation; the rule is a reconstruction.
 *
 * Source: Baldoni, Quaglia, Fornara [13].
 */
export function bqf(vmCount: number) {
  const unheard = () => new Int32Array(vmCount).fill(-1);
  return checkpointRules({
    initially: (vm: number): Equivalences => {
      const present = new Int32Array(vmCount);
      return { vm, index: 0, present, past: unheard(), pastSince: unheard(), undecided: false };
    },
    carried(own) {
      decide(own);
      return { index: own.index, present: own.present.slice() };
    },
    forces: (own, { index }) => index > own.index && !own.undecided,
    received(own, { index, present }, from) {
      if (index < own.index) return false;
      if (index > own.index) startIndex(own, index);
      raise(own.present, present);
      const past = own.undecided ? own.pastSince : own.past;
      past[from] = Math.max(past[from], present[from]);
      return true;
    },
    checkpoint(own, forced) {
      decide(own);
      if (!forced) own.undecided = true;
    },
  });
}

/** Whether the last basic checkpoint is of the index before it, or the first of the next one. */
function decide(own: Equivalences): void {
  const { vm, index, present, past, pastSince, undecided } = own;
  if (!undecided) return;
  if (past.every((heard, k) => k === vm || heard < present[k])) {
    own.undecided = false;
    present[vm]++;
    // What was heard before lies below what is known for good, and is no obstacle any more.
    past.set(pastSince);
    pastSince.fill(-1);
  } else startIndex(own, index + 1);
}

function startIndex(own: Equivalences, index: number): void {
  own.index = index;
  own.undecided = false;
  own.present.fill(0);
  own.past.fill(-1);
  own.pastSince.fill(-1);
}
