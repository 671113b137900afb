import jStat from "jstat";

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
