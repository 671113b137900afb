import { checkpointRules } from "../checkpoint-rules.js";
import { raise } from "./dependency-vectors.js";

/** What a VM has learned of the interval that each VM is in; 0 where it has heard nothing. */
export interface KnownIntervals {
  readonly interval: Int32Array;
  /** Whether a checkpoint lies on some causal path from the start of VM `k`'s interval `interval[k]` to here. */
  readonly crossed: Uint8Array;
}

interface Knowing {
  readonly vm: number;
  readonly known: KnownIntervals;
}

function knownAtStart(vm: number, vmCount: number): KnownIntervals {
  return { interval: new Int32Array(vmCount).fill(1, vm, vm + 1), crossed: new Uint8Array(vmCount) };
}

function copyOf({ interval, crossed }: KnownIntervals): KnownIntervals {
  return { interval: interval.slice(), crossed: crossed.slice() };
}

/** Whether a path to the message from the present interval of its receiver leads through a checkpoint. */
function closesCycle({ vm, known }: Knowing, message: KnownIntervals): boolean {
  return message.interval[vm] === known.interval[vm] && message.crossed[vm] === 1;
}

/** A VM takes over what a message says of the others. Returns whether that changes anything. */
function learn({ vm, known: { interval, crossed } }: Knowing, message: KnownIntervals): boolean {
  let changed = false;
  for (let k = 0; k < interval.length; k++) {
    if (k === vm) continue;
    if (message.interval[k] > interval[k]) {
      interval[k] = message.interval[k];
      crossed[k] = message.crossed[k];
      changed = true;
    } else if (message.interval[k] === interval[k] && message.crossed[k] > crossed[k]) {
      crossed[k] = 1;
      changed = true;
    }
  }
  return changed;
}

/** A VM takes a checkpoint, which lies on all paths from the others. */
function beginInterval({ vm, known: { interval, crossed } }: Knowing): void {
  crossed.fill(1);
  crossed[vm] = 0;
  interval[vm]++;
}

/**
 * Forces a checkpoint only where a message chain would otherwise have no causal twin, as far as the VM can know.
 *
 *     force iff some k with sent_to[k] and l with m.dv[l] > dv[l] and not m.causal[l][k],
 *           or  m.dv[i] = dv[i] and a checkpoint lies on some causal path from there to the message
 *
 * Row `k`, column `l` of `causal`: a causal path from `k`'s interval to `l`'s interval, as they are known, or an earlier one.
 *
 * Source: Baldoni, Hélary, Mostefaoui, Raynal (1997).
 */
export function bhmr(n: number) {
  return checkpointRules({
    initially: (vm: number) => ({
      vm,
      known: knownAtStart(vm, n),
      causal: new Uint8Array(n * n).map((_, place) => (place % (n + 1) === 0 ? 1 : 0)),
      sentTo: new Uint8Array(n),
    }),
    carried: ({ known, causal }) => ({ known: copyOf(known), causal: causal.slice() }),
    sent({ sentTo }, to) {
      sentTo[to] = 1;
    },
    forces(own, m) {
      if (closesCycle(own, m.known)) return true;
      const { known, sentTo } = own;
      for (let l = 0; l < n; l++) {
        if (m.known.interval[l] <= known.interval[l]) continue;
        for (let k = 0; k < n; k++) if (sentTo[k] === 1 && m.causal[l * n + k] === 0) return true;
      }
      return false;
    },
    received(own, m, from) {
      const { vm, known, causal } = own;
      for (let k = 0; k < n; k++) {
        const news = m.known.interval[k] - known.interval[k];
        if (news > 0) for (let l = k * n; l < (k + 1) * n; l++) causal[l] = m.causal[l];
        else if (news === 0) for (let l = k * n; l < (k + 1) * n; l++) causal[l] |= m.causal[l];
      }
      causal[from * n + vm] = 1;
      for (let l = 0; l < n; l++) causal[l * n + vm] |= causal[l * n + from];
      learn(own, m.known);
      return true;
    },
    checkpoint(own) {
      const { vm, sentTo, causal } = own;
      sentTo.fill(0);
      beginInterval(own);
      causal.fill(0, vm * n, (vm + 1) * n);
      causal[vm * n + vm] = 1;
    },
  });
}

