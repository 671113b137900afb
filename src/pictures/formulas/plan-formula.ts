import { type Formula, math } from "./mathml.js";

/** A closed form of a plan, as it is in general and with the numbers of the plan's system in their places. */
export interface PlanFormula {
  readonly gives: string;
  /** As `docs/notation.md` numbers it. */
  readonly equation: string;
  readonly general: Formula;
  readonly withNumbers: Formula;
  readonly where: string;
}

const mostTerms = 4;

/** Terms with plus signs between them; where they are many, the first few and the last. */
export function added(terms: readonly Formula[]): Formula {
  const shown =
    terms.length <= mostTerms + 1
      ? terms
      : [...terms.slice(0, mostTerms - 1), math`…`, terms[terms.length - 1]];
  return shown.length === 0 ? math`0` : shown.reduce((sum, term) => math`${sum} + ${term}`);
}

/** What `δ` stands for, what a formula has beside its main terms. */
export const restMeans =
  "δ: what lags of the lines, clock errors and messages that bring advances forward add, 0 without them";

/** Main terms, and what the value has beside them. */
export function withRest(main: Formula, mainValue: number, value: number): Formula {
  const beside = value - mainValue;
  // What is rounding alone is nothing.
  const difference = Math.abs(beside) <= 1e-12 * Math.abs(value) ? 0 : beside;
  return math`${main} ${difference < 0 ? math`−` : math`+`} ${Math.abs(difference)} ≈ ${value}`;
}
