import { expect } from "vitest";
import type { Estimate } from "../../src/montecarlo/estimation/estimate.js";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";

/** Probability that any correct build fails any test of the suite by chance, at most. */
const falseAlarmBudget = 1e-6;

/** Comparisons of the suite that chance could fail; there are fewer. */
const comparisons = 5000;

/** What one comparison may spend: about 6.4 standard errors to either side. */
export const falseAlarm = falseAlarmBudget / comparisons;

/** What a comparison reads of an estimate. */
type Estimated = Pick<Estimate, "mean" | "standardError" | "replications">;

/** How far from a reference an estimate may lie by chance, in standard errors. */
export function reach(estimate: Pick<Estimated, "replications">): number {
  return criticalValue(falseAlarm, estimate.replications - 1);
}

/** How far an estimate lies from a reference, in its standard errors; rounding counts as nothing. */
export function deviation(estimate: Estimated, reference: number): number {
  const distance = Math.abs(estimate.mean - reference);
  if (distance <= 1e-12 * Math.abs(reference)) return 0;
  return distance / estimate.standardError;
}

/** Whether chance cannot explain the distance of an estimate from a reference. */
export function disagrees(estimate: Estimated | undefined, reference: number): boolean {
  if (!estimate) throw new Error("there is no estimate to compare");
  return deviation(estimate, reference) > reach(estimate);
}

/**
 * Fails unless chance explains the distance of the estimate from the reference, and the estimate is sharp:
 * the interval compared with must not be wider, to either side, than the share `resolution` of the reference.
 */
export function expectAgreement(
  estimate: Estimated | undefined,
  reference: number,
  { resolution }: { readonly resolution: number },
): void {
  if (!estimate) throw new Error("there is no estimate to compare");
  const halfWidth = halfWidthOf(estimate);
  expect(
    halfWidth,
    `too few replications: ${estimate.mean} ± ${halfWidth} cannot be told from ${reference} sharply enough`,
  ).toBeLessThanOrEqual(resolution * Math.abs(reference));
  expect(
    deviation(estimate, reference),
    `${estimate.mean} is that many standard errors of ${estimate.standardError} from ${reference}`,
  ).toBeLessThanOrEqual(reach(estimate));
}

/**
 * Fails unless the estimate is equivalent to the reference: all of the interval lies within the share `within` of it.
 * Where `expectAgreement` passes for every sharp estimate that chance explains, this also bounds what is not chance.
 */
export function expectEquivalence(
  estimate: Estimated | undefined,
  reference: number,
  { within }: { readonly within: number },
): void {
  if (!estimate) throw new Error("there is no estimate to compare");
  const halfWidth = halfWidthOf(estimate);
  expect(
    Math.abs(estimate.mean - reference) + halfWidth,
    `${estimate.mean} ± ${halfWidth} is not all within ${100 * within} % of ${reference}`,
  ).toBeLessThanOrEqual(within * Math.abs(reference));
}

function halfWidthOf(estimate: Estimated): number {
  return estimate.standardError === 0 ? 0 : reach(estimate) * estimate.standardError;
}

/** How far a standard normal variable may lie from 0 by chance. */
export const normalReach = criticalValue(falseAlarm, Number.MAX_SAFE_INTEGER);

/** Fails unless the share of `successes` in `trials` could have come from `probability` by chance. */
export function expectShare(successes: number, trials: number, probability: number): void {
  expect(Math.abs(standardised(successes, trials, probability))).toBeLessThanOrEqual(normalReach);
}

/** Fails unless there are fewer `successes` in `trials` than chance allows where each has `probability`. */
export function expectShareBelow(successes: number, trials: number, probability: number): void {
  expect(
    -standardised(successes, trials, probability),
    `${successes} of ${trials} are that many standard errors fewer than ${100 * probability} %`,
  ).toBeGreaterThan(normalReach);
}

/** Fails if there are fewer `successes` in `trials` than chance allows where each has `probability` or more. */
export function expectShareAtLeast(successes: number, trials: number, probability: number): void {
  expect(
    -standardised(successes, trials, probability),
    `${successes} of ${trials} are that many standard errors fewer than ${100 * probability} %`,
  ).toBeLessThanOrEqual(normalReach);
}

function standardised(successes: number, trials: number, probability: number): number {
  const standardError = Math.sqrt((probability * (1 - probability)) / trials);
  return (successes / trials - probability) / standardError;
}
