import { Document, isCollection, isPair, visit, type YAMLMap, type YAMLSeq } from "yaml";
import type { Scenario } from "../model/scenario.js";

/** A scenario as YAML, to be edited, below lines of comment: what holds nothing but values stands on one line, where it fits. */
export function scenarioYaml(scenario: Scenario, comment: readonly string[] = []): string {
  const document = new Document(scenario);
  visit(document, { Map: valuesOnOneLine, Seq: valuesOnOneLine });
  const lines = comment.map((line) => `# ${line}\n`);
  return lines.join("") + document.toString({ lineWidth: 110 });
}

function valuesOnOneLine(_key: unknown, node: YAMLMap | YAMLSeq): void {
  node.flow = !node.items.some((item) => isCollection(isPair(item) ? item.value : item));
}
