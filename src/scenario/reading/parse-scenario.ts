import { describeValue } from "../checks/describe-value.js";
import { isObject } from "../checks/plain-object.js";
import { LoadedScenario } from "../checks/prepare.js";
import { looksLikeScript, prepareScript } from "../checks/prepare-script.js";
import { deepFreeze } from "../model/deep-freeze.js";
import type { Scenario } from "../model/scenario.js";
import { ScenarioError } from "../model/scenario-error.js";
import type { Script, ScriptInput } from "../model/script.js";
import { SourceText, type TextFormat } from "./source-text.js";

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
