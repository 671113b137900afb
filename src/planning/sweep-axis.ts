import { text as anyText, checkArgument } from "../scenario/checks/argument-shapes.js";
import { scanPath } from "../scenario/checks/path.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { nearestDouble, type Rational } from "../scenario/quantities/exact-decimal.js";
import type { Dimension } from "../scenario/quantities/quantity.js";
import { type AnyQuantity, anyQuantity } from "./number-at-path.js";

/** One dimension of a grid: a number or a word of the scenario, and the values it takes. */
export interface SweepAxis {
  readonly path: string;
  /** In SI base units; for words their places, from 0 on. */
  readonly values: Float64Array;
  /** What the units say that it measures; `number` where none are given. */
  readonly dimension: Dimension;
  /** The unit of the first value that has one. */
  readonly unit?: string;
  /** Where the values are words, such as `spread` and `packed`. */
  readonly words?: readonly string[];
}

/** What stands at a place of an axis. */
export function axisValue({ values, words }: SweepAxis, place: number): number | string {
  return words ? words[place] : values[place];
}

/** More values than these on one axis are taken for a slip in the step. */
const mostValues = 10_000_000;

/**
 * Reads `PATH=FROM:TO:STEP` or `PATH=a,b,c`; values may carry units, or be words, such as the names of policies.
 *
 * - Limits: steps are added exactly, so `0:1:0.1` has 0.3 and ends at 1; `TO` counts where a step falls on it
 *
 * @param subject what an error sentence calls the text
 * @throws {ScenarioError} when the text does not read like that
 * @example
 * parseSweepAxis("baseInterval=30s:90s:30s").values  // => Float64Array [30, 60, 90]
 */
export function parseSweepAxis(text: string, subject = "axis"): SweepAxis {
  checkArgument(subject, text, anyText);
  const { end } = scanPath(text);
  const path = text.slice(0, end).trim();
  const list = text.slice(end + 1).trim();
  if (list === "") {
    throw new ScenarioError(
      `${subject} must read like PATH=FROM:TO:STEP or PATH=a,b,c, got ${JSON.stringify(text)}`,
    );
  }
  const range = list.split(":");
  if (range.length === 1) {
    const texts = list.split(",").map((entry) => entry.trim());
    if (texts.every((text) => text !== "" && !/^[-+.\d]/.test(text))) {
      return { path, values: Float64Array.from(texts.keys()), dimension: "number", words: texts };
    }
    const entries = texts.map((entry) => readValue(entry, path, subject));
    return {
      path,
      values: Float64Array.from(entries, ({ value }) => value),
      dimension: entries[0].dimension,
      unit: unitAmong(entries),
    };
  }
  if (range.length !== 3) {
    throw new ScenarioError(
      `${subject} ${path} must read like FROM:TO:STEP, got ${JSON.stringify(list)}`,
      path,
    );
  }
  const quantities = range.map((entry) => readValue(entry, path, subject));
  const [from, to, step] = quantities;
  const values = rangeValues([from.exact, to.exact, step.exact], path, subject);
  return { path, values, dimension: from.dimension, unit: unitAmong(quantities) };
}

/** `from + k step` for k = 0, 1, … as far as `to`, each rounded once. */
function rangeValues([from, to, step]: readonly Rational[], path: string, subject: string): Float64Array {
  const denominator = from.denominator * to.denominator * step.denominator;
  const whole = (value: Rational) => value.numerator * (denominator / value.denominator);
  const [first, last, increment] = [whole(from), whole(to), whole(step)];
  const steps = increment === 0n ? -1n : (last - first) / increment;
  if (increment === 0n || (last - first) * increment < 0n) {
    throw new ScenarioError(
      `${subject} ${path} must have a step that leads from its first value to its last`,
      path,
    );
  }
  if (steps >= BigInt(mostValues)) {
    throw new ScenarioError(
      `${subject} ${path} must have at most ${mostValues} values, got ${steps + 1n}`,
      path,
    );
  }
  const values = new Float64Array(Number(steps) + 1);
  for (let k = 0, numerator = first; k < values.length; k++, numerator += increment) {
    values[k] = nearestDouble({ numerator, denominator });
  }
  return values;
}

function unitAmong(quantities: readonly AnyQuantity[]): string | undefined {
  return quantities.find(({ unit }) => unit !== undefined)?.unit;
}

function readValue(text: string, path: string, subject: string): AnyQuantity {
  const value = anyQuantity(text.trim());
  if (!value) {
    throw new ScenarioError(
      `${subject} ${path} must have numbers, with a unit if need be, got ${JSON.stringify(text)}`,
      path,
    );
  }
  return value;
}
