import { describeValue } from "./describe-value.js";
import { Misfit } from "./misfit.js";

/**
 * The keys of a plain object, own and enumerable; anything else is refused: class instances, lists, maps,
 * keys that are symbols, and `__proto__` as a key, which no later copy could be trusted to keep.
 *
 * @throws {Misfit}
 */
export function plainKeys(input: unknown, wanted: string): readonly string[] {
  if (!isPlainObject(input)) throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
  if (Object.getOwnPropertySymbols(input).length > 0) throw new Misfit("must not have a symbol as a key");
  const keys = Object.keys(input);
  if (keys.includes("__proto__")) throw new Misfit("is not a name that can be used", ["__proto__"], "key");
  return keys;
}

/** The value under a key that `plainKeys` has listed. */
export function ownValue(object: unknown, key: string): unknown {
  return (object as Record<string, unknown>)[key];
}

function isPlainObject(input: unknown): input is object {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return false;
  const prototype = Object.getPrototypeOf(input);
  // An `Object.prototype` of another realm (a worker, a sandbox) is known by having no prototype itself.
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty");
}

/** Whether a value has keys at all: an object or a list, not `null`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
