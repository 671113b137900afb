import type { CheckpointRules } from "../../../src/montecarlo/schemes/checkpoint-rules.js";
import { bqc } from "../../../src/montecarlo/schemes/rules/dependency-vectors.js";
import { eventPattern } from "../../../src/montecarlo/schemes/rules/event-pattern.js";
import { bcs, bqf } from "../../../src/montecarlo/schemes/rules/index-based.js";
import { bhmr, fi, hmnr } from "../../../src/montecarlo/schemes/rules/known-intervals.js";

type BqcCarried = ReturnType<ReturnType<typeof bqc>["carried"]>;

/** Right rules with some of them replaced by wrong ones. */
function wrong<State, Message>(
  right: CheckpointRules<State, Message>,
  change: (right: CheckpointRules<State, Message>) => Partial<CheckpointRules<State, Message>>,
): CheckpointRules {
  return { ...right, ...change(right) };
}

/** Rules that never hear that a path leads through a checkpoint. */
function withoutCycle<State, Message extends { readonly known: { readonly crossed: Uint8Array } }>(
  right: CheckpointRules<State, Message>,
): CheckpointRules {
  const uncrossed = (m: Message) => ({
    ...m,
    known: { ...m.known, crossed: new Uint8Array(m.known.crossed.length) },
  });
  return wrong(right, ({ forces }) => ({ forces: (own, m, from) => forces(own, uncrossed(m), from) }));
}

