import { describeValue } from "../checks/describe-value.js";
import { isObject } from "../checks/plain-object.js";
import { LoadedScenario } from "../checks/prepare.js";
import { looksLikeScript, prepareScript } from "../checks/prepare-script.js";
import { deepFreeze } from "../model/deep-freeze.js";
import type { Scenario } from "../model/scenario.js";
import { type Locate, ScenarioError } from "../model/scenario-error.js";
import type { Script, ScriptInput } from "../model/script.js";
import { locateInJson, readJson } from "./read-json.js";
import { readYaml } from "./read-yaml.js";
import { positionAt, TextFault, type TextValue } from "./text-fault.js";

/** What a command that takes either has been given. */
export type ScenarioOrScript =
  | { readonly scenario: LoadedScenario; readonly script?: undefined }
  | { readonly script: Script; readonly scenario?: undefined };

/**
 * The checked scenario of a text; `fileName` is what errors call it. A name that ends in `.json`, or a text that is JSON, is read
 * as JSON, all else as YAML.
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
export function parseScenario(text: string, fileName: string): Scenario {
  return readScenarioText(text, fileName).scenario;
}

/** `parseScenario`, with what the scenario comes to and where its values stand. @throws {ScenarioError} */
export function readScenarioText(text: string, fileName: string): LoadedScenario {
  if (typeof text !== "string")
    throw new ScenarioError(`a scenario text must be text, got ${describeValue(text)}`);
  const { value, locate } = readText(text, fileName);
  return scenarioFrom(value, locate);
}

/** The checked scenario, or script, of a text. @throws {ScenarioError} */
export function readEitherText(text: string, fileName: string): ScenarioOrScript {
  const { value, locate } = readText(text, fileName);
  return looksLikeScript(value)
    ? { script: prepareScript(value as unknown as ScriptInput, locate) }
    : { scenario: scenarioFrom(value, locate) };
}

function scenarioFrom(value: unknown, locate: Locate): LoadedScenario {
  if (!isObject(value)) {
    const sentence = `the scenario must be an object with the keys classes and traffic, got ${describeValue(value)}`;
    throw new ScenarioError(sentence, "", locate([], "value"));
  }
  const loaded = new LoadedScenario(deepFreeze(value) as unknown as Scenario, locate);
  // Checked before anybody works with it.
  void loaded.system;
  return loaded;
}

// YAML takes some 10 microseconds a word: within these bounds the answer comes in seconds. JSON is read
// thirty times as fast.
const longestYaml = 4 * 1024 * 1024;
const mostYamlWords = 500_000;

/** What a YAML or JSON text says, and where its values stand. @throws {ScenarioError} with line and column */
function readText(written: string, file: string): { value: unknown; locate: Locate } {
  const text = written.replace(/^\ufeff/, "");
  const position = (offset: number) => ({ file, ...positionAt(text, offset) });
  try {
    const read = (text.trim() !== "" && jsonIn(text, /\.json$/i.test(file))) || yamlIn(text, file);
    // Comments and the marks of a document say nothing.
    if (read.value === null && text.replace(/#.*|^(?:---|\.\.\.)/gm, "").trim() === "")
      throw new ScenarioError(`${file} is empty, a scenario is wanted`);
    return { value: read.value, locate: (keys, at) => position(read.locate(keys, at)) };
  } catch (error) {
    if (!(error instanceof TextFault)) throw error;
    throw new ScenarioError(error.message, "", position(error.offset));
  }
}

/** `undefined` for a text that is not JSON but could still be YAML. */
function jsonIn(text: string, certain: boolean): TextValue | undefined {
  if (!certain && !/^\s*\{\s*["}]/.test(text.slice(0, 1000))) return undefined;
  try {
    return { value: readJson(text), locate: (keys, at) => locateInJson(text, keys, at) };
  } catch (error) {
    // YAML takes all of JSON and more, but slowly: what is too long for it is taken at its looks.
    if (error instanceof TextFault && !certain && text.length <= longestYaml) return undefined;
    throw error;
  }
}

function yamlIn(text: string, file: string): TextValue {
  // Words and brackets are what the time to parse YAML goes by.
  let words = 0;
  if (text.length <= longestYaml) for (const _ of text.matchAll(/[[\]{}]|[^\s,[\]{}]+/g)) words++;
  if (text.length > longestYaml || words > mostYamlWords) {
    const limits = `which ends at 4 MiB and ${mostYamlWords} words here; write it as JSON, which may have 256 MiB`;
    throw new ScenarioError(`${file} is too long for YAML, ${limits}`);
  }
  return readYaml(text);
}
