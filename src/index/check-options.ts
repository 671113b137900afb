import { describeValue, quote } from "../scenario/checks/describe-value.js";
import { Misfit, under } from "../scenario/checks/misfit.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import { formatPath } from "../scenario/checks/path.js";
import { isObject, ownValue, plainKeys } from "../scenario/checks/plain-object.js";
import { unknownKey } from "../scenario/checks/shape.js";
import { findMeasure, measures } from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";

/** Refuses a value that is not of its kind; what else it must be is for whoever uses it to say. @throws {Misfit} */
export type ValueCheck = (value: unknown) => void;

/** A check for each option that there is. */
export type OptionChecks<Options> = { readonly [Name in keyof Required<Options>]: ValueCheck };

/**
 * Refuses options that are no plain object, that nobody knows, or that are not of their kind: what the types say,
 * for programs that have none.
 *
 * @param required options that must be there
 * @throws {ScenarioError} naming the option, and for an unknown one the nearest that there is
 */
export function checkOptions<Options>(
  of: string,
  options: unknown,
  checks: OptionChecks<Options>,
  required: readonly string[] = [],
): void {
  asSentence(`options of ${of}`, () => {
    const known = Object.keys(checks);
    const given = plainKeys(options, "an object");
    for (const name of given) {
      if (!Object.hasOwn(checks, name)) throw unknownKey(name, known, `an option of ${of}`);
      under(name, () => {
        const value = ownValue(options, name);
        if (value !== undefined) checks[name as keyof Options](value);
      });
    }
    const missing = required.find((name) => !given.includes(name));
    if (missing !== undefined) throw new Misfit("must be given", [missing]);
  });
}

/** Refuses an argument that is not as `check` wants it. @throws {ScenarioError} naming the argument */
export function checkArgument(name: string, value: unknown, check: ValueCheck): void {
  asSentence(name, () => under(name, () => check(value)));
}

function asSentence(subject: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const path = formatPath(error.keys);
    throw new ScenarioError(`${path || subject} ${error.message}`, path);
  }
}

export const anything: ValueCheck = () => {};
export const text: ValueCheck = ofKind("text", (value) => typeof value === "string");
export const number: ValueCheck = ofKind("a number", (value) => typeof value === "number");
export const yesOrNo: ValueCheck = ofKind("true or false", (value) => typeof value === "boolean");
export const call: ValueCheck = ofKind("a function", (value) => typeof value === "function");
export const abortSignal: ValueCheck = ofKind("an AbortSignal", (value) => value instanceof AbortSignal);
export const positive: ValueCheck = ofKind(
  "a number above 0",
  (value) => typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY,
);

/** A list, each item of which passes a check. */
export function listOf(what: string, check: ValueCheck): ValueCheck {
  return (value) => {
    if (!Array.isArray(value)) throw new Misfit(`must be a list of ${what}, got ${describeValue(value)}`);
    for (const [place, item] of value.entries()) under(String(place), () => check(item));
  };
}

/** An object that has some members, whatever they are. */
export function objectWith(wanted: string, members: readonly string[]): ValueCheck {
  return ofKind(wanted, (value) => isObject(value) && members.every((member) => member in value));
}

/** An instance of a class of this package. */
export function instanceOf(type: abstract new (...args: never[]) => unknown, wanted: string): ValueCheck {
  return ofKind(wanted, (value) => value instanceof type);
}

/** A number between two others, both included. */
export function within(low: number, high: number, whole?: "whole"): ValueCheck {
  const range = high < Number.MAX_SAFE_INTEGER ? `from ${low} to ${high}` : `of at least ${low}`;
  return ofKind(`a ${whole ? "whole " : ""}number ${range}`, (value) => {
    if (typeof value !== "number" || !(value >= low && value <= high)) return false;
    return whole === undefined || Number.isInteger(value);
  });
}

/** One of some names. */
export function nameAmong(names: readonly string[], what: string): ValueCheck {
  return (value) => {
    if (typeof value === "string" && names.includes(value)) return;
    const nearest = typeof value === "string" ? nearestName(value, names) : undefined;
    const hint =
      nearest === undefined
        ? `; there are ${names.slice(0, 5).map(quote).join(", ")}`
        : `; the nearest is ${quote(nearest)}`;
    throw new Misfit(`must name a ${what} of the scenario, got ${describeValue(value)}${hint}`);
  };
}

/** `{ number, of }`. */
export const share: ValueCheck = (value) => {
  for (const name of plainKeys(value, "an object such as { number: 3, of: 100 }")) {
    if (name !== "number" && name !== "of") throw unknownKey(name, ["number", "of"]);
  }
};

/** A list of keys of the catalogue. */
export const measureKeys: ValueCheck = (value) => {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Misfit(`must be a list of keys of the catalogue of measures, got ${describeValue(value)}`);
  }
  for (const key of value as readonly unknown[]) {
    if (typeof key === "string" && findMeasure(key)) continue;
    const known = measures.map((measure) => measure.key);
    const nearest = typeof key === "string" ? nearestName(key, known) : undefined;
    const hint = nearest === undefined ? "" : `; the nearest is ${nearest}`;
    throw new Misfit(`must hold keys of the catalogue of measures, got ${describeValue(key)}${hint}`);
  }
};

function ofKind(wanted: string, fits: (value: unknown) => boolean): ValueCheck {
  return (value) => {
    if (!fits(value)) throw new Misfit(`must be ${wanted}, got ${describeValue(value)}`);
  };
}