/** Decides with `<=`, or after forgetting what it has heard while a checkpoint was undecided, before the right rules do. */
function bqfThat(n: number, change: "takes equality" | "drops what it heard"): CheckpointRules {
  type Own = ReturnType<ReturnType<typeof bqf>["initially"]>;
  const prepare = (own: Own) => {
    if (change === "drops what it heard") own.pastSince.fill(-1);
    else if (own.undecided && own.past.every((past, k) => k === own.vm || past <= own.present[k])) {
      own.undecided = false;
      own.present[own.vm]++;
      own.past.set(own.pastSince);
      own.pastSince.fill(-1);
    }
    return own;
  };
  return wrong(bqf(n), ({ carried, checkpoint }) => ({
    carried: (own) => carried(prepare(own)),
    checkpoint: (own, forced) => checkpoint(prepare(own), forced),
  }));
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

/** Asks for news of some VMs and for intervals of some VMs only. */
function bqcThatAsks(
  n: number,
  ofNews: (k: number, vm: number, from: number) => boolean,
  ofInterval: (j: number, vm: number) => boolean,
): CheckpointRules {
  return wrong(bqc(n), () => ({
    forces: ({ vm, hasSent, dv }, m, from) =>
      hasSent && suspects(dv, m, (k, j) => ofNews(k, vm, from) && ofInterval(j, vm)),
  }));
}

/** Asks only whether something was sent to the VM whose interval closes the cycle. */
function bqcThatAsksForClosing(n: number): CheckpointRules {
  const sentTo = Array.from({ length: n }, () => new Uint8Array(n));
  return wrong(bqc(n), ({ sent, checkpoint }) => ({
    sent(own, to) {
      sent?.(own, to);
      sentTo[own.vm][to] = 1;
    },
    forces: ({ vm, hasSent, dv }, m) =>
      hasSent && suspects(dv, m, (_k, j) => j === vm || sentTo[vm][j] === 1),
    checkpoint(own, forced) {
      checkpoint(own, forced);
      sentTo[own.vm].fill(0);
    },
  }));
}

/** Rules that look right and are not, with the guarantee that they break. */
export const wrongRules: {
  readonly [name: string]: {
    readonly rules: (processes: number) => CheckpointRules;
    readonly breaks: "useless" | "rdt" | "useless or line";
  };
} = {
  "hmnr without the test for a cycle": { rules: (n) => withoutCycle(hmnr(n)), breaks: "useless" },
  "fi without the test for a cycle": { rules: (n) => withoutCycle(fi(n)), breaks: "useless" },
  "fi that keeps stale greater bits": {
    rules: (n) =>
      wrong(fi(n), ({ received }) => ({
        received(own, m, from) {
          const before = own.greater.slice();
          const rises = m.index > own.index;
          const changed = received(own, m, from);
          if (rises) for (let k = 0; k < n; k++) own.greater[k] &= before[k];
          return changed;
        },
      })),
    breaks: "useless",
  },
  "lazy-fi without the changed bit": {
    rules: (n) =>
      wrong(fi(n, { lazy: true }), ({ carried }) => ({
        carried(own) {
          const m = carried(own);
          m.greater[own.vm] = 0;
          return m;
        },
      })),
    breaks: "useless",
  },
  "bhmr without simple": { rules: (n) => withoutCycle(bhmr(n)), breaks: "rdt" },
  "bhmr that keeps its own causal row": {
    rules: (n) =>
      wrong(bhmr(n), ({ checkpoint }) => ({
        checkpoint(own, forced) {
          const row = own.causal.slice(own.vm * n, (own.vm + 1) * n);
          checkpoint(own, forced);
          own.causal.set(row, own.vm * n);
        },
      })),
    breaks: "rdt",
  },
  "aftersend that forgets sends at a receipt": {
    rules: () =>
      wrong(bcs({ aftersend: true }), ({ received }) => ({
        received(own, index, from) {
          own.hasSent = false;
          return received(own, index, from);
        },
      })),
    breaks: "useless or line",
  },
  "lazy that does not count the forcing message as heard": {
    rules: () =>
      wrong(bcs({ lazy: true }), ({ received }) => ({
        received(own, index, from) {
          const rises = received(own, index, from);
          if (rises) own.heard = false;
          return rises;
        },
      })),
    breaks: "useless or line",
  },
  "bqf with <=": { rules: (n) => bqfThat(n, "takes equality"), breaks: "useless or line" },
  "bqf that drops past": { rules: (n) => bqfThat(n, "drops what it heard"), breaks: "useless or line" },
  "mrs upside down": { rules: () => eventPattern({ byReceipt: true }), breaks: "rdt" },
  "bqc with news of the sender only": {
    rules: (n) =>
      bqcThatAsks(
        n,
        (k, _vm, from) => k === from,
        () => true,
      ),
    breaks: "useless",
  },
  "bqc of its own interval only": {
    rules: (n) =>
      bqcThatAsks(
        n,
        () => true,
        (j, vm) => j === vm,
      ),
    breaks: "useless",
  },
  "bqc without its own interval": {
    rules: (n) =>
      bqcThatAsks(
        n,
        () => true,
        (j, vm) => j !== vm,
      ),
    breaks: "useless",
  },
  "bqc that knows the last interval only": {
    rules: (n) =>
      wrong(bqc(n), ({ checkpoint }) => ({
        checkpoint(own, forced) {
          own.pred.fill(0, own.vm * n, (own.vm + 1) * n);
          checkpoint(own, forced);
        },
      })),
    breaks: "useless",
  },
  "bqc that forgets at forced checkpoints": {
    rules: (n) =>
      wrong(bqc(n), ({ checkpoint }) => ({
        checkpoint(own, forced) {
          if (forced) own.heard.fill(0);
          checkpoint(own, forced);
        },
      })),
    breaks: "useless",
  },
  "bqc with the first heard": {
    rules: (n) =>
      wrong(bqc(n), ({ received }) => ({
        received(own, m, from) {
          const before = own.heard[from];
          const changed = received(own, m, from);
          if (before > 0) own.heard[from] = before;
          return changed;
        },
      })),
    breaks: "useless",
  },
  "bqc that keeps its number at forced checkpoints": {
    rules: (n) =>
      wrong(bqc(n), ({ checkpoint }) => ({
        checkpoint(own, forced) {
          checkpoint(own, forced);
          if (forced) own.dv[own.vm]--;
        },
      })),
    breaks: "useless",
  },
  "bqc that merges before it asks": {
    rules: (n) =>
      wrong(bqc(n), () => ({
        forces: ({ hasSent, dv }, m) =>
          hasSent &&
          suspects(
            dv.map((own, k) => Math.max(own, m.dv[k])),
            m,
            () => true,
          ),
      })),
    breaks: "useless",
  },
  "bqc that asks for the closing process only": { rules: bqcThatAsksForClosing, breaks: "useless" },
};
