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
    const found = JSON.stringify(text);
    throw new ScenarioError(`${subject} must read like PATH=FROM:TO:STEP or PATH=a,b,c, got ${found}`);
  }
  const fault = (wanted: string) => new ScenarioError(`${subject} ${path} must ${wanted}`, path);
  const number = (entry: string): AnyQuantity => {
    const found = anyQuantity(entry.trim());
    if (found) return found;
    throw fault(`have numbers, with a unit if need be, got ${JSON.stringify(entry)}`);
  };
  const isRange = list.includes(":");
  const entries = list.split(isRange ? ":" : ",");
  const words = entries.map((entry) => entry.trim());
  if (!isRange && words.every((word) => word !== "" && !/^[-+.\d]/.test(word))) {
    return { path, values: Float64Array.from(words.keys()), dimension: "number", words };
  }
  if (isRange && entries.length !== 3) throw fault(`read like FROM:TO:STEP, got ${JSON.stringify(list)}`);
  const quantities = (isRange ? entries : words).map(number);
  const values = isRange
    ? rangeValues(
        quantities.map(({ exact }) => exact),
        fault,
      )
    : Float64Array.from(quantities, ({ value }) => value);
  const unit = quantities.find((one) => one.unit !== undefined)?.unit;
  return { path, values, dimension: quantities[0].dimension, unit };
}

/** `from + k step` for k = 0, 1, … as far as `to`, each rounded once. */
function rangeValues(
  [from, to, step]: readonly Rational[],
  fault: (wanted: string) => ScenarioError,
): Float64Array {
  const denominator = from.denominator * to.denominator * step.denominator;
  const whole = (value: Rational) => value.numerator * (denominator / value.denominator);
  const [first, last, increment] = [whole(from), whole(to), whole(step)];
  if (increment === 0n || (last - first) * increment < 0n)
    throw fault("have a step that leads from its first value to its last");
  const steps = (last - first) / increment;
  if (steps >= BigInt(mostValues)) throw fault(`have at most ${mostValues} values, got ${steps + 1n}`);
  return Float64Array.from({ length: Number(steps) + 1 }, (_, k) =>
    nearestDouble({ numerator: first + BigInt(k) * increment, denominator }),
  );
}
