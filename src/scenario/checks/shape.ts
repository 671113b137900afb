import { describeValue, quote } from "./describe-value.js";
import { Misfit, under } from "./misfit.js";
import { nearestName } from "./nearest-name.js";
import { ownValue, plainKeys } from "./plain-object.js";

/**
 * What a value of the scenario must look like: how it is read, and the JSON Schema that says the same to an editor. No schema
 * library: its issues would have to be made into our sentences one by one, and a million rates would pass through its results.
 */
export interface Shape<Input, Output> {
  /** @throws {Misfit} */
  read(input: unknown): Output;
  readonly jsonSchema: JsonSchema;
  /** The keys that may follow in a path, where they are fixed. */
  readonly fields?: Fields;
  /** What follows in a path when the keys are names of the user's, or positions in a list. */
  readonly entries?: { readonly of: NamedThing | "position"; readonly shape: AnyShape };
  /**
   * What stays of a value when a key under it is set, where the value can be written in more than one way;
   * without it, all other keys stay. @throws {Misfit} when the value cannot take the key
   */
  beside?(key: string, value: unknown): object;
  /** Never set: carries the type of what may be written. */
  readonly input?: Input;
}

// biome-ignore lint/suspicious/noExplicitAny: a shape of anything, for containers that only pass it on
export type AnyShape = Shape<any, any>;
export type InputOf<S> = S extends Shape<infer Input, infer _> ? Input : never;
export type OutputOf<S> = S extends Shape<infer _, infer Output> ? Output : never;
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What users give names to. */
export type NamedThing = "class" | "host" | "VM";

const inPlural = { class: "classes", host: "hosts", VM: "VMs" };

/** One key of an object. */
export interface Field {
  readonly shape: AnyShape;
  /** One sentence, no full stop. */
  readonly description: string;
  readonly required: boolean;
  /** What stands for an absent key, as a user would write it. */
  readonly fallback?: unknown;
}

export type Fields = { readonly [key: string]: Field };

/** A key that must be there. */
export function required<S extends AnyShape>(shape: S, description: string) {
  return { shape, description, required: true } as const;
}

/** A key that may be left out. */
export function optional<S extends AnyShape, const F extends InputOf<S>>(
  shape: S,
  fallback: F,
  description: string,
) {
  return { shape, description, required: false, fallback } as const;
}

/** A key that may be left out, where what stands for it depends on other keys. */
export function derived<Input, Output>(shape: Shape<Input, Output>, description: string) {
  return { shape: shape as Shape<Input, Output | undefined>, description, required: false } as const;
}

type RequiredKeys<F> = { [K in keyof F]: F[K] extends { readonly required: true } ? K : never }[keyof F];
type InputsOf<F> = {
  readonly [K in RequiredKeys<F>]: F[K] extends { readonly shape: infer S } ? InputOf<S> : never;
} & {
  readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: F[K] extends { readonly shape: infer S }
    ? InputOf<S>
    : never;
};
type OutputsOf<F> = {
  readonly [K in keyof F]: F[K] extends { readonly shape: infer S } ? OutputOf<S> : never;
};

/** An object with fixed keys; `wanted` and `aKey` are what errors call it, and each of its keys. */
export function object<const F extends Fields>(
  fields: F,
  wanted = `an object with keys such as ${Object.keys(fields).slice(0, 3).join(", ")}`,
  aKey = "a known key",
): Shape<InputsOf<F>, OutputsOf<F>> {
  const known = Object.keys(fields);
  // The defaults are fixed: read once, when first asked for.
  const defaults = new Map<string, unknown>();
  return {
    fields,
    read(input) {
      const given = plainKeys(input, wanted);
      for (const key of given) if (!Object.hasOwn(fields, key)) throw unknownKey(key, known, aKey);
      const output: Record<string, unknown> = {};
      for (const key of known) {
        const { shape, required, fallback } = fields[key];
        const value = Object.hasOwn(input as object, key)
          ? under(key, () => ownValue(input, key))
          : undefined;
        if (value !== undefined) {
          output[key] = under(key, () => shape.read(value));
        } else if (required) {
          throw new Misfit("is required and missing", [key]);
        } else if (fallback === undefined) {
          output[key] = undefined;
        } else {
          if (!defaults.has(key)) defaults.set(key, shape.read(fallback));
          output[key] = defaults.get(key);
        }
      }
      return output as OutputsOf<F>;
    },
    jsonSchema: {
      type: "object",
      additionalProperties: false,
      required: known.filter((key) => fields[key].required),
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, { description, fallback, shape }]) => {
          const preset = fallback === undefined ? {} : { default: fallback };
          return [key, { description, ...preset, ...shape.jsonSchema }];
        }),
      ),
    },
  };
}

/** @returns the misfit, to be thrown */
export function unknownKey(key: string, known: readonly string[], what: string): Misfit {
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? knownNames(known) : `; the nearest is ${nearest}`;
  return new Misfit(`is not ${what}${hint}`, [key], "key");
}

const longestList = 120;

/** What there is to choose from, where an error sentence has room for it. */
export function knownNames(known: readonly string[], where = ""): string {
  const list = known.join(", ");
  if (known.length === 0 || list.length > longestList) return "";
  return known.length === 1 ? `; the only one${where} is ${list}` : `; known${where} are ${list}`;
}

