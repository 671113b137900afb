import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { jsonSchema } from "../../src/scenario/checks/scenario-shape.js";
import { keysAbove } from "./keys-above.js";

/** A JSON Schema, as far as completion looks at it. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: unknown;
  readonly properties?: { readonly [key: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Proposes keys and values of a scenario from its JSON Schema, and names of classes where those are wanted. */
export function schemaCompletion(classNames: () => readonly string[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const { state, pos, explicit } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    if (/(?:^|\s)#/.test(before)) return null;
    const path = keysAbove(state.sliceDoc(0, pos));
    const [, key, begun] = /(?:^|[\s{,])([\w.-]+):\s+([\w.-]*)$/.exec(before) ?? [];
    if (key !== undefined) {
      const options = valuesOf(schemaAt([...path, key]));
      return options.length > 0 ? { from: pos - begun.length, options } : null;
    }
    const word = context.matchBefore(/[\w.-]*/);
    if (word === null || (word.from === word.to && !explicit)) return null;
    const options = keysOf(path, classNames());
    return options.length > 0 ? { from: word.from, options } : null;
  };
}

function valuesOf(schema: Schema | undefined): Completion[] {
  const values = variants(schema).flatMap((one) => {
    if (one.enum) return one.enum;
    if (one.const !== undefined) return [one.const];
    return one.type === "boolean" ? [true, false] : [];
  });
  if (schema?.default !== undefined && typeof schema.default !== "object") values.push(schema.default);
  return [...new Set(values.map(String))].map((label) => ({
    label,
    type: "enum",
    info: schema?.description,
  }));
}

function keysOf(path: readonly string[], classNames: readonly string[]): Completion[] {
  const properties = Object.assign({}, ...variants(schemaAt(path)).map((one) => one.properties ?? {}));
  const keys = Object.entries(properties as { readonly [key: string]: Schema }).map(([label, found]) => ({
    label,
    type: "property",
    detail: found.default === undefined ? undefined : `default ${JSON.stringify(found.default)}`,
    info: found.description,
    apply: `${label}: `,
  }));
  return [
    ...keys,
    ...(namesClasses(path) ? classNames.map((label) => ({ label, type: "class", apply: `${label}: ` })) : []),
  ];
}

/** Rates and sizes go from class to class, a placement from host to class. */
function namesClasses([first, second, ...more]: readonly string[]): boolean {
  if (first === "traffic") return (second === "rates" || second === "size") && more.length <= 1;
  return first === "hosts" && second === "placement" && more.length === 1;
}

function schemaAt(path: readonly string[]): Schema | undefined {
  let schema: Schema | undefined = jsonSchema as Schema;
  for (const key of path) {
    const inner: (Schema | undefined)[] = variants(schema).map(({ properties, additionalProperties }) => {
      return (
        properties?.[key] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined)
      );
    });
    schema = inner.find((one) => one !== undefined);
  }
  return schema;
}

/** A schema and all that it offers to choose from. */
function variants(schema: Schema | undefined): readonly Schema[] {
  if (schema === undefined) return [];
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(variants)];
}