const never = 0x7fffffff;

/**
 * Index-based with knowledge of others' clocks: a message from a higher clock forces a checkpoint only where a VM to which
 * something was sent may not have reached that clock, or where a cycle through a checkpoint may close.
 *
 * Source: Hélary, Mostefaoui, Netzer, Raynal, "Communication-based prevention of useless checkpoints" (2000).
 */
export function hmnr(n: number) {
  return checkpointRules({
    /** `minTo`: the clock at the first send to each VM since the last checkpoint. */
    initially: (vm: number) => ({
      vm,
      clock: new Int32Array(n),
      known: knownAtStart(vm, n),
      minTo: new Int32Array(n).fill(never),
    }),
    carried: ({ clock, known }) => ({ clock: clock.slice(), known: copyOf(known) }),
    sent({ vm, clock, minTo }, to) {
      minTo[to] = Math.min(minTo[to], clock[vm]);
    },
    forces(own, m, from) {
      const { clock, minTo } = own;
      const theirs = m.clock[from];
      const cycle = closesCycle(own, m.known);
      for (let k = 0; k < n; k++) {
        if (theirs > minTo[k] && (cycle || (theirs > clock[k] && theirs > m.clock[k]))) return true;
      }
      return false;
    },
    received(own, m, from) {
      const { vm, clock } = own;
      const rises = m.clock[from] > clock[vm];
      if (rises) clock[vm] = m.clock[from];
      const raised = raise(clock, m.clock);
      return learn(own, m.known) || rises || raised;
    },
    checkpoint(own) {
      own.minTo.fill(never);
      beginInterval(own);
      own.clock[own.vm]++;
    },
  });
}

/**
 * Fully informed: forces as HMNR does, by one clock and a bit for each VM: whether its own clock is greater than that of
 * `k`, as far as it knows.
 *
 *     force iff m.lc > lc and some k with sent_to[k] and m.greater[k], or a cycle may close
 *
 * `lazy`: a checkpoint raises the clock only where a message of that clock has been heard, and a VM that has heard none
 * does not count as caught up. How [11] changes the array is not established: this is a reconstruction, proved safe.
 *
 * Source: Hélary et al.; Tsai [11].
 */
export function fi(n: number, { lazy = false } = {}) {
  return checkpointRules({
    /** `heard`: whether the VM has received a message of its present clock. */
    initially: (vm: number) => ({
      vm,
      index: 0,
      greater: new Uint8Array(n),
      known: knownAtStart(vm, n),
      sentTo: new Uint8Array(n),
      heard: false,
    }),
    carried({ vm, index, greater, known, heard }) {
      return { index, greater: greater.with(vm, lazy && !heard ? 1 : 0), known: copyOf(known) };
    },
    sent({ sentTo }, to) {
      sentTo[to] = 1;
    },
    forces(own, m) {
      if (closesCycle(own, m.known)) return true;
      return m.index > own.index && own.sentTo.some((sent, k) => sent === 1 && m.greater[k] === 1);
    },
    received(own, m) {
      const { vm, greater } = own;
      let changed = m.index > own.index;
      if (changed) {
        own.index = m.index;
        own.heard = false;
        greater.set(m.greater);
        greater[vm] = 0;
      } else if (m.index === own.index) {
        for (let k = 0; k < n; k++) {
          if (m.greater[k] >= greater[k]) continue;
          greater[k] = 0;
          changed = true;
        }
      }
      const first = m.index === own.index && !own.heard;
      if (first) own.heard = true;
      return learn(own, m.known) || changed || first;
    },
    checkpoint(own) {
      const { vm, sentTo, greater } = own;
      sentTo.fill(0);
      beginInterval(own);
      if (lazy && !own.heard) return;
      own.index++;
      own.heard = false;
      greater.fill(1);
      greater[vm] = 0;
    },
  });
}
