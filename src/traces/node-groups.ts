import { ScenarioError } from "../scenario/model/scenario-error.js";
import { firstRule, type MultipleRule } from "./multiples.js";

/** What makes a class: a multiple, a pattern of the multiples given by name, or a node. */
export type ClassBy = "multiple" | "pattern" | "node";

/** Nodes that make a class together. */
export interface NodeGroup {
  readonly name: string;
  readonly multiple: number;
  readonly nodes: readonly number[];
}

/** The nodes of each class: those of one multiple, of the first pattern that fits, or one node alone. */
export function nodeGroups(
  nodes: readonly string[],
  multiples: readonly number[],
  by: ClassBy,
  rules: readonly MultipleRule[] | undefined,
): NodeGroup[] {
  if (by === "pattern" && rules === undefined) {
    throw new ScenarioError('classes by pattern need multiples by name, such as "web-*=1,*=4"', "by");
  }
  const keys =
    by === "node" ? nodes : by === "pattern" ? rules! : [...new Set(multiples)].sort((a, b) => a - b);
  const members = new Map<GroupKey, number[]>(keys.map((key) => [key, []]));
  for (const [at, node] of nodes.entries()) {
    const key = by === "node" ? node : by === "pattern" ? firstRule(rules!, node)! : multiples[at];
    members.get(key)!.push(at);
  }
  const groups = [...members].filter(([, own]) => own.length > 0);
  const wanted = new Set(groups.map(([key]) => wantedName(key)));
  const taken = new Set<string>();
  return groups.map(([key, own]) => {
    let name = wantedName(key);
    // No class is called by a whole number, by `__proto__`, or as another.
    for (
      let renamed = false;
      isUnfit(name) || taken.has(name) || (renamed && wanted.has(name));
      renamed = true
    )
      name = `node-${name}`;
    taken.add(name);
    return { name, multiple: multiples[own[0]], nodes: own };
  });
}

type GroupKey = number | MultipleRule | string;

function isUnfit(name: string): boolean {
  return /^(\d+|__proto__)$/.test(name);
}

/** What a class is called: by its multiple, by its pattern without wildcards, or as its node. */
function wantedName(key: GroupKey): string {
  if (typeof key === "number") return key === 1 ? "SI" : `MI${key}`;
  if (typeof key === "string") return key;
  const plain = key.pattern.replaceAll(/[*?]+/g, "-").replaceAll(/[-_.]{2,}/g, "-");
  return plain.replaceAll(/^[-_.]+|[-_.]+$/g, "") || "rest";
}
