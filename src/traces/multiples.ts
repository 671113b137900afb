import { ScenarioError } from "../scenario/model/scenario-error.js";

/** Nodes whose name matches `pattern` (`*` any run of characters, `?` one) get the multiple. */
export interface MultipleRule {
  readonly pattern: string;
  readonly multiple: number;
}

/** How the nodes of a trace get their multiples: by name, or proposed from a list of those allowed. */
export type Multiples =
  | { readonly kind: "by-name"; readonly rules: readonly MultipleRule[] }
  | { readonly kind: "proposed"; readonly allowed: readonly number[] };

/** What stands in for `--multiples` where none is given. */
export const defaultMultiples = "1,2,4";

/**
 * Reads the text of `--multiples`: either rules `PATTERN=MULTIPLE,…`, of which the first that matches a node's name
 * counts, or a list `1,2,4` of multiples to propose from.
 *
 * @throws {ScenarioError} when the text is neither
 * @example
 * parseMultiples("web-*=1,*=4").kind  // => "by-name"
 * @example
 * parseMultiples("1,2,4")  // => { kind: "proposed", allowed: [1, 2, 4] }
 */
export function parseMultiples(text: string): Multiples {
  const entries = text.split(",").map((entry) => entry.trim());
  if (!text.includes("=")) {
    const allowed = new Set(entries.map((entry) => wholeMultiple(entry, entry)));
    return { kind: "proposed", allowed: [...allowed].sort((a, b) => a - b) };
  }
  const seen = new Set<string>();
  const rules = entries.map((entry) => {
    const at = entry.lastIndexOf("=");
    if (at < 1) throw badMultiples(entry);
    const pattern = entry.slice(0, at).trim();
    if (pattern === "") throw badMultiples(entry);
    if (seen.has(pattern)) throw new ScenarioError(`multiples name ${pattern} twice`, "multiples");
    seen.add(pattern);
    return { pattern, multiple: wholeMultiple(entry.slice(at + 1).trim(), entry) };
  });
  return { kind: "by-name", rules };
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
 * The multiple of every node.
 *
 * Rules by name are taken in order. A proposal follows the paper's "intervals by communication frequency" (§4.1):
 * at equal images and prices the cheapest multiple grows with the inverse square root of a node's inbound rate
 * (E16), so with the busiest node at the least allowed multiple `i_0`
 *
 *     i = i_0 sqrt(r_max / r), and of the allowed multiples the one nearest to it as a ratio
 *
 * - Source: §4.1, E16
 * - Assumes: a node's image and the price of what it writes do not differ from the others'
 * - Limits: a node that receives nothing gets the largest
 *
 * @throws {ScenarioError} when a rule matches no node, or no rule matches a node
 * @example
 * multiplesOf(["a", "b"], [400, 25], { kind: "proposed", allowed: [1, 2, 4] })  // => [1, 4]
 */
export function multiplesOf(
  nodes: readonly string[],
  received: readonly number[],
  multiples: Multiples,
): readonly number[] {
  return multiples.kind === "by-name"
    ? multiplesByName(nodes, multiples.rules)
    : proposedMultiples(received, multiples.allowed);
}

function multiplesByName(nodes: readonly string[], rules: readonly MultipleRule[]): readonly number[] {
  for (const { pattern } of rules) {
    if (!nodes.some((node) => matchesPattern(pattern, node))) {
      throw new ScenarioError(
        `multiples name ${pattern}, but no node of the trace is called so`,
        "multiples",
      );
    }
  }
  const found = nodes.map((node) => rules.find(({ pattern }) => matchesPattern(pattern, node))?.multiple);
  const left = nodes.filter((_, node) => found[node] === undefined);
  if (left.length > 0) {
    const some = left.slice(0, 3).join(", ") + (left.length > 3 ? ", …" : "");
    const are = left.length === 1 ? "1 node has" : `${left.length} nodes have`;
    throw new ScenarioError(`${are} no multiple: ${some}; end with *=1 to give all others one`, "multiples");
  }
  return found as number[];
}

function proposedMultiples(received: readonly number[], allowed: readonly number[]): readonly number[] {
  const busiest = received.reduce((most, count) => Math.max(most, count), 0);
  return received.map((count) => {
    // Logarithms turn "nearest as a ratio" into a distance; a silent node lies at infinity.
    const wanted = Math.log(allowed[0]) + Math.log(busiest / count) / 2;
    if (wanted === Number.POSITIVE_INFINITY) return allowed[allowed.length - 1];
    return allowed.reduce((best, i) =>
      Math.abs(Math.log(i) - wanted) < Math.abs(Math.log(best) - wanted) ? i : best,
    );
  });
}

/** Whether a name fits a pattern; linear in the name for each `*`, whatever the pattern. */
export function matchesPattern(pattern: string, name: string): boolean {
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
