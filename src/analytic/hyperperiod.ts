import type { System } from "../scenario/model/system.js";
import { exactLeastCommonMultiple } from "../scenario/quantities/common-multiple.js";
import type { Figure } from "./figure.js";
import { addUp, maximize, type ResidueTable } from "./numerics/residue-maximum.js";
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

/** The largest value of a sum over the hyperperiod, and where it falls. */
export interface Peak {
  readonly value: number;
  /** The index in `1..L`, the first where `L` fits a table; absent where only a bound is known. */
  readonly atIndex?: bigint;
  /** Set where `value` is not reached, but not exceeded either. */
  readonly bound?: "upper";
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
export function hyperperiod(system: System): bigint {
  let period = 1n;
  for (const multiple of new Set(system.classes.map((one) => one.multiple))) {
    period = exactLeastCommonMultiple(period, BigInt(multiple));
  }
  return period;
}

/** Number of base intervals since class `c` was last due at index `k`: `(k − φ_c) mod i_c`, 0 where it is due. */
export function intervalsSinceDue(
  { multiple, phase }: { readonly multiple: number; readonly phase: number },
  index: bigint | number,
): number {
  const residue = typeof index === "bigint" ? Number(index % BigInt(multiple)) : index % multiple;
  return (residue - phase + multiple) % multiple;
}

/** The value of a sum of periodic terms at one index. */
export function valueAt(terms: readonly PeriodicTerm[], index: bigint | number): number {
  let total = 0;
  for (const term of terms) total += termAt(term, index);
  return total;
}

/** The value of one periodic term at one index. */
export function termAt(term: PeriodicTerm, index: bigint | number): number {
  const since = intervalsSinceDue(term, index);
  return term.base + (since === 0 ? term.whenDue : term.slope * since);
}

/**
 * The largest value that a sum of periodic terms takes over the hyperperiod, and the index where it does.
 *
 *     max_{1 <= k <= L} Σ_c g_c((k − φ_c) mod i_c)
 *
 * - Source: E5 to E8
 * - Assumes: nothing; multiples may have any common factors
 * - Limits: exact without walking through the hyperperiod wherever tables over joint residues stay small
 *   (coprime multiples never need one); beyond that an upper bound, marked as such
 */
export function peakOverHyperperiod(terms: readonly PeriodicTerm[]): Peak {
  const { base, tables, loose } = residueTables(terms);
  const best = maximize(tables, largestTable);
  return loose || !best.exact
    ? { value: base + best.value, bound: "upper" }
    : { value: base + best.value, atIndex: best.index };
}

/** The peak of a sum of periodic terms as a figure, split over the terms at the index where it falls. */
export function periodicPeak(terms: readonly PeriodicTerm[]): Figure {
  const { value, atIndex, bound } = peakOverHyperperiod(terms);
  if (bound) return { value, bound };
  const byClass = terms.map((term) => termAt(term, atIndex!));
  return { value: sum(byClass), byClass, ...indexOf(atIndex!) };
}

/** An index as figures carry it: left out where a double cannot hold it. */
export function indexOf(index: bigint): { readonly atIndex?: number } {
  return index <= BigInt(Number.MAX_SAFE_INTEGER) ? { atIndex: Number(index) } : {};
}

/**
 * The value of a sum of periodic terms at every index, `k` at place `k mod L`; `undefined` where the
 * hyperperiod is longer than `longest`.
 */
export function valuesOverHyperperiod(
  terms: readonly PeriodicTerm[],
  longest: number,
): Float64Array | undefined {
  let period = 1n;
  for (const multiple of new Set(terms.map((term) => term.multiple))) {
    period = exactLeastCommonMultiple(period, BigInt(multiple));
    if (period > BigInt(longest)) return undefined;
  }
  const { base, tables } = residueTables(terms);
  return addUp(tables).values.map((value) => value + base);
}

function residueTables(terms: readonly PeriodicTerm[]) {
  let base = 0;
  const byMultiple = new Map<number, PeriodicTerm[]>();
  for (const term of terms) {
    base += term.base;
    const same = byMultiple.get(term.multiple);
    if (same) same.push(term);
    else byMultiple.set(term.multiple, [term]);
  }
  const tables: ResidueTable[] = [];
  let loose = false;
  for (const [multiple, group] of byMultiple) {
    if (multiple <= largestTable) {
      tables.push({ modulus: multiple, values: tableOf(multiple, group) });
    } else {
      // A period too long for a table: each class is taken at its own largest value.
      for (const term of group) base += Math.max(term.whenDue, term.slope, term.slope * (multiple - 1));
      loose = true;
    }
  }
  return { base, tables, loose };
}

/** Joint residues held in one table: 32 MB of doubles. */
const largestTable = 2 ** 22;

function tableOf(multiple: number, group: readonly PeriodicTerm[]): Float64Array {
  const values = new Float64Array(multiple);
  // Each distinct phase is walked once: thousands of classes may share a multiple.
  const byPhase = new Map<number, { slope: number; whenDue: number }>();
  for (const { phase, slope, whenDue } of group) {
    const sum = byPhase.get(phase);
    if (sum) {
      sum.slope += slope;
      sum.whenDue += whenDue;
    } else {
      byPhase.set(phase, { slope, whenDue });
    }
  }
  for (const [phase, { slope, whenDue }] of byPhase) {
    for (let residue = 0; residue < multiple; residue++) {
      const since = (residue - phase + multiple) % multiple;
      values[residue] += since === 0 ? whenDue : slope * since;
    }
  }
  return values;
}
