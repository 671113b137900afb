import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { describeValue, quote } from "../checks/describe-value.js";
import { sourceNumber } from "../quantities/exact-decimal.js";
import { deepest, TextFault, type TextValue, unusableKey } from "./text-fault.js";

const tooDeep = "nesting is too deep to be read";
// Anchors let a short text stand for a huge one; no scenario that was written by hand comes near this.
const mostValues = 5_000_000;

/**
 * The value of a YAML 1.2 text, with the care a scenario needs: a key written twice, an unknown tag, an alias
 * inside its own anchor, anchors that multiply and several documents are errors, each with a place; a number
 * that a double cannot hold keeps its text. Merge keys (`<<`) work. About a megabyte a second.
 *
 * @throws {TextFault}
 */
export function readYaml(text: string): TextValue {
  const document = parsed(text);
  const value = new PlainForm().of(document.contents);
  return { value, locate: (keys, at) => locate(document, keys, at) };
}

function parsed(text: string): Document.Parsed {
  const document = documentIn(text);
  const { yaml } = document.directives;
  const fault = document.errors[0];
  if (fault?.code === "MULTIPLE_DOCS")
    throw new TextFault("one YAML document is wanted, got several", fault.pos[0]);
  if (fault) {
    const tooLong = /call stack/i.test(fault.message);
    throw new TextFault(tooLong ? tooDeep : `valid YAML is wanted: ${asClause(fault.message)}`, fault.pos[0]);
  }
  if (yaml.explicit && yaml.version !== "1.2")
    throw new TextFault(`YAML 1.2 is wanted, got ${yaml.version}`, 0);
  return document;
}

function documentIn(text: string): Document.Parsed {
  try {
    // Keys are checked for repetition below: the parser's own check takes time quadratic in their number.
    return parseDocument(text, { uniqueKeys: false, prettyErrors: false, version: "1.2" });
  } catch (error) {
    // The parser descends by recursion; thousands of opening brackets exhaust the stack.
    if (error instanceof RangeError) throw new TextFault(tooDeep, 0);
    throw error;
  }
}

function asClause(message: string): string {
  const line = message.split("\n")[0].replace(/[.:\s]+$/, "");
  return /^[A-Z][a-z]/.test(line) ? line[0].toLowerCase() + line.slice(1) : line;
}

const coreTags = ["str", "int", "float", "bool", "null", "map", "seq"].map(
  (name) => `tag:yaml.org,2002:${name}`,
);

/** What an anchor names: its value, and how many values that is when all aliases are written out. */
interface Anchored {
  readonly value: unknown;
  readonly size: number;
}

class PlainForm {
  private readonly anchors = new Map<string, Anchored | "open">();
  private depth = 0;
  private size = 0;

  of(node: unknown): unknown {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.aliased(node.source, node.range?.[0] ?? 0);
    const { anchor, tag, range } = node as Node & { anchor?: string };
    const offset = range?.[0] ?? 0;
    if (tag !== undefined && tag !== "!" && !coreTags.includes(tag)) {
      throw new TextFault(`the tag ${quote(tag)} has no meaning in a scenario`, offset);
    }
    if (anchor !== undefined) this.anchors.set(anchor, "open");
    const before = this.size;
    this.count(1, offset);
    const value = this.nested(node, offset);
    if (anchor !== undefined) this.anchors.set(anchor, { value, size: this.size - before });
    return value;
  }

  private nested(node: unknown, offset: number): unknown {
    if (isScalar(node)) return scalarValue(node, offset);
    if (++this.depth > deepest) throw new TextFault(`nesting is deeper than ${deepest} levels`, offset);
    const value = isMap(node) ? this.map(node) : isSeq(node) ? node.items.map((item) => this.of(item)) : null;
    this.depth--;
    return value;
  }

  private aliased(anchor: string, offset: number): unknown {
    const anchored = this.anchors.get(anchor);
    if (anchored === undefined) throw new TextFault(`the alias *${anchor} has no anchor before it`, offset);
    if (anchored === "open") throw new TextFault(`the alias *${anchor} stands inside what it names`, offset);
    this.count(anchored.size, offset);
    return anchored.value;
  }

  private count(values: number, offset: number): void {
    this.size += values;
    if (this.size > mostValues) {
      throw new TextFault(`the text stands for more than ${mostValues} values, aliases written out`, offset);
    }
  }

  private map(node: YAMLMap): object {
    const object: Record<string, unknown> = {};
    const merged: object[] = [];
    for (const pair of node.items) {
      const { name, offset } = keyOf(pair);
      const value = this.of(pair.value);
      if (name === "<<" && (pair.key as Scalar).type === "PLAIN") {
        merged.push(...mergeSources(value, offset));
        continue;
      }
      const fault = unusableKey(name, object);
      if (fault !== undefined) throw new TextFault(fault, offset);
      object[name] = value;
    }
    for (const source of merged) {
      for (const [name, value] of Object.entries(source))
        if (!Object.hasOwn(object, name)) object[name] = value;
    }
    return object;
  }
}

/** A merge key takes a map or a list of maps; earlier ones win. */
function mergeSources(value: unknown, offset: number): readonly object[] {
  return (Array.isArray(value) ? value : [value]).map((source: unknown) => {
    if (typeof source === "object" && source !== null && !Array.isArray(source)) return source;
    throw new TextFault(`a merge key << takes an object, got ${describeValue(source)}`, offset);
  });
}

function keyOf(pair: Pair): { readonly name: string; readonly offset: number } {
  const key = pair.key as Node | null;
  const offset = key?.range?.[0] ?? 0;
  if (!isScalar(key) || key.value === null) {
    const found =
      isScalar(key) || key === null ? "nothing (null)" : isAlias(key) ? "an alias" : "a collection";
    throw new TextFault(`a key must be text, got ${found}`, offset);
  }
  return { name: typeof key.value === "string" ? key.value : (key.source ?? String(key.value)), offset };
}

function scalarValue({ value, source }: Scalar, offset: number): unknown {
  if (typeof value === "number") return source === undefined ? value : sourceNumber(source, value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  throw new TextFault(`a scenario has no use for ${describeValue(value)}`, offset);
}

function locate(document: Document.Parsed, keys: readonly string[], at: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const [level, key] of keys.entries()) {
    const container = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(container)
      ? container.items.find((item) => isScalar(item.key) && keyOf(item).name === key)
      : undefined;
    node = pair ? pair.value : isSeq(container) ? container.items[Number(key)] : undefined;
    if (!pair && node === undefined) return offset;
    const keyOffset = offsetOf(pair?.key);
    const ofKey = at === "key" && level === keys.length - 1 ? keyOffset : undefined;
    offset = ofKey ?? offsetOf(node) ?? keyOffset ?? offset;
  }
  return offset;
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
