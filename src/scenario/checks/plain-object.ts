import { describeValue, quote } from "./describe-value.js";
import { Misfit } from "./misfit.js";

/**
 * The keys of a plain object, own and enumerable; anything else is refused: class instances, lists, maps,
 * keys that are symbols, and `__proto__` as a key, which no later copy could be trusted to keep.
 *
 * @throws {Misfit}
 */
export function plainKeys(input: unknown, wanted: string): readonly string[] {
  if (!isPlainObject(input)) throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
  const keys = untrusted(() => {
    if (Object.getOwnPropertySymbols(input).length > 0) throw new Misfit("must not have a symbol as a key");
    return Object.keys(input);
  });
  if (keys.includes("__proto__")) throw new Misfit("is not a name that can be used", ["__proto__"], "key");
  return keys;
}

/** The value under a key that `plainKeys` has listed; a getter or a proxy that throws is the user's mistake. */
export function ownValue(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch (error) {
    throw unreadable(error);
  }
}

/** The items of a list, holes as `undefined`; `undefined` when it is no list. Long ones are cut. */
export function listItems(input: unknown, most = 16): readonly unknown[] | undefined {
  return untrusted(() =>
    Array.isArray(input)
      ? Array.from({ length: Math.min(input.length, most) }, (_, position) => input[position])
      : undefined,
  );
}

function isPlainObject(input: unknown): input is object {
  if (typeof input !== "object" || input === null) return false;
  return untrusted(() => {
    if (Array.isArray(input)) return false;
    const prototype = Object.getPrototypeOf(input);
    // An `Object.prototype` of another realm (a worker, a sandbox) is known by having no prototype itself.
    if (prototype === null || prototype === Object.prototype) return true;
    return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty");
  });
}

function untrusted<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): Misfit {
  if (error instanceof Misfit) return error;
  const reason =
    error instanceof Error && typeof error.message === "string" ? `: ${quote(error.message)}` : "";
  return new Misfit(`cannot be read${reason}`);
}

/** Whether a value has keys at all: an object or a list, not `null`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
