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
export interface Finding {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
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
 * - Assumes: the interval holds the true value at the confidence that the caller has paid for
 * - Limits: an interval wider than `resolution` of the value, either way, refutes nothing: it rests on so few events
 *   that Student's law does not hold for it. Nor does an event never seen, unless `enoughEvents` of them were due; that it cannot happen is agreed on
 *   where it has not in as many chances
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
