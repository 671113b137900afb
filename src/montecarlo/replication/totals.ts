import type { ComparisonMeasureKey } from "../../scenario/model/comparison-measures.js";
import type { JobMeasureKey } from "../../scenario/model/job-measures.js";
import type { MeasureKey } from "../../scenario/model/measures.js";

/** What a slot can be of: a measure of VM_QSC, one in which schemes are compared, or one of a job. */
export type SlotKey = MeasureKey | ComparisonMeasureKey | JobMeasureKey;

/**
 * One number that a replication brings home: a numerator and a denominator whose ratio of means is the
 * measure (messages flushed over messages received, held message-seconds over seconds, lags over lines, …).
 */
export interface TotalSlot {
  readonly measure: SlotKey;
  /** The class it speaks of; absent for the whole system. */
  readonly classIndex?: number;
  /** The host it speaks of; absent for the whole system. */
  readonly host?: number;
  /** For peaks and bursts: the index in `1..L` it was taken at; one slot for each. */
  readonly atIndex?: number;
  /** Set where a peak was taken just before VMs flush for that index, not before its line is covered. */
  readonly beforeFlush?: true;
  /** The scheme it speaks of, where several are run on the same events; absent where there is one. */
  readonly scheme?: string;
  /** For a share of lines: those at which the count is at most this. */
  readonly atMost?: number;
  /** Set where the rules leave nothing to chance. */
  readonly certain?: true;
  /** The most that one event adds to the numerator, where events are counted. */
  readonly perEvent?: number;
  /** Set where the numerator is what the events come to in expectation: few of them then show no less. */
  readonly expected?: true;
}

/** What the numbers of a replication mean, the same for every replication of a scenario. */
export interface TotalsLayout {
  readonly slots: readonly TotalSlot[];
  /**
   * Slots, by their places in `slots`, whose ratios are to be subtracted: what two schemes made of the same events
   * varies together, so their difference is known better than either.
   */
  readonly pairs?: readonly SlotPair[] | undefined;
}

/** Two slots: the ratio of the second is subtracted from that of the first. */
export type SlotPair = readonly [slot: number, subtracted: number];

/** What one replication found. Plain data: it crosses threads and files as it is. */
export interface ReplicationTotals {
  /** Number of the replication, from 0; with the seed it names every random stream of it. */
  readonly replication: number;
  /** Messages delivered in the measured part. */
  readonly messages: number;
  /** `numerator` and `denominator` of slot `s` at `2 s` and `2 s + 1`. */
  readonly values: Float64Array;
  /** What it found one by one, where quantiles are wanted, too. */
  readonly sample?: Float64Array;
}
