import type { ComparisonMeasureKey } from "../scenario/model/comparison-measures.js";
import type { Seconds } from "../scenario/model/units.js";
import type { Verdict } from "./verdict.js";

/** An estimate without what all of a comparison have in common. */
export interface ComparedEstimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One measure of one scheme. */
export interface ComparedMeasure extends ComparedEstimate {
  /** What the closed form says, where there is one that holds. */
  readonly closedForm?: number;
  /** What closed form and estimate come to, at a confidence that all rows share. */
  readonly verdict?: Verdict;
  /** The scheme less VM_QSC, on the same events. */
  readonly difference: ComparedEstimate;
  /** The same by class, in the scenario's order, where it makes sense. */
  readonly byClass?: readonly (ComparedEstimate & { readonly difference: ComparedEstimate })[];
}

/** What a comparison says of one scheme. */
export interface ComparedScheme {
  readonly measures: { readonly [Key in ComparisonMeasureKey]?: ComparedMeasure };
  /** The base interval at which the scheme wastes least, to first order; absent where nothing fails or nothing pauses. */
  readonly bestBaseInterval?: Seconds;
}
