import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField } from "./clock-skew.js";
import { incompletion } from "./completion.js";
import type { Figure } from "./figure.js";
import {
  hyperperiod,
  indexOf,
  intervalsSinceDue,
  type PeriodicTerm,
  peakOverHyperperiod,
  termAt,
  valuesOverHyperperiod,
} from "./hyperperiod.js";
import { lineLags } from "./line-lag.js";
import { lawSupport } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";

/** Something held at each line: periodic terms by class, and what the line's own moment adds to them. */
export interface HeldAtLines {
  /** By class, in the scenario's order. */
  readonly terms: readonly PeriodicTerm[];
  /** What line `index` adds, by class; it depends on the index through the due set alone. */
  extra(index: number): Float64Array;
  /** No line adds more than this in all. */
  readonly mostExtra: number;
  /** Quantiles of the sum at line `index`, whose mean is given; absent where it is no count. */
  readonly quantiles?: (index: number, mean: number) => Figure["quantiles"];
}

const longestWalk = 2 ** 20;
/** Lines that may compete for the peak; each may cost an integral of its own. */
const mostCandidates = 2_000;

/**
 * The largest of what is held when any recovery line is covered, in expectation, and the index at which it falls.
 *
 *     max_{1 <= k <= L} Σ_c (g_c((k − φ_c) mod i_c) + extra_c(k))
 *
 * Lines are looked at from the one with the largest periodic part down, as long as the most that a line can add
 * might lift the next one above the best.
 *
 * - Source: E7, E8
 * - Assumes: what `held` says of itself: that a line's own part depends on its due set alone, and is at most `mostExtra`
 *   over all classes
 * - Limits: exact wherever the hyperperiod can be walked, and beyond where the largest periodic part falls on a
 *   line that adds as much as any; otherwise an upper bound, marked as such
 */
export function peakAtLines(system: System, held: HeldAtLines): Figure {
  const values = valuesOverHyperperiod(held.terms, longestWalk);
  return values ? walked(held, values) : unwalked(system, held);
}

const knownLatest = new WeakMap<System, Seconds>();

/**
 * A bound from above on the mean lag until any line is covered: that of a line that waits for every VM's
 * checkpoint, each by itself.
 *
 *     ∫ (1 − Π_c P(advance_c + duration_c <= t)^{n_c}) dt   over t > 0
 *
 * - Source: E11
 * - Assumes: advances as the mean field has them, and durations, independent from VM to VM
 * - Limits: reached where all phases are 0; otherwise too large by at most a 1,000th of the longest completion time,
 *   and by what VMs that share a clock finish sooner
 */
export function latestCover(system: System): Seconds {
  const before = knownLatest.get(system);
  if (before !== undefined) return before;
  // With all phases 0 every class is due at index 0, and the line there is as late as any.
  const inPhase = system.classes.every(({ phase }) => phase === 0);
  const made = Math.max(0, inPhase ? lineLags(system).at(0) : latestByBound(system));
  knownLatest.set(system, made);
  return made;
}

function latestByBound(system: System): Seconds {
  const { laws, course } = advanceField(system);
  const [, latestError] = lawSupport(system.clock.error);
  const times = course?.times ?? Float64Array.of(latestError);
  const open = system.classes.map(({ index, duration }) => incompletion(laws[index], times, duration));
  const end = Math.max(
    0,
    ...system.classes.map(({ duration }) => Math.max(0, latestError) + lawSupport(duration)[1]),
  );
  const cells = 1_000;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    const t = (end * cell) / cells;
    let logarithm = 0;
    for (const { index, count } of system.classes) {
      logarithm += count * Math.log1p(-Math.min(1, open[index](t)));
    }
    sum -= Math.expm1(logarithm);
    if (logarithm > -1e-15) break;
  }
  return (sum * end) / cells;
}

function walked(held: HeldAtLines, values: Float64Array): Figure {
  const period = values.length;
  let start = 0;
  for (let place = 1; place < period; place++) if (values[place] > values[start]) start = place;
  const total = (place: number) => values[place] + sum(held.extra(place === 0 ? period : place));
  let best = start === 0 ? period : start;
  let most = total(start);
  const rivals: number[] = [];
  for (let place = 0; place < period; place++) {
    if (place !== start && values[place] + held.mostExtra > most) rivals.push(place);
  }
  rivals.sort((one, other) => values[other] - values[one] || one - other);
  for (const [rank, place] of rivals.entries()) {
    const bound = values[place] + held.mostExtra;
    if (bound <= most) break;
    if (rank === mostCandidates) return { value: bound, bound: "upper" };
    const value = total(place);
    const index = place === 0 ? period : place;
    if (value > most || (value === most && index < best)) {
      most = value;
      best = index;
    }
  }
  return figureAt(held, BigInt(best), best);
}

function unwalked(system: System, held: HeldAtLines): Figure {
  const { value, atIndex } = peakOverHyperperiod(held.terms);
  const bound: Figure = { value: value + held.mostExtra, bound: "upper" };
  if (atIndex === undefined) return bound;
  // The end of a hyperperiod beyond all doubles has the due set of index 0.
  const stand = atIndex === hyperperiod(system) ? 0n : atIndex;
  if (stand > BigInt(Number.MAX_SAFE_INTEGER)) return bound;
  const everyoneDue = system.classes.every((one) => intervalsSinceDue(one, stand) === 0);
  const added = sum(held.extra(Number(stand)));
  const slack = held.mostExtra - added;
  if (!everyoneDue && slack > 1e-9 * Math.abs(value)) return bound;
  return figureAt(held, atIndex, Number(stand));
}

function figureAt(held: HeldAtLines, index: bigint, stand: number): Figure {
  const extra = held.extra(stand);
  const byClass = held.terms.map((term, c) => termAt(term, stand) + extra[c]);
  const value = sum(byClass);
  const quantiles = held.quantiles?.(stand, value);
  return { value, byClass, ...indexOf(index), quantiles };
}
