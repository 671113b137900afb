import type { Population } from "../../src/montecarlo/population.js";
import type { Ledger } from "./ledger.js";

/**
 * R10 from what a run has written down: at each instant all VMs return to the last line covered until then. Integrated over
 * the instants of a window, as the engine's records have it.
 */
export function rollbackOverTime(
  ledger: Ledger,
  { vmCount, classCount, classOf }: Population,
  window: { readonly from: number; readonly until: number },
  { restore, replaySpeedup }: { readonly restore: readonly number[]; readonly replaySpeedup: number },
) {
  const zeros = (places: number) => new Array<number>(places).fill(0);
  const sums = { lost: zeros(classCount), distance: zeros(classCount), last: zeros(classCount + 1) };
  for (const [k, coveredAt] of ledger.coveredAt.entries()) {
    const from = Math.max(window.from, coveredAt);
    const until = Math.min(window.until, ledger.coveredAt[k + 1] ?? Number.POSITIVE_INFINITY);
    if (until <= from) continue;
    const back = zeros(classCount + 1);
    for (let vm = 0; vm < vmCount; vm++) {
      const c = classOf[vm];
      let onLine = k;
      while (onLine > 0 && !ledger.isDue(vm, onLine)) onLine--;
      const passedAt = ledger.reachedAt(vm, k);
      const toReplay = passedAt - ledger.reachedAt(vm, onLine);
      sums.lost[c] += ((from + until) / 2 - passedAt) * (until - from);
      sums.distance[c] += toReplay * (until - from);
      const returnsAfter = restore[c] + toReplay / replaySpeedup;
      for (const group of [c, classCount]) back[group] = Math.max(back[group], returnsAfter);
    }
    for (const [group, time] of back.entries()) sums.last[group] += time * (until - from);
  }
  return sums;
}
