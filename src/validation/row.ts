import type { Figure } from "../analytic/figure.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { chancesSeen, estimatesByIndex } from "../montecarlo/estimation/estimates.js";
import type { RunningTotals } from "../montecarlo/estimation/running-totals.js";
import type { Measure, MeasureKey } from "../scenario/model/measures.js";
import { type Claim, equivalenceBand, judge, resolution, type Verdict } from "./verdict.js";

/** One measure, closed form beside estimate, as `vmqsc validate --json` prints it. */
export interface ValidationRow {
  readonly measure: MeasureKey;
  readonly closedForm: number;
  readonly mean: number;
  /** Ends of the interval of the latest look; the intervals of all rows, at all looks, hold together. */
  readonly low: number;
  readonly high: number;
  /** `mean − closedForm`, in the measure's unit. */
  readonly difference: number;
  /** The same as a share of the closed form; absent where that is 0. */
  readonly relativeDifference?: number;
  readonly standardError: number;
  readonly replications: number;
  readonly verdict: Verdict | "outside-domain";
  /** For a peak or burst: the index at which the closed form puts it. */
  readonly atIndex?: number;
  /** Set where the closed form is a bound. */
  readonly bound?: "upper" | "lower";
  /** Why it is outside the formula's domain, or why it disagrees though the interval alone does not say so. */
  readonly reason?: string;
}

/** Judges one row at look after look. What has been decided stands: the looks' intervals hold together. */
export class RowJudge {
  readonly measure: Measure & { readonly key: MeasureKey };
  private readonly claim: Claim;
  private readonly figure: Figure;
  private readonly whyOutside: string | undefined;
  private judged: Verdict = "inconclusive";
  private reason: string | undefined;
  private latest: Estimate | undefined;

  /** `outside`: why the closed form need not hold here, where it need not. */
  constructor(
    measure: Measure & { readonly key: MeasureKey },
    figure: Figure,
    margin: number,
    rounding: number,
    outside?: string,
  ) {
    this.measure = measure;
    this.figure = figure;
    this.whyOutside = outside;
    const { value: closedForm, bound } = figure;
    this.claim = { closedForm, margin, rounding, bound };
  }

  get outside(): boolean {
    return this.whyOutside !== undefined;
  }

  get decided(): boolean {
    return this.outside || this.verdict !== "inconclusive";
  }

  get verdict(): Verdict {
    return this.judged;
  }

  /** Looks at the totals so far, at an error probability of `alpha` for this row and this look. */
  look(totals: RunningTotals, alpha: number): void {
    const slots = estimatesByIndex(totals, this.measure.key).length;
    if (slots === 0) return;
    // One interval for each index of the hyperperiod is read, so they share the row's error probability.
    const all = estimatesByIndex(totals, this.measure.key, 1 - alpha / slots);
    const { atIndex, atHost, beforeFlush } = this.figure;
    const isOwn = (one: Estimate) =>
      one.atIndex === atIndex && one.atHost === atHost && one.beforeFlush === beforeFlush;
    const own = all.length === 1 ? all[0] : all.find(isOwn);
    if (!own) return;
    this.latest = own;
    if (this.decided) return;
    const chances = chancesSeen(totals, this.measure.key, own);
    const verdict = judge(this.claim, { ...own, chances });
    const rivals = all.filter((estimate) => estimate !== own);
    this.judged = this.withRivals(verdict, rivals);
  }

  /** How many times the replications so far a decision is expected to take, at least 1. */
  effort(): number {
    if (this.decided) return 1;
    if (!this.latest) return Number.POSITIVE_INFINITY;
    const { mean, low, high } = this.latest;
    const [least, most] = equivalenceBand(this.claim);
    const room = Math.min(Math.abs(mean - least), Math.abs(most - mean));
    const half = (high - low) / 2;
    return half <= room ? 1 : (half / room) ** 2;
  }

  row(): ValidationRow {
    const { value: closedForm, atIndex, bound } = this.figure;
    const mean = this.latest?.mean ?? Number.NaN;
    const difference = mean - closedForm;
    return {
      measure: this.measure.key,
      closedForm,
      mean,
      low: this.latest?.low ?? Number.NaN,
      high: this.latest?.high ?? Number.NaN,
      difference,
      ...(closedForm !== 0 && { relativeDifference: difference / closedForm }),
      standardError: this.latest?.standardError ?? Number.NaN,
      replications: this.latest?.replications ?? 0,
      verdict: this.outside ? "outside-domain" : this.verdict,
      atIndex,
      bound,
      ...((this.whyOutside ?? this.reason) && { reason: this.whyOutside ?? this.reason! }),
    };
  }

  /** A peak is where the closed form puts it only if no other index is higher than it says. */
  private withRivals(verdict: Verdict, rivals: readonly Estimate[]): Verdict {
    const [, most] = equivalenceBand(this.claim);
    const higher = rivals.find(({ mean, low, high }) => low > most && high - low <= 2 * resolution * mean);
    if (higher) {
      this.reason = `the simulation is higher at index ${higher.atIndex}, with a mean of ${higher.mean}`;
      return "disagree";
    }
    if (verdict === "agree" && rivals.some(({ high }) => high > most)) return "inconclusive";
    return verdict;
  }
}
