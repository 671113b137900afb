import type { SequentialRun } from "../../src/montecarlo/estimation/sequential-run.js";
import type { IntervalChart } from "../../src/pictures/charts/chart.js";
import type { ComparisonReport } from "../../src/validation/comparison-report.js";
import type { ValidationReport } from "../../src/validation/validation.js";
import type { RunMethod } from "../worker/messages.js";

/** Rows in words under titles; the first cell of each names it. */
export interface RunTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What there is to see of a run, while it goes on and when it is done. */
export interface RunView {
  readonly method: RunMethod;
  readonly done: boolean;
  /** From 0 to 1. */
  readonly share: number;
  /** What it has taken so far, in a sentence. */
  readonly note: string;
  /** The verdict on all rows of a validation. */
  readonly verdict: string | undefined;
  readonly tables: readonly RunTable[];
  /** What rows do not say: reasons, and measures without a row. */
  readonly remarks: readonly string[];
  /** Estimates beside closed forms, or schemes side by side; none until there are intervals. */
  readonly charts: readonly IntervalChart[];
  /** What a validation or a comparison has come to, once it is done. */
  readonly validation?: ValidationReport | undefined;
  readonly comparison?: ComparisonReport | undefined;
  readonly csv: string;
  readonly json: string;
  /** The command that gives the same numbers. */
  readonly command: string;
}

/** A run of replications, and what there is to see of it at any time. */
export interface WatchedRun {
  readonly run: SequentialRun;
  view(): RunView;
}
