import { checkpointRules } from "../checkpoint-rules.js";

/** Raises each number of a vector to that of another one where it is lower. Returns whether any was. */
export function raise(own: Int32Array, other: Int32Array): boolean {
  let changed = false;
  for (let place = 0; place < own.length; place++) {
    if (other[place] <= own[place]) continue;
    own[place] = other[place];
    changed = true;
  }
  return changed;
}

/**
 * Fixed dependency: what a VM knows of others' intervals must not change after it has sent something (`fdas`), or done
 * anything (`fdi`), in the interval. `fdi-strict` forces on any news, even as the first event of an interval.
 *
 *     force iff (sent | anything happened | always) and some m.dv[k] > dv[k]
 *
 * Source: Wang, "Consistent global checkpoints that contain a given set of local checkpoints" (1997).
 */
export function fixedDependency(vmCount: number, fixedBy: "send" | "any event" | "start") {
  const atStart = fixedBy === "start";
  return checkpointRules({
    initially: (vm: number) => ({ vm, dv: new Int32Array(vmCount).fill(1, vm, vm + 1), fixed: atStart }),
    carried: ({ dv }) => dv.slice(),
    sent(own) {
      own.fixed = true;
    },
    // The sender's own entry tells: all messages of one of its intervals that matter here carry one vector.
    forces: (own, dv, from) => own.fixed && dv[from] > own.dv[from],
    received(own, dv, from) {
      own.fixed ||= fixedBy !== "send";
      return dv[from] > own.dv[from] && raise(own.dv, dv);
    },
    checkpoint(own) {
      own.dv[own.vm]++;
      own.fixed = atStart;
    },
  });
}

/**
 * Forces a checkpoint where a message may close a suspect core Z-cycle: it brings news of a checkpoint of `k` that
 * follows straight on an interval of `j` that no known checkpoint of `j` has ended.
 *
 *     force iff sent and some k with m.dv[k] > dv[k] and j with 0 < m.pred[k][j] >= max(dv[j], m.dv[j])
 *
 * Row `k`, column `j` of `pred` is the latest interval of `j` from which `k` had a message straight before its checkpoint
 * `dv[k] − 1`.
 *
 * Source: Baldoni, Quaglia, Ciciani [8], as a public tool kit for rollback recovery describes it.
 */
export function bqc(n: number) {
  return checkpointRules({
    initially: (vm: number) => ({
      vm,
      dv: new Int32Array(n).fill(1, vm, vm + 1),
      pred: new Int32Array(n * n),
      heard: new Int32Array(n),
      hasSent: false,
    }),
    carried: ({ dv, pred }) => ({ dv: dv.slice(), pred: pred.slice() }),
    sent(own) {
      own.hasSent = true;
    },
    forces({ hasSent, dv }, m) {
      if (!hasSent) return false;
      for (let k = 0; k < n; k++) {
        if (m.dv[k] <= dv[k]) continue;
        for (let j = 0; j < n; j++) {
          const before = m.pred[k * n + j];
          if (before > 0 && before >= dv[j] && before >= m.dv[j]) return true;
        }
      }
      return false;
    },
    received({ dv, pred, heard }, m, from) {
      heard[from] = Math.max(heard[from], m.dv[from]);
      const news = raise(dv, m.dv);
      return raise(pred, m.pred) || news;
    },
    checkpoint(own) {
      const { vm, dv, pred, heard } = own;
      raise(pred.subarray(vm * n, (vm + 1) * n), heard);
      heard.fill(0);
      dv[vm]++;
      own.hasSent = false;
    },
  });
}
