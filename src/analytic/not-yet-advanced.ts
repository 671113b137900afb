import type { System } from "../scenario/system.js";
import type { Seconds } from "../scenario/units.js";
import { advanceField } from "./clock-skew.js";
import { incompletion } from "./completion.js";
import { lawSupport } from "./distribution-laws.js";
import { intervalsSinceDue } from "./hyperperiod.js";

/** Points over the span of clock errors at which line and advances are compared. */
const points = 1024;

/**
 * By how much classes lag behind a line that was established before all their VMs had advanced to its index, in
 * seconds of traffic by class: what such a VM received in its last interval is not flushed yet.
 *
 *     B_c(k) = ∫ (T0 + t − a_c) P(line k by t) dx_c(t)   for c not due at k,   0 for c due
 *
 * - Source: this project, from R3 and R7: E7 and E8 speak of lines that stand after every advance
 * - Assumes: in the mean field the advances of classes not due are independent of those that the line waits for
 * - Limits: 0 without clock error, or where some duration outlasts the clock errors; `T0` where no VM is due and
 *   clocks run late
 */
export function notYetAdvanced(system: System): (index: number) => Float64Array {
  const { laws, course } = advanceField(system);
  const [low, high] = lawSupport(system.clock.error);
  const byDueSet = new Map<string, Float64Array>();
  const advanceTimes = course?.times ?? Float64Array.of(low);
  const survivals = system.classes.map(({ index, duration }) =>
    remembered(() => incompletion(laws[index]!, advanceTimes, duration)),
  );
  const lineBy = (due: readonly number[], t: Seconds) => {
    if (due.length === 0) return t >= 0 ? 1 : 0;
    let logarithm = 0;
    for (const c of due) logarithm += system.classes[c]!.count * Math.log1p(-survivals[c]!()(t));
    return Math.exp(logarithm);
  };
  const solve = (due: readonly number[]) => {
    const behind = new Float64Array(system.classes.length);
    if (due.length === system.classes.length) return behind;
    if (high === low) {
      // One certain error: at the same instant timers come before the line.
      if (due.length === 0 && low > 0) behind.fill(system.baseInterval);
      return behind;
    }
    if (lineBy(due, high) < negligible) return behind;
    const dueNow = new Set(due);
    let before = low;
    let lineBefore = lineBy(due, low);
    for (let step = 1; step <= points; step++) {
      const t = low + ((high - low) * step) / points;
      const line = lineBy(due, t);
      if (line > negligible) {
        const middle = (before + t) / 2;
        laws.forEach((law, c) => {
          if (dueNow.has(c)) return;
          const advancing = law.reached(t) - law.reached(before);
          behind[c]! += (system.baseInterval + middle - law.mean) * ((line + lineBefore) / 2) * advancing;
        });
      }
      before = t;
      lineBefore = line;
    }
    return behind;
  };
  return (index) => {
    const due = system.classes.filter((one) => intervalsSinceDue(one, index) === 0).map((one) => one.index);
    const key = due.join();
    const known = byDueSet.get(key);
    if (known) return known;
    const made = solve(due);
    byDueSet.set(key, made);
    return made;
  };
}

const negligible = 1e-12;

function remembered<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
