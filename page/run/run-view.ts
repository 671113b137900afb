import type { IntervalChart } from "../../src/pictures/charts/chart.js";
import type { ValidationReport } from "../../src/validation/validation.js";

/** What there is to see of a run, while it goes on and when it is done. */
export interface RunView {
  readonly method: "simulate" | "validate";
  readonly done: boolean;
  /** From 0 to 1. */
  readonly share: number;
  /** What it has taken so far, in a sentence. */
  readonly note: string;
  /** The verdict on all rows of a validation. */
  readonly verdict: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What rows do not say: reasons, and measures without a row. */
  readonly remarks: readonly string[];
  /** Every estimate beside its closed form; absent until there are intervals. */
  readonly chart: IntervalChart | undefined;
  /** What a validation has come to, once it is done. */
  readonly report: ValidationReport | undefined;
  readonly csv: string;
  readonly json: string;
  /** The command that gives the same numbers. */
  readonly command: string;
}
