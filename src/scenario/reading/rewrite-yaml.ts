import { type Document, isMap, parseDocument } from "yaml";
import { isObject } from "../checks/plain-object.js";

/**
 * A YAML text that says `after` where it said `before`; comments and all else stay.
 *
 * @example
 * rewrittenYaml("a: 1 # one\nb: 2\n", { a: 1, b: 2 }, { a: 3 })  // => "a: 3 # one\n"
 */
export function rewrittenYaml(text: string, before: object, after: object): string {
  const document = parseDocument(text);
  change(document, [], before, after);
  return document.toString({ lineWidth: 0 });
}

function change(document: Document, above: readonly string[], before: object, after: object): void {
  const [old, wanted] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of old.keys()) if (!wanted.has(key)) document.deleteIn([...above, key]);
  for (const [key, value] of wanted) {
    const path = [...above, key];
    const was: unknown = old.get(key);
    // Settings copy only what they change.
    if (was === value) continue;
    if (isObject(was) && isObject(value) && !Array.isArray(value) && isMap(document.getIn(path, true)))
      change(document, path, was, value);
    else document.setIn(path, typeof value === "object" ? document.createNode(value, { flow: true }) : value);
  }
}
