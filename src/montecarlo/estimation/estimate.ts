import type { SlotKey } from "../replication/totals.js";

/** A Monte Carlo estimate of one measure, in the catalogue's unit. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
  /** Ends of the interval at `confidence`: of length 0 only where the rules leave nothing to chance. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** Replications behind it. */
  readonly replications: number;
  readonly byClass?: readonly Estimate[];
  readonly byHost?: readonly Estimate[];
  /** For a peak or burst: the index in `1..L` it was taken at. */
  readonly atIndex?: number;
}

/** The measures that a run has estimated; one that the scenario or the mode cannot give is absent. */
export type Estimates = { readonly [Key in SlotKey]?: Estimate };
