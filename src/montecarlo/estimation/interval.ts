import jStat from "jstat";
import type { TotalSlot } from "../replication/totals.js";

/** What an interval is made of. */
export interface Spread {
  readonly mean: number;
  /** Of the mean, over replications. */
  readonly standardError: number;
  /** Standard errors that Student's interval reaches to either side. */
  readonly reach: number;
  /** Numerator and denominator over all replications. */
  readonly numerator: number;
  readonly denominator: number;
}

/** From so many events on the mean over replications is close enough to normal for Student's interval alone. */
const enoughEvents = 30;

/**
 * The interval of one estimate: Student's, but where few events were counted.
 *
 *     R ± t se(R)                                                         from 30 events on
 *     0 … −ln(α) / D                                                      no event at all
 *     χ²_{α/2}(2 N) / (2 D) … χ²_{1−α/2}(2 N + 2) / (2 D)                 N events, hull with Student's
 *
 * No spread is no certainty: it is one only where the rules leave nothing to chance. A share is looked at from both
 * ends, so that of messages that all crossed hosts not one is certain to. No interval reaches below 0, but that of
 * a time that may be negative, nor a share's above 1.
 *
 * - Source: Garwood, "Fiducial limits for the Poisson distribution" (1936); Student
 * - Assumes: events come one by one, or in few enough clusters for their spread to show in Student's part
 * - Limits: covers more often than its confidence says, the more so the fewer events there were
 */
export function interval(
  slot: Pick<TotalSlot, "certain" | "perEvent" | "expected">,
  { share = false, signed = false }: { readonly share?: boolean; readonly signed?: boolean },
  spread: Spread,
  alpha: number,
): readonly [low: number, high: number] {
  const { mean, standardError } = spread;
  if (standardError === 0 && (slot.certain || slot.perEvent === undefined)) return [mean, mean];
  const halfWidth = standardError === 0 ? 0 : standardError * spread.reach;
  const [least, most] = slot.certain ? [mean, mean] : counted(slot, share, spread, alpha);
  const low = Math.max(Math.min(mean - halfWidth, least), signed ? Number.NEGATIVE_INFINITY : 0);
  const high = Math.min(Math.max(mean + halfWidth, most), share ? 1 : Number.POSITIVE_INFINITY);
  return [Math.min(low, mean), Math.max(high, mean)];
}

/** What the number of events says by itself; the mean alone where there were enough of them. */
function counted(
  { perEvent, expected }: Pick<TotalSlot, "perEvent" | "expected">,
  share: boolean,
  { mean, standardError, numerator, denominator }: Spread,
  alpha: number,
): readonly [low: number, high: number] {
  if (perEvent === undefined || (expected && standardError > 0)) return [mean, mean];
  const scale = perEvent / denominator;
  const few = (events: number) => events < enoughEvents || standardError === 0;
  let [low, high] = [0, share ? 1 : Number.POSITIVE_INFINITY];
  let isFew = false;
  for (const [events, side] of [
    [numerator / perEvent, 1],
    [(denominator - numerator) / perEvent, -1],
  ]) {
    if ((side < 0 && !share) || !few(events)) continue;
    isFew = true;
    const [least, most] = countLimits(events, alpha).map((limit) => limit * scale);
    low = Math.max(low, side > 0 ? least : 1 - most);
    high = Math.min(high, side > 0 ? most : 1 - least);
  }
  return isFew ? [low, high] : [mean, mean];
}

/**
 * Limits of the mean of a Poisson count that came out as `events`.
 *
 * @example
 * countLimits(0, 0.05)  // => [0, 2.99573…]
 */
export function countLimits(events: number, alpha: number): readonly [low: number, high: number] {
  if (events === 0) return [0, -Math.log(alpha)];
  return [
    jStat.chisquare.inv(alpha / 2, 2 * events) / 2,
    jStat.chisquare.inv(1 - alpha / 2, 2 * events + 2) / 2,
  ];
}

/**
 * How many standard errors the two-sided Student interval reaches to either side.
 *
 *     P(|t| > criticalValue) = alpha,   t Student with `degreesOfFreedom`
 *
 * - Source: Student's t; quantiles by jStat (relative error below 1e-6 down to `alpha` of 1e-12)
 * - Assumes: means over replications are close to normal, which long replications make them
 * - Limits: infinite without a degree of freedom; the normal quantile as the degrees of freedom grow
 *
 * @example
 * criticalValue(0.05, 10) // => 2.228138…
 */
export function criticalValue(alpha: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom < 1) return Number.POSITIVE_INFINITY;
  // The lower tail keeps all digits of a small alpha; `1 − alpha / 2` would round them away.
  if (degreesOfFreedom > largestStudent) return -jStat.normal.inv(alpha / 2, 0, 1);
  return -jStat.studentt.inv(alpha / 2, degreesOfFreedom);
}

/** Beyond it the normal quantile is right to 1e-6 and jStat's inversion of the beta function slows down. */
const largestStudent = 1e7;
