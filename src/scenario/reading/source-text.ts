import { ScenarioError, type SourcePosition } from "../model/scenario-error.js";
import { locateInJson, readJson } from "./read-json.js";
import { readYaml, type YamlText } from "./read-yaml.js";
import { positionAt, TextFault } from "./text-fault.js";

// YAML takes some 10 microseconds a word: within these bounds the answer comes in seconds. JSON is read
// thirty times as fast.
const longestYaml = 4 * 1024 * 1024;
const mostYamlWords = 500_000;

/** How to read a text; where nothing is said, a name that ends in `.json` or a text that is JSON is read as JSON. */
export type TextFormat = "yaml" | "json";

/** A YAML or JSON text, what it says, and where its values stand. */
export class SourceText {
  private readonly text: string;
  private readonly file: string;
  private readonly format: TextFormat | undefined;
  private yaml: YamlText | undefined;

  /** `file` is what errors call the text. */
  constructor(text: string, file: string, format?: TextFormat) {
    this.text = text.replace(/^\ufeff/, "");
    this.file = file;
    this.format = format ?? (/\.json$/i.test(file) ? "json" : undefined);
  }

  /** @throws {ScenarioError} when it is empty, or neither YAML nor JSON, with line and column */
  value(): unknown {
    if (this.text.trim() === "") throw this.empty();
    try {
      const value = this.read();
      // Comments and the marks of a document say nothing.
      const saysNothing = value === null && this.text.replace(/#.*|^(?:---|\.\.\.)/gm, "").trim() === "";
      if (saysNothing) throw this.empty();
      return value;
    } catch (error) {
      if (!(error instanceof TextFault)) throw error;
      throw new ScenarioError(error.message, "", this.position(error.offset));
    }
  }

  private empty(): ScenarioError {
    return new ScenarioError(`${this.file} is empty, a scenario is wanted`);
  }

  /** The place of the value under these keys (or of its key), or of the nearest container; after `value`. */
  readonly locate = (keys: readonly string[], at: "key" | "value"): SourcePosition =>
    this.position(this.yaml?.locate(keys, at) ?? locateInJson(this.text, keys, at));

  private read(): unknown {
    if (this.format !== "yaml") {
      const json = this.readJson();
      if (json !== undefined) return json;
    }
    if (this.text.length > longestYaml || wordCount(this.text) > mostYamlWords) {
      const limits = `which ends at 4 MiB and ${mostYamlWords} words here; write it as JSON, which may have 256 MiB`;
      throw new ScenarioError(`${this.file} is too long for YAML, ${limits}`);
    }
    this.yaml = readYaml(this.text);
    return this.yaml.value;
  }

  /** `undefined` for a text that is not JSON but could still be YAML. */
  private readJson(): unknown {
    const certain = this.format === "json";
    const looksSo = /^\s*\{\s*["}]/.test(this.text.slice(0, 1000));
    if (!certain && !looksSo) return undefined;
    try {
      return readJson(this.text);
    } catch (error) {
      // YAML takes all of JSON and more, but slowly: what is too long for it is taken at its looks.
      if (error instanceof TextFault && !certain && this.text.length <= longestYaml) return undefined;
      throw error;
    }
  }

  private position(offset: number): SourcePosition {
    return { file: this.file, ...positionAt(this.text, offset) };
  }
}

/** Words and brackets: what the time to parse YAML goes by. */
function wordCount(text: string): number {
  let words = 0;
  for (const _ of text.matchAll(/[[\]{}]|[^\s,[\]{}]+/g)) words++;
  return words;
}
