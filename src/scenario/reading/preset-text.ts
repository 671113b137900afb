import { Document, isCollection, isPair, visit, type YAMLMap, type YAMLSeq } from "yaml";
import { type PresetName, presets } from "../model/presets.js";

/** More entries than these are easier read one below the other. */
const mostOnOneLine = 3;

/** A built-in scenario as YAML, to be edited. */
export function presetText(name: PresetName): string {
  const document = new Document(presets[name]);
  visit(document, { Map: shortOnOneLine, Seq: shortOnOneLine });
  return document.toString({ lineWidth: 0 });
}

function shortOnOneLine(_key: unknown, node: YAMLMap | YAMLSeq): void {
  const nested = node.items.some((item) => isCollection(isPair(item) ? item.value : item));
  if (node.items.length <= mostOnOneLine && !nested) node.flow = true;
}
