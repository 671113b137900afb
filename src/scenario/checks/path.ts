import { ScenarioError } from "../model/scenario-error.js";
import { describeValue, quoteAll } from "./describe-value.js";

const plainKey = /^[\p{L}\p{N}_-]{1,60}$/u;

/**
 * A path as errors show it and `--set` takes it: keys joined by dots, in quotation marks where a key is not
 * a plain word.
 *
 * @example
 * formatPath(["classes", "web tier", "count"])  // => 'classes."web tier".count'
 */
export function formatPath(keys: readonly string[]): string {
  return keys.map((key) => (plainKey.test(key) ? key : quotedKey(key))).join(".");
}

function quotedKey(key: string): string {
  return quoteAll(key.length > 60 ? `${key.slice(0, 40)}…` : key);
}

/**
 * The keys of a path: `formatPath` the other way. A key with dots stands in quotation marks, double (as in JSON) or single.
 *
 * @throws {ScenarioError} when a key is empty or a quotation mark has no partner
 */
export function parsePath(path: string): readonly string[] {
  const { keys, end } = scanPath(path);
  if (end < path.length) throw malformed(path);
  return keys;
}

/** The keys at the start of a text, and where they end: at its end, or at the first `=` after a key. */
export function scanPath(text: string): { readonly keys: readonly string[]; readonly end: number } {
  const key = /\s*(?:("(?:[^"\\]|\\.)*")|'((?:[^']|'')*)'|([^.='"][^.=]*))\s*(\.|(?==)|$)/y;
  const keys: string[] = [];
  let match: RegExpExecArray | null;
  do {
    match = key.exec(text);
    if (!match) throw malformed(text);
    keys.push(keyOf(match, text));
    // Each match begins where the one before it ended.
  } while (match[4] === ".");
  return { keys, end: key.lastIndex };
}

function keyOf([, double, single, plain]: RegExpExecArray, text: string): string {
  if (single !== undefined) return single.replaceAll("''", "'");
  if (double === undefined) return plain!.trimEnd();
  try {
    return JSON.parse(double) as string;
  } catch {
    throw malformed(text);
  }
}

function malformed(path: string): ScenarioError {
  return new ScenarioError(
    `a path must be keys joined by dots such as classes.web.count, got ${describeValue(path)}`,
  );
}
