import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { matchesPattern } from "./multiples.js";

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
