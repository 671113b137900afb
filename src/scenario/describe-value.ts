const longestQuotation = 60;

/** Text in quotation marks for an error sentence: on one line, control characters escaped, cut when long. */
export function quote(text: string): string {
  if (text.length <= longestQuotation) return escaped(text);
  return `${escaped(text.slice(0, longestQuotation - 20))}… (${text.length} characters)`;
}

function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Any value at all, as an error sentence says what it found: `2.5`, `"5 m"`, `a list`, `a Map`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return "a bigint";
    case "boolean":
      return String(value);
    case "undefined":
      return "undefined";
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    default:
      return value === null ? "nothing (null)" : describeObject(value as object);
  }
}

function describeObject(value: object): string {
  try {
    if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype) return "an object";
    const name: unknown = prototype.constructor?.name;
    if (typeof name === "string" && /^[\p{L}_$][\p{L}\p{N}_$]{0,40}$/u.test(name) && name !== "Object") {
      return /^[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`;
    }
    return "an object with a prototype of its own";
  } catch {
    // A proxy may throw from any trap.
    return "an object that cannot be read";
  }
}
