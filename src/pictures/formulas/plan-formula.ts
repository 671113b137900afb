import { type Formula, number, operator, row, symbol, word } from "./mathml.js";

/** A closed form of a plan, as it is in general and with the numbers of the plan's system in their places. */
export interface PlanFormula {
  /** What it gives, in words. */
  readonly gives: string;
  /** As `docs/notation.md` numbers it. */
  readonly equation: string;
  readonly general: Formula;
  readonly withNumbers: Formula;
  /** What the signs stand for. */
  readonly where: string;
}

export const equals = operator("=");
export const roughly = operator("≈");
export const plus = operator("+");
export const times = operator("·");

/** Beyond so many terms a sum is cut short. */
const mostTerms = 4;

/** Terms with plus signs between them; where they are many, the first few and the last. */
export function added(terms: readonly Formula[]): Formula {
  const shown =
    terms.length <= mostTerms + 1
      ? terms
      : [...terms.slice(0, mostTerms - 1), operator("…"), terms[terms.length - 1]];
  return row(...shown.flatMap((term, place) => (place === 0 ? [term] : [plus, term])));
}

/** What a formula has beside its main terms. */
export const rest = symbol("δ");

/** What {@link rest} stands for. */
export const restMeans =
  "δ: what lags of the lines, clock errors and messages that bring advances forward add, 0 without them";

/** Main terms, and what the value has beside them. */
export function withRest(main: Formula, mainValue: number, value: number, unit: string): Formula {
  const beside = value - mainValue;
  // What is rounding alone is nothing.
  const difference = Math.abs(beside) <= 1e-12 * Math.abs(value) ? 0 : beside;
  const sign = difference < 0 ? operator("−") : plus;
  return row(main, sign, number(Math.abs(difference)), roughly, number(value), word(unit));
}
