import { describeValue, quoteIfUnseen } from "../checks/describe-value.js";
import { nearestName } from "../checks/nearest-name.js";
import { prepare } from "../checks/prepare.js";
import { deepFreeze } from "../model/deep-freeze.js";
import { presets } from "../model/presets.js";
import type { Scenario } from "../model/scenario.js";
import { ScenarioError } from "../model/scenario-error.js";
import { recordProvenance } from "./provenance.js";
import { locateInJson, readJson } from "./read-json.js";
import { readSource } from "./read-source.js";
import { readYaml, type YamlText } from "./read-yaml.js";
import { positionAt, TextFault } from "./text-fault.js";

// YAML takes some 10 microseconds a word: within these bounds the answer comes in seconds. JSON is read
// thirty times as fast.
const longestYaml = 4 * 1024 * 1024;
const mostYamlWords = 500_000;

export interface LoadOptions {
  /** How to read the text; without it, a name that ends in `.json` or a text that is JSON is read as JSON. */
  readonly format?: "yaml" | "json";
}

/**
 * The checked scenario of a file (YAML or JSON), of standard input (`-`), or of a built-in name (`paper`,
 * `cloud`; write `./paper` for a file of that name).
 *
 * What comes back is plain, frozen, and as the user wrote it, except that a number which a double cannot hold
 * is text. Where its values stand in the file is kept aside for errors.
 *
 * - Limits: JSON up to 256 MiB; YAML up to 4 MiB and 500,000 words, which takes some seconds
 *
 * @throws {ScenarioError} when it cannot be read or is no scenario; with line and column where there are any
 * @example
 * loadScenario("paper").classes  // => { SI: { multiple: 1, count: 2 }, MI2: { multiple: 2, count: 2 } }
 */
export function loadScenario(path: string, options: LoadOptions = {}): Scenario {
  if (typeof path !== "string" || path === "") {
    throw new ScenarioError(`a scenario file must be named by its path, got ${describeValue(path)}`);
  }
  if (Object.hasOwn(presets, path)) return presets[path as keyof typeof presets];
  const name = path === "-" ? "standard input" : quoteIfUnseen(path);
  return parseScenario(textOf(path, name), name, options);
}

function textOf(path: string, name: string): string {
  try {
    return readSource(path, name);
  } catch (error) {
    if (error instanceof ScenarioError && error.sentence.endsWith("does not exist") && !/[./\\]/.test(path)) {
      const nearest = nearestName(path, Object.keys(presets), 2);
      const hint = nearest ? `; the nearest is ${nearest}` : "";
      throw new ScenarioError(`${name} is neither a file nor a built-in scenario (paper, cloud)${hint}`);
    }
    throw error;
  }
}

/**
 * The checked scenario of a text, YAML or JSON; `fileName` is what errors call it.
 *
 * @throws {ScenarioError} when it is no scenario; with line and column where there are any
 * @example
 * parseScenario("classes: { a: { count: 2 } }\ntraffic: { rates: { a: { a: 1/s } } }", "my.yaml").traffic.rates
 * // => { a: { a: "1/s" } }
 */
export function parseScenario(text: string, fileName: string, options: LoadOptions = {}): Scenario {
  if (typeof text !== "string")
    throw new ScenarioError(`a scenario text must be text, got ${describeValue(text)}`);
  const source = new SourceText(text.replace(/^\ufeff/, ""), fileName, options.format);
  const value = source.value();
  if (value === null || typeof value !== "object") {
    const sentence = `the scenario must be an object with the keys classes and traffic, got ${describeValue(value)}`;
    throw new ScenarioError(sentence, "", source.locate([], "value"));
  }
  recordProvenance(deepFreeze(value), source);
  prepare(value as Scenario);
  source.forget();
  return value as Scenario;
}

/** A text and where its values stand. The parsed form is let go after use and made again for a late error. */
class SourceText {
  readonly frozen = true;
  private readonly text: string;
  private readonly file: string;
  private readonly format: LoadOptions["format"];
  private isJson = false;
  private yaml: YamlText | undefined;

  constructor(text: string, file: string, format: LoadOptions["format"]) {
    this.text = text;
    this.file = file;
    this.format = format ?? (/\.json$/i.test(file) ? "json" : undefined);
  }

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

  locate(keys: readonly string[], at: "key" | "value") {
    if (this.isJson) return this.position(locateInJson(this.text, keys, at));
    this.yaml ??= readYaml(this.text);
    return this.position(this.yaml.locate(keys, at));
  }

  forget(): void {
    this.yaml = undefined;
  }

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
      const json = readJson(this.text);
      this.isJson = true;
      return json;
    } catch (error) {
      // YAML takes all of JSON and more, but slowly: what is too long for it is taken at its looks.
      if (error instanceof TextFault && !certain && this.text.length <= longestYaml) return undefined;
      throw error;
    }
  }

  private position(offset: number) {
    return { file: this.file, ...positionAt(this.text, offset) };
  }
}

/** Words and brackets: what the time to parse YAML goes by. */
function wordCount(text: string): number {
  let words = 0;
  for (const _ of text.matchAll(/[[\]{}]|[^\s,[\]{}]+/g)) words++;
  return words;
}
