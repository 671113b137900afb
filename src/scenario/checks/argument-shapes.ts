import { measures } from "../model/measures.js";
import { schemes } from "../model/schemes.js";
import { describeValue } from "./describe-value.js";
import { fitting, Misfit, under } from "./misfit.js";
import { nearestName } from "./nearest-name.js";
import { isObject } from "./plain-object.js";
import { object, optional, required, type Shape } from "./shape.js";

/** What an argument or option must be of its kind; what else it must be is for whoever uses it to say. */
export type ArgumentShape = Shape<unknown, unknown>;

/** A shape for each option that there is. */
export type OptionShapes<Options> = { readonly [Name in keyof Required<Options>]: ArgumentShape };

/**
 * Refuses options that are no plain object, that nobody knows, or that are not of their kind: what the types say,
 * for programs that have none.
 *
 * @param wanted options that must be there
 * @throws {ScenarioError} naming the option, and for an unknown one the nearest that there is
 */
export function checkOptions<Options>(
  of: string,
  options: unknown,
  shapes: OptionShapes<Options>,
  wanted: readonly string[] = [],
): void {
  const fields = Object.entries<ArgumentShape>(shapes).map(([name, shape]) => [
    name,
    wanted.includes(name) ? required(shape, "") : optional(shape, undefined, ""),
  ]);
  const shape = object(Object.fromEntries(fields), "an object", `an option of ${of}`);
  fitting(`options of ${of}`, () => shape.read(options));
}

/** Refuses an argument that is not of its kind. @throws {ScenarioError} naming the argument */
export function checkArgument(name: string, value: unknown, shape: ArgumentShape): void {
  fitting(name, () => under(name, () => shape.read(value)));
}

function ofKind(wanted: string, fits: (value: unknown) => boolean): ArgumentShape {
  return {
    read(value) {
      if (!fits(value)) throw new Misfit(`must be ${wanted}, got ${describeValue(value)}`);
      return value;
    },
    jsonSchema: {},
  };
}

export const anything = ofKind("anything", () => true);
export const text = ofKind("text", (value) => typeof value === "string");
export const number = ofKind("a number", (value) => typeof value === "number");
export const yesOrNo = ofKind("true or false", (value) => typeof value === "boolean");
export const call = ofKind("a function", (value) => typeof value === "function");
export const abortSignal = ofKind("an AbortSignal", (value) => value instanceof AbortSignal);
export const positive = ofKind(
  "a number above 0",
  (value) => typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY,
);
export const share = object(
  { number: required(number, ""), of: required(number, "") },
  "an object such as { number: 3, of: 100 }",
);

export function within(low: number, high: number, whole?: "whole"): ArgumentShape {
  const range = high < Number.MAX_SAFE_INTEGER ? `from ${low} to ${high}` : `of at least ${low}`;
  return ofKind(`a ${whole ? "whole " : ""}number ${range}`, (value) => {
    if (typeof value !== "number" || !(value >= low && value <= high)) return false;
    return whole === undefined || Number.isInteger(value);
  });
}

/** Text, or an object that has some members, whatever they are. */
export function textOr(wanted: string, members: readonly string[]): ArgumentShape {
  return ofKind(wanted, (value) => typeof value === "string" || hasMembers(value, members));
}

/** An object that has some members, whatever they are. */
export function objectWith(wanted: string, members: readonly string[]): ArgumentShape {
  return ofKind(wanted, (value) => hasMembers(value, members));
}

function hasMembers(value: unknown, members: readonly string[]): boolean {
  return isObject(value) && members.every((member) => member in value);
}

/** Paths name what the user wrote, which a prepared system no longer has. */
export const scenarioAsWritten = objectWith("a scenario, not a prepared system", ["classes", "traffic"]);

export const anyTrace = objectWith("a trace that readTrace or parseTrace has read", ["source", "nodes"]);

export function instanceOf(type: abstract new (...args: never[]) => unknown, wanted: string): ArgumentShape {
  return ofKind(wanted, (value) => value instanceof type);
}

export const measureKeys = keysOf("keys of the catalogue of measures", measures);
export const schemeKeys = keysOf("keys of schemes", schemes);

function keysOf(wanted: string, entries: readonly { readonly key: string }[]): ArgumentShape {
  const known = entries.map(({ key }) => key);
  const aList = ofKind(`a list of ${wanted}`, (value) => Array.isArray(value) && value.length > 0);
  return {
    ...aList,
    read(value) {
      for (const key of aList.read(value) as readonly unknown[]) {
        if (known.includes(key as string)) continue;
        const nearest = typeof key === "string" ? nearestName(key, known) : undefined;
        const hint = nearest === undefined ? "" : `; the nearest is ${nearest}`;
        throw new Misfit(`must hold ${wanted}, got ${describeValue(key)}${hint}`);
      }
      return value;
    },
  };
}