/** One of a few words. */
export function choice<const Word extends string>(...words: readonly Word[]): Shape<Word, Word> {
  const wanted = words.length === 2 ? words.join(" or ") : `one of ${words.join(", ")}`;
  return {
    read(input) {
      if (typeof input === "string" && (words as readonly string[]).includes(input)) return input as Word;
      const nearest = typeof input === "string" && words.length > 2 ? nearestName(input, words) : undefined;
      const hint = nearest === undefined ? "" : `; the nearest is ${nearest}`;
      throw new Misfit(`must be ${wanted}, got ${describeValue(input)}${hint}`);
    },
    jsonSchema: { enum: words },
  };
}

/** Beyond this, counts and multiples no longer fit the arithmetic of the engine's indices. */
export const largestWhole = 1_000_000_000;

/** A whole number, written as a number. */
export function whole(minimum: number, maximum = largestWhole): Shape<number, number> {
  return {
    read(input) {
      if (isBeyond(maximum, input)) {
        throw new Misfit(`must be a whole number of at most ${maximum}, got ${describeValue(input)}`);
      }
      if (typeof input !== "number" || !Number.isInteger(input) || input < minimum) {
        throw new Misfit(`must be a whole number of at least ${minimum}, got ${describeValue(input)}`);
      }
      return input === 0 ? 0 : input;
    },
    jsonSchema: { type: "integer", minimum, maximum },
  };
}

/** Also as text: a number that a double cannot hold is kept as it was written. */
function isBeyond(maximum: number, input: unknown): boolean {
  if (typeof input === "number") return input > maximum && (Number.isInteger(input) || input === Infinity);
  return typeof input === "string" && /^\+?\d[\d.]*(e\+?\d+)?$/i.test(input) && Number(input) > maximum;
}

const longestName = 200;
// Control characters, line separators and marks that reorder text would spoil the tables they are printed in.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

// Characters that leave no mark on paper: spaces, joiners, fillers, the empty pattern of Braille.
const invisible = /^[\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Text on one line, for people to read. */
export const title: Shape<string, string> = {
  read(input) {
    if (typeof input !== "string") throw new Misfit(`must be text, got ${describeValue(input)}`);
    if (input.length > longestName)
      throw new Misfit(`must be at most ${longestName} characters, got ${input.length}`);
    if (unprintable.test(input)) throw new Misfit(`must be printable text on one line, got ${quote(input)}`);
    if (invisible.test(input)) throw new Misfit(`must be text that can be seen, got ${quote(input)}`);
    return input;
  },
  jsonSchema: { type: "string", minLength: 1, maxLength: longestName },
};

/** A name that the user gives to something, as a key. @throws {Misfit} */
function checkName(name: string, of: NamedThing): void {
  const fault = nameFaults.find(([isAtFault]) => isAtFault(name))?.[1];
  if (fault !== undefined) throw new Misfit(`is no name for a ${of}: ${fault}`, [name], "key");
}

const nameFaults: readonly (readonly [isAtFault: (name: string) => boolean, fault: string])[] = [
  [(name) => name === "", "it is empty"],
  [(name) => name.length > longestName, `it is longer than ${longestName} characters`],
  [(name) => name !== name.trim(), "it begins or ends with a space"],
  [(name) => unprintable.test(name), "it has characters that cannot be printed"],
  [(name) => invisible.test(name), "it has only characters that cannot be seen"],
  [
    // Objects list such keys first and in numerical order, whatever order they were written in.
    (name) => /^(?:0|[1-9]\d{0,15})$/.test(name),
    "a name that is a whole number would lose its place in the order",
  ],
];

/** What `checkName` demands, for editors. */
const nameSchema: JsonSchema = {
  minLength: 1,
  maxLength: longestName,
  not: { pattern: "^(?:0|[1-9][0-9]*)$" },
};

/** A list of things of one kind, called so in the plural. */
export function list<Input, Output>(
  what: string,
  shape: Shape<Input, Output>,
): Shape<readonly Input[], readonly Output[]> {
  return {
    entries: { of: "position", shape },
    read(input) {
      if (!Array.isArray(input)) throw new Misfit(`must be a list of ${what}, got ${describeValue(input)}`);
      // Holes too have something to say for themselves.
      return Array.from(input, (item, position) => under(String(position), () => shape.read(item)));
    },
    jsonSchema: { type: "array", items: shape.jsonSchema },
  };
}

/** An object whose keys are names of the user's; the order of the keys is kept. */
export function named<Input, Output>(
  of: NamedThing,
  shape: Shape<Input, Output>,
  wanted = `an object with the ${inPlural[of]} by name`,
): Shape<{ readonly [name: string]: Input }, ReadonlyMap<string, Output>> {
  return {
    entries: { of, shape },
    read(input) {
      const output = new Map<string, Output>();
      for (const name of plainKeys(input, wanted)) {
        checkName(name, of);
        output.set(
          name,
          under(name, () => shape.read(ownValue(input, name))),
        );
      }
      return output;
    },
    jsonSchema: { type: "object", propertyNames: nameSchema, additionalProperties: shape.jsonSchema },
  };
}
