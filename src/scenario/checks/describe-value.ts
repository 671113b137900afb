const longestQuotation = 60;

/** Text in quotation marks for an error sentence: on one line, what cannot be seen escaped, cut when long. */
export function quote(text: string): string {
  if (text.length <= longestQuotation) return quoteAll(text);
  return `${quoteAll(text.slice(0, longestQuotation - 20))}… (${text.length} characters)`;
}

// Control characters, and those of Unicode's category Cf: they cannot be seen, and some turn round the order of what follows.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** All of a text as a JSON string, which reads back as that text; what cannot be seen is escaped. */
export function quoteAll(text: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(new RegExp(unseen, "gu"), (found) =>
    found.split("").map(escaped).join(""),
  );
}

/** A text as it is, unless it holds what must be escaped: a file name, a setting. */
export function quoteIfUnseen(text: string): string {
  return unseen.test(text) ? quote(text) : text;
}

/** Any value at all, as an error sentence says what it found: `2.5`, `"5 m"`, `a list`, `a Map`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "object":
      return value === null ? "nothing (null)" : describeObject(value);
    case "boolean":
    case "undefined":
      return String(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "an object";
  const name: unknown = prototype.constructor?.name;
  if (typeof name !== "string" || name === "Object" || !/^[\p{L}_$][\p{L}\p{N}_$]{0,40}$/u.test(name))
    return "an object with a prototype of its own";
  return /^[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`;
}
