import { describeValue } from "../checks/describe-value.js";
import { isObject } from "../checks/plain-object.js";
import { LoadedScenario } from "../checks/prepare.js";
import { looksLikeScript, prepareScript } from "../checks/prepare-script.js";
import { deepFreeze } from "../model/deep-freeze.js";
import type { Scenario } from "../model/scenario.js";
import { ScenarioError, type SourcePosition } from "../model/scenario-error.js";
import type { Script, ScriptInput } from "../model/script.js";
import { locateInJson, readJson } from "./read-json.js";
import { readYaml, type YamlText } from "./read-yaml.js";
import { positionAt, TextFault } from "./text-fault.js";

export interface LoadOptions {
  /** Default JSON for a name that ends in `.json` and for a text that is JSON, else YAML. */
  readonly format?: TextFormat;
}

/** What a command that takes either has been given. */
export type ScenarioOrScript =
  | { readonly scenario: LoadedScenario; readonly script?: undefined }
  | { readonly script: Script; readonly scenario?: undefined };

/**
 * The checked scenario of a text, YAML or JSON; `fileName` is what errors call it.
 *
 * What comes back is plain, frozen, and as the user wrote it, except that a number which a double cannot hold
 * is text.
 *
 * - Limits: JSON up to 256 MiB; YAML up to 4 MiB and 500,000 words, which takes some seconds
 *
 * @throws {ScenarioError} when it is no scenario; with line and column where there are any
 * @example
 * parseScenario("classes: { a: { count: 2 } }\ntraffic: { rates: { a: { a: 1/s } } }", "my.yaml").traffic.rates
 * // => { a: { a: "1/s" } }
 */
export function parseScenario(text: string, fileName: string, options: LoadOptions = {}): Scenario {
  return readScenarioText(text, fileName, options).scenario;
}

/** `parseScenario`, with what the scenario comes to and where its values stand. @throws {ScenarioError} */
export function readScenarioText(text: string, fileName: string, options: LoadOptions = {}): LoadedScenario {
  if (typeof text !== "string")
    throw new ScenarioError(`a scenario text must be text, got ${describeValue(text)}`);
  const source = new SourceText(text, fileName, options.format);
  return scenarioFrom(source.value(), source);
}

/** The checked scenario, or script, of a text. @throws {ScenarioError} */
export function readEitherText(text: string, fileName: string, options: LoadOptions): ScenarioOrScript {
  const source = new SourceText(text, fileName, options.format);
  const value = source.value();
  return looksLikeScript(value)
    ? { script: prepareScript(value as unknown as ScriptInput, source.locate) }
    : { scenario: scenarioFrom(value, source) };
}

function scenarioFrom(value: unknown, source: SourceText): LoadedScenario {
  if (!isObject(value)) {
    const sentence = `the scenario must be an object with the keys classes and traffic, got ${describeValue(value)}`;
    throw new ScenarioError(sentence, "", source.locate([], "value"));
  }
  const loaded = new LoadedScenario(deepFreeze(value) as unknown as Scenario, source.locate);
  // Checked before anybody works with it.
  void loaded.system;
  return loaded;
}

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
