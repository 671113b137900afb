import { isObject } from "../../scenario/checks/plain-object.js";

/**
 * One JSON object as a command prints it: full precision, SI base units. A number that is not finite is left out, and so
 * is an estimate, under a name, that has no value.
 */
export function json(value: unknown): string {
  return `${JSON.stringify(value, finite, 2)}\n`;
}

/** What `JSON.stringify` is to print of a member; it leaves out what is undefined. */
export function finite(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  const named = !Array.isArray(this);
  return named && isObject(value) && Number.isNaN(value.mean) ? undefined : value;
}
