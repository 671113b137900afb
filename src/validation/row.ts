import type { Figure } from "../analytic/figure.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { chancesSeen, estimatesByIndex } from "../montecarlo/estimation/estimates.js";
import type { RunningTotals } from "../montecarlo/estimation/running-totals.js";
import type { Measure, MeasureKey } from "../scenario/model/measures.js";

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

/** What the simulation has seen of a row. */
export interface Seen {
  readonly own: Estimate;
  /** As in {@link Finding}. */
  readonly chances?: number | undefined;
  /** The same measure at the other indices of the hyperperiod. */
  readonly rivals?: readonly Estimate[];
}

/** The columns that all rows have. */
export type JudgedColumns = Omit<ValidationRow, "measure" | "atIndex" | "bound">;

/** Judges a row at look after look. What has been decided stands: the looks' intervals hold together. */
export class Judge<Row> {
  private latest: Estimate | undefined;
  private judged: Verdict = "inconclusive";
  private reason: string | undefined;

  /**
   * @param whyOutside why the closed form need not hold here, where it need not
   * @param seen what the totals so far say at an error probability; nothing where they do not
   */
  constructor(
    private readonly claim: Claim,
    whyOutside: string | undefined,
    private readonly seen: (totals: RunningTotals, alpha: number) => Seen | undefined,
    private readonly rowOf: (columns: JudgedColumns) => Row,
  ) {
    this.outside = whyOutside !== undefined;
    this.reason = whyOutside;
  }

  readonly outside: boolean;

  get decided(): boolean {
    return this.outside || this.judged !== "inconclusive";
  }

  get verdict(): Verdict {
    return this.judged;
  }

  /** Looks at the totals so far, at an error probability of `alpha` for this row and this look. */
  look(totals: RunningTotals, alpha: number): void {
    const seen = this.seen(totals, alpha);
    if (!seen) return;
    this.latest = seen.own;
    if (!this.decided) this.judged = this.verdictOn(seen);
  }

  private verdictOn({ own, chances, rivals = [] }: Seen): Verdict {
    const verdict = judge(this.claim, { ...own, chances });
    // A peak is where the closed form puts it only if no other index is higher than it says.
    const [, most] = equivalenceBand(this.claim);
    const higher = rivals.find(({ mean, low, high }) => low > most && high - low <= 2 * resolution * mean);
    if (higher) {
      this.reason = `the simulation is higher at index ${higher.atIndex}, with a mean of ${higher.mean}`;
      return "disagree";
    }
    return verdict === "agree" && rivals.some(({ high }) => high > most) ? "inconclusive" : verdict;
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

  row(): Row {
    const { closedForm } = this.claim;
    const unknown = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, standardError: Number.NaN };
    const { mean, low, high, standardError, replications } = this.latest ?? { ...unknown, replications: 0 };
    const difference = mean - closedForm;
    return this.rowOf({
      closedForm,
      mean,
      low,
      high,
      difference,
      ...(closedForm !== 0 && { relativeDifference: difference / closedForm }),
      standardError,
      replications,
      verdict: this.outside ? "outside-domain" : this.judged,
      ...(this.reason !== undefined && { reason: this.reason }),
    });
  }
}

export function measureJudge(
  { key }: Measure,
  { value: closedForm, bound, atIndex, atHost, beforeFlush }: Figure,
  margin: number,
  rounding: number,
  whyOutside?: string,
): Judge<ValidationRow> {
  const isOwn = (one: Estimate) =>
    one.atIndex === atIndex && one.atHost === atHost && one.beforeFlush === beforeFlush;
  return new Judge(
    { closedForm, margin, rounding, bound },
    whyOutside,
    (totals, alpha) => {
      const slots = estimatesByIndex(totals, key).length;
      if (slots === 0) return undefined;
      // One interval for each index of the hyperperiod is read, so they share the row's error probability.
      const all = estimatesByIndex(totals, key, 1 - alpha / slots);
      const own = all.length === 1 ? all[0] : all.find(isOwn);
      const rivals = all.filter((estimate) => estimate !== own);
      return own && { own, chances: chancesSeen(totals, key, own), rivals };
    },
    (columns) => ({ measure: key, ...columns, atIndex, bound }),
  );
}

/** What a comparison of closed form and estimate comes to. */
export type Verdict = "agree" | "disagree" | "inconclusive";

/** What the closed form says, and how far from it still counts as the same. */
export interface Claim {
  readonly closedForm: number;
  /** Relative difference that still counts as equal. */
  readonly margin: number;
  /** Absolute difference that is rounding and nothing else; it matters where the closed form is 0. */
  readonly rounding: number;
  /** Where the closed form is a bound only, the side on which it binds. */
  readonly bound?: "upper" | "lower";
}

/** What the simulation says: an interval that holds at the confidence to be judged at. */
export interface Finding extends Pick<Estimate, "mean" | "low" | "high"> {
  /**
   * Events that all replications so far should have seen, had the measure a value of 1; absent where it counts no events,
   * or the rules make it certain. Consulted only where not a single one was seen.
   */
  readonly chances?: number;
}

/**
 * Judges one closed form against one interval, by equivalence: not "no difference was found", which a short
 * run always earns, but "the difference is shown to be within the margin", or shown to be beyond it.
 *
 *     agree         [low, high] inside [c − band, c + band],   band = max(margin |c|, rounding)
 *     disagree      [low, high] outside it
 *     inconclusive  otherwise
 *
 * - Limits: an interval wider than `resolution` of the value, either way, refutes nothing: it rests on so few events
 *   that Student's law does not hold for it. Nor does an event never seen, unless `enoughEvents` of them were due; that it
 *   cannot happen is agreed on where it has not in as many chances
 */
export function judge(claim: Claim, finding: Finding): Verdict {
  const { low, high } = finding;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "inconclusive";
  if (claim.closedForm === 0 && finding.mean === 0 && finding.chances !== undefined)
    return finding.chances >= enoughEvents ? "agree" : "inconclusive";
  const [least, most] = equivalenceBand(claim);
  if (low >= least && high <= most) return "agree";
  if (low > most || high < least) return refutes(claim, finding) ? "disagree" : "inconclusive";
  return "inconclusive";
}

/** The values that count as equal to the closed form. */
export function equivalenceBand(claim: Claim): readonly [least: number, most: number] {
  const { closedForm, margin, rounding, bound } = claim;
  const band = Math.max(margin * Math.abs(closedForm), rounding);
  return [
    bound === "upper" ? Number.NEGATIVE_INFINITY : closedForm - band,
    bound === "lower" ? Number.POSITIVE_INFINITY : closedForm + band,
  ];
}

function refutes(claim: Claim, { mean, low, high, chances }: Finding): boolean {
  if (mean === 0 && chances !== undefined) return Math.abs(claim.closedForm) * chances >= enoughEvents;
  return high - low <= 2 * resolution * Math.max(Math.abs(mean), Math.abs(claim.closedForm));
}

/** Half-width over value beyond which an interval refutes nothing. */
export const resolution = 0.2;
/** As many events due and none seen refute a closed form, even if they come in clusters of dozens. */
const enoughEvents = 1000;

/** The verdict on several: any disagreement is one, and agreement needs every one to agree. */
export function verdictOfAll(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("disagree")) return "disagree";
  if (verdicts.length === 0 || verdicts.includes("inconclusive")) return "inconclusive";
  return "agree";
}
