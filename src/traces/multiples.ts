import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { Bytes } from "../scenario/model/units.js";
import { parseQuantity } from "../scenario/quantities/quantity.js";

/** Nodes whose name matches `pattern` (`*` any run of characters, `?` one) get the multiple. */
export interface MultipleRule {
  readonly pattern: string;
  readonly multiple: number;
}

/** How the nodes of a trace get their multiples: by name, or where no rules are given proposed from a list of those allowed. */
export interface Multiples {
  readonly rules?: readonly MultipleRule[];
  readonly allowed: readonly number[];
}

/** What stands in for `--multiples` where none is given. */
export const defaultMultiples = "1,2,4";

/**
 * Reads the text of `--multiples`: either rules `PATTERN=MULTIPLE,…`, of which the first that matches a node's name
 * counts, or a list `1,2,4` of multiples to propose from.
 *
 * @throws {ScenarioError} when the text is neither
 * @example
 * parseMultiples("1,2,4")  // => { allowed: [1, 2, 4] }
 */
export function parseMultiples(text: string): Multiples {
  const entries = text.split(",").map((entry) => entry.trim());
  if (!text.includes("=")) {
    const allowed = new Set(entries.map((entry) => wholeMultiple(entry, entry)));
    return { allowed: [...allowed].sort((a, b) => a - b) };
  }
  const seen = new Set<string>();
  const rules = entries.map((entry) => {
    const at = entry.lastIndexOf("=");
    const pattern = entry.slice(0, Math.max(at, 0)).trim();
    if (pattern === "") throw badMultiples(entry);
    if (seen.has(pattern)) throw new ScenarioError(`multiples name ${pattern} twice`, "multiples");
    seen.add(pattern);
    return { pattern, multiple: wholeMultiple(entry.slice(at + 1).trim(), entry) };
  });
  return { rules, allowed: [] };
}

function wholeMultiple(text: string, entry: string): number {
  const multiple = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (multiple < 1) throw badMultiples(entry);
  return multiple;
}

function badMultiples(entry: string): ScenarioError {
  return new ScenarioError(
    `multiples must read like "ts-order-*=1,*=4" or "1,2,4", whole numbers of at least 1, got ${JSON.stringify(entry)}`,
    "multiples",
  );
}

/**
 * The multiple of every node by the first rule whose pattern fits its name.
 *
 * @throws {ScenarioError} when a rule matches no node, or no rule matches a node
 */
export function multiplesByName(nodes: readonly string[], rules: readonly MultipleRule[]): readonly number[] {
  for (const { pattern } of rules) {
    if (!nodes.some((node) => matchesPattern(pattern, node))) {
      const sentence = `multiples name ${pattern}, but no node of the trace is called so`;
      throw new ScenarioError(sentence, "multiples");
    }
  }
  const found = nodes.map((node) => firstRule(rules, node)?.multiple);
  const left = nodes.filter((_, node) => found[node] === undefined);
  if (left.length > 0) {
    const some = left.slice(0, 3).join(", ") + (left.length > 3 ? ", …" : "");
    const are = left.length === 1 ? "1 node has" : `${left.length} nodes have`;
    throw new ScenarioError(`${are} no multiple: ${some}; end with *=1 to give all others one`, "multiples");
  }
  return found as number[];
}

/**
 * The image of every node by the first rule that fits its name: one for all, `"2 GiB"`, or by name, `"db-*=8 GiB,*=2 GiB"`.
 *
 * @throws {ScenarioError} for what is no size, and for a node without one
 */
export function imagesByName(nodes: readonly string[], text: string): readonly Bytes[] {
  const rules = text.split(",").map((entry) => {
    const at = entry.lastIndexOf("=");
    const pattern = at === -1 ? "*" : entry.slice(0, at).trim();
    return { pattern, image: parseQuantity(entry.slice(at + 1).trim(), "data", "image").value };
  });
  return nodes.map((node) => {
    const rule = firstRule(rules, node);
    if (rule !== undefined) return rule.image;
    throw new ScenarioError(`the node ${node} has no image; end with *=SIZE to give all others one`, "image");
  });
}

export function firstRule<Rule extends { readonly pattern: string }>(
  rules: readonly Rule[],
  node: string,
): Rule | undefined {
  return rules.find(({ pattern }) => matchesPattern(pattern, node));
}

/** Whether a name fits a pattern; linear in the name for each `*`, whatever the pattern. */
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < name.length; ) {
    if (pattern[p] === "*") {
      star = p++;
      resume = at;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[at])) {
      p++;
      at++;
    } else if (star !== -1) {
      p = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/**
 * Says to which class of a scenario a node of a trace belongs: the one whose `nodes` name it; else the class of that
 * name, or of that name without a number at its end (`web-3` is a VM of `web`); else the first whose `nodes` have a
 * pattern that fits.
 *
 * @throws {ScenarioError} for a node that belongs to no class
 */
export function nodeClasses(classes: Scenario["classes"]): (node: string) => number {
  const entries = Object.entries(classes);
  const named = new Map<string, number>();
  for (const [c, [name, { nodes }]] of entries.entries()) if (nodes === undefined) named.set(name, c);
  for (const [c, [, { nodes = [] }]] of entries.entries()) for (const node of nodes) named.set(node, c);
  return (node) => {
    const known = named.get(node) ?? named.get(node.replace(/[-_.]?\d+$/, ""));
    if (known !== undefined) return known;
    const byPattern = entries.findIndex(([, { nodes }]) =>
      nodes?.some((pattern) => matchesPattern(pattern, node)),
    );
    if (byPattern !== -1) return byPattern;
    const [first] = entries;
    if (entries.length === 1 && first[1].nodes === undefined) return 0;
    throw new ScenarioError(
      `the node ${JSON.stringify(node)} of the trace must belong to a class, as by classes.${first[0]}.nodes: [${JSON.stringify(node)}]`,
      "classes",
    );
  };
}
