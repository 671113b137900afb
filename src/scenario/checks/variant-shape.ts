import { describeValue } from "./describe-value.js";
import { Misfit, under } from "./misfit.js";
import { isObject, ownValue, plainKeys } from "./plain-object.js";
import { type AnyShape, type Fields, type InputOf, type OutputOf, type Shape, unknownKey } from "./shape.js";

type KindInput<F extends Fields> = {
  [Kind in keyof F]: { readonly [Key in Kind]: InputOf<F[Kind]["shape"]> };
}[keyof F];
type KindRead<F extends Fields> = {
  [Kind in keyof F]: { readonly kind: Kind } & OutputOf<F[Kind]["shape"]>;
}[keyof F];

/**
 * An object that says by its only key which of several kinds of a thing is meant: `{ exponential: 60 s }`; its parameters
 * stand beside the kind in what is read. `aThing` is what errors call one of them, `wanted` all that may stand in its place,
 * and `refused` says why a kind that is known elsewhere is not here.
 */
export function oneOf<const F extends Fields>(
  kinds: F,
  aThing: string,
  wanted: string,
  refused: Readonly<Record<string, string>> = {},
): Shape<KindInput<F>, KindRead<F>> {
  const known = Object.keys(kinds);
  return {
    fields: kinds,
    // One kind takes the place of another.
    beside: () => ({}),
    read(input) {
      const keys = plainKeys(input, wanted);
      for (const key of keys) {
        if (known.includes(key)) continue;
        throw Object.hasOwn(refused, key)
          ? new Misfit(refused[key], [key], "key")
          : unknownKey(key, known, `a known ${aThing}`);
      }
      if (keys.length !== 1) {
        throw new Misfit(`must name one ${aThing}, got ${keys.length === 0 ? "none" : keys.join(" and ")}`);
      }
      const [kind] = keys;
      return under(kind, () => ({ kind, ...kinds[kind].shape.read(ownValue(input, kind)) })) as KindRead<F>;
    },
    jsonSchema: {
      anyOf: Object.entries(kinds).map(([kind, { description, shape }]) => ({
        type: "object",
        additionalProperties: false,
        required: [kind],
        properties: { [kind]: { description, ...shape.jsonSchema } },
      })),
    },
  };
}

/** What can be said by one value or, in more detail, by an object. */
export function either<S extends AnyShape, O extends AnyShape>(
  simple: S,
  detailed: O,
  isSimple = (input: unknown) => !isObject(input),
): Shape<InputOf<S> | InputOf<O>, OutputOf<S> | OutputOf<O>> {
  const { anyOf = [detailed.jsonSchema] } = detailed.jsonSchema as { readonly anyOf?: readonly unknown[] };
  return {
    ...detailed,
    read: (input) => (isSimple(input) ? simple : detailed).read(input),
    jsonSchema: { anyOf: [simple.jsonSchema, ...anyOf] },
  };
}

/** What another shape reads, made into something else. */
export function mapped<Input, Read, Made>(
  shape: Shape<Input, Read>,
  make: (read: Read) => Made,
): Shape<Input, Made> {
  return { ...shape, read: (input) => make(shape.read(input)) };
}

/** One word; `wanted` is all that may stand in its place. */
export function word<const Word extends string>(only: Word, wanted: string): Shape<Word, Word> {
  return {
    read(input) {
      if (input === only) return only;
      throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
    },
    jsonSchema: { const: only },
  };
}
