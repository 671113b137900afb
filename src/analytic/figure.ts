import type { ByMeasure } from "../scenario/model/by-measure.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import { sum } from "./numerics/sum.js";
import { weightedMean } from "./numerics/weighted-mean.js";

/** What the closed forms say of one measure, in the catalogue's unit. */
export interface Figure {
  readonly value: number;
  /** By class, in the scenario's order, where the measure has such a split. */
  readonly byClass?: readonly number[];
  /** By host, in the scenario's order, where the measure has such a split. */
  readonly byHost?: readonly number[];
  /** For a peak or burst: the index in `1..L` at which the expectation is largest (the first, if several). */
  readonly atIndex?: number;
  /** Set where that is just before VMs flush for the index, and not before its line is covered. */
  readonly beforeFlush?: true;
  /** For the largest of several hosts: which of them, from 0 (the first, if several). */
  readonly atHost?: number;
  /** And for each host by itself, the index at which its expectation is largest. */
  readonly atIndexByHost?: readonly number[];
  readonly beforeFlushByHost?: readonly boolean[];
  /** For a peak that is a Poisson count: its median and its 99 % and 99.9 % quantiles. */
  readonly quantiles?: { readonly p50: number; readonly p99: number; readonly p999: number };
  /** The value exactly, as `numerator/denominator` in lowest terms, where it is rational. */
  readonly fraction?: string;
  /** Set where `value` is a bound rather than the quantity itself. */
  readonly bound?: "upper" | "lower";
}

/** What the closed forms say, by measure; a measure without a closed form is absent. */
export type Figures = ByMeasure<Figure>;

/** A figure that is a sum over classes. */
export function sumOverClasses(byClass: readonly number[]): Figure & { readonly byClass: readonly number[] } {
  return { value: sum(byClass), byClass };
}

/** A figure that is a mean over VMs. */
export function meanOverVms(
  { classes }: System,
  byClass: readonly number[],
): Figure & { readonly byClass: readonly number[] } {
  return {
    value: weightedMean(
      byClass,
      classes.map(({ count }) => count),
    ),
    byClass,
  };
}

/** Why a closed form need not hold for a scenario (the specification's domain). */
export interface DomainWarning {
  /** Those outside; none where every figure holds, but not for what a reader may take it for. */
  readonly measures: readonly MeasureKey[];
  /** One sentence, no full stop. */
  readonly reason: string;
}
