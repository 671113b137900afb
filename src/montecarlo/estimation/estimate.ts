import type { ByComparisonMeasure, ByMeasure } from "../../scenario/model/by-measure.js";

/** A Monte Carlo estimate of one measure, in the catalogue's unit. */
export interface Estimate {
  /** The estimate itself. */
  readonly mean: number;
  /** Standard error of `mean`, from replication to replication. */
  readonly standardError: number;
  /** Ends of the interval at `confidence`: of length 0 only where the rules leave nothing to chance. */
  readonly low: number;
  readonly high: number;
  /** How often such an interval holds the true value. */
  readonly confidence: number;
  /** Replications behind it. */
  readonly replications: number;
  /** By class, in the scenario's order, where the measure has such a split. */
  readonly byClass?: readonly Estimate[];
  /** By host, in the scenario's order, where the measure has such a split. */
  readonly byHost?: readonly Estimate[];
  /** For a peak or burst: the index in `1..L` it was taken at. */
  readonly atIndex?: number;
  /** Set where it was taken just before VMs flush for that index, and not before its line is covered. */
  readonly beforeFlush?: true;
  /** For the largest of several hosts: which of them, from 0. */
  readonly atHost?: number;
}

/**
 * Where a peak is to be estimated: at an index of the hyperperiod, at its line or before its flushes; or on a host, each
 * host at an index of its own.
 */
export type PeakPlace = number | BeforeFlush | HostPeakPlace;

/** The index for which VMs flush just after a peak. */
export interface BeforeFlush {
  readonly beforeFlush: number;
}

/** The host that has the most, and the index at which each host has its own most. */
export interface HostPeakPlace {
  readonly host: number;
  readonly indices: readonly (number | BeforeFlush)[];
}

/** The measures that a run has estimated; one that the scenario or the mode cannot give is absent. */
export type Estimates = Partial<ByMeasure<Estimate> & ByComparisonMeasure<Estimate>>;
