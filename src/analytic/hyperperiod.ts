import type { System, VmClass } from "../scenario/model/system.js";
import { exactLeastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import { type DueSet, dueAt, dueSets, intervalsSinceDue, mostIndices } from "./due-sets.js";
import { type Figure, sumOverClasses } from "./figure.js";
import { sum } from "./numerics/sum.js";

/**
 * What a class adds to a sum at index `k`: `slope · ((k − φ) mod i)` where it is not due, `whenDue` where it is,
 * and `base` always. Every burst and every log held is a sum of such terms.
 */
export interface PeriodicTerm {
  readonly multiple: number;
  readonly phase: number;
  readonly slope: number;
  readonly whenDue: number;
  readonly base: number;
}

/** What is held at each line: periodic terms by class, and what the lateness of the line adds to them. */
export interface HeldAtLines {
  /** By class, in the scenario's order, or of other things. */
  readonly terms: readonly PeriodicTerm[];
  /** What a line with this due set adds to each term. */
  readonly extra: (due: DueSet) => Float64Array;
  /** No line adds more than this in all. */
  readonly mostExtra: number;
  /** Quantiles of the sum at line `index`, whose mean is given; absent where it is no count. */
  readonly quantiles?: (index: number, mean: number) => Figure["quantiles"];
}

/**
 * After how many base intervals the whole pattern of checkpoints repeats.
 *
 *     L = lcm(i_c)
 *
 * - Source: "Symbols" of the equations
 * - Assumes: nothing: phases shift the pattern, and do not make it longer
 * - Limits: exact, however large
 *
 * @example
 * hyperperiod(system)  // => 2n
 */
export function hyperperiod({ classes }: { readonly classes: readonly Pick<VmClass, "multiple">[] }): bigint {
  let period = 1n;
  for (const multiple of new Set(classes.map((one) => one.multiple))) {
    period = exactLeastCommonMultiple(period, BigInt(multiple));
  }
  return period;
}

/**
 * The largest value that a sum of periodic terms takes over the hyperperiod, and the index where it does.
 *
 *     max_{1 <= k <= L} Σ_c g_c((k − φ_c) mod i_c)
 *
 * - Source: E5, E6
 * - Limits: exact, at the first such index, for hyperperiods of up to a million base intervals. Of longer ones the sum
 *   of each term's largest value; an upper bound, marked as such, unless it is reached at the last index or the one
 *   before, as where all phases are 0
 */
export function periodicPeak(terms: readonly PeriodicTerm[]): Figure {
  const period = hyperperiod({ classes: terms });
  const byClassAt = (index: number) => terms.map((term) => termAt(term, index));
  if (period > BigInt(mostIndices)) return peakOrBound(terms, period, byClassAt, 0);
  const index = firstLargest(valuesOverHyperperiod(terms, Number(period)));
  return { ...sumOverClasses(byClassAt(index)), atIndex: index };
}

/**
 * The largest of what is held when any recovery line is covered, in expectation, and the index at which it falls.
 *
 *     max_{1 <= k <= L} Σ_c (g_c((k − φ_c) mod i_c) + extra_c(k))
 *
 * - Source: E7, E8
 * - Assumes: what a line adds depends on its due set alone, and is at most `mostExtra` over all classes
 * - Limits: as {@link periodicPeak}
 */
export function peakAtLines(system: System, held: HeldAtLines): Figure {
  const { terms, extra } = held;
  const lines = dueSets(system);
  const byClassAt = (index: number) => {
    const added = extra(dueAt(lines.groups, index));
    return terms.map((term, c) => termAt(term, index) + added[c]);
  };
  if (!lines.whole) return peakOrBound(terms, hyperperiod(system), byClassAt, held.mostExtra);
  const values = valuesOverHyperperiod(terms, lines.indices);
  const added = lines.sets.map((due) => sum(extra(due)));
  const index = firstLargest(values.map((value, place) => value + added[lines.setAt[place]]));
  const figure = sumOverClasses(byClassAt(index));
  return { ...figure, atIndex: index, quantiles: held.quantiles?.(index, figure.value) };
}

function termAt(term: PeriodicTerm, index: number): number {
  const since = intervalsSinceDue(term, index);
  return term.base + (since === 0 ? term.whenDue : term.slope * since);
}

/** The sum at every index, `k` at place `k mod L`. */
function valuesOverHyperperiod(terms: readonly PeriodicTerm[], period: number): Float64Array {
  const values = new Float64Array(period).fill(terms.reduce((all, { base }) => all + base, 0));
  // Thousands of classes may share a multiple and a phase: they are one term.
  const together = new Map<string, PeriodicTerm>();
  for (const term of terms) {
    const key = `${term.multiple} ${term.phase}`;
    const { slope, whenDue } = together.get(key) ?? { slope: 0, whenDue: 0 };
    together.set(key, { ...term, base: 0, slope: slope + term.slope, whenDue: whenDue + term.whenDue });
  }
  for (const term of together.values()) {
    let since = intervalsSinceDue(term, 0);
    for (let place = 0; place < values.length; place++) {
      values[place] += since === 0 ? term.whenDue : term.slope * since;
      if (++since === term.multiple) since = 0;
    }
  }
  return values;
}

/** The first index from 1 on at which a value is largest, rounding aside; place 0 is index `L`, the last. */
function firstLargest(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < values.length; place++) if (values[place] > most) most = values[place];
  const least = most - 1e-12 * Math.abs(most);
  let place = 1;
  while (place < values.length && !(values[place] >= least)) place++;
  return place;
}

/** Every term at its largest, and every line as late as any: reached where all classes are in phase, else a bound. */
function peakOrBound(
  terms: readonly PeriodicTerm[],
  period: bigint,
  byClassAt: (place: number) => readonly number[],
  mostExtra: number,
): Figure {
  const largest = ({ multiple, slope, whenDue, base }: PeriodicTerm) =>
    base + (multiple === 1 ? whenDue : Math.max(whenDue, slope, slope * (multiple - 1)));
  const bound = sum(terms.map(largest)) + mostExtra;
  for (const place of [-1, 0]) {
    const figure = sumOverClasses(byClassAt(place));
    const index = period + BigInt(place);
    if (Math.abs(figure.value - bound) > 1e-12 * Math.abs(bound)) continue;
    return index <= BigInt(Number.MAX_SAFE_INTEGER) ? { ...figure, atIndex: Number(index) } : figure;
  }
  return { value: bound, bound: "upper" };
}
