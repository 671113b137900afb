import { describeValue, quoteIfUnseen } from "../checks/describe-value.js";
import { nearestName } from "../checks/nearest-name.js";
import { LoadedScenario } from "../checks/prepare.js";
import { prepareScript } from "../checks/prepare-script.js";
import { figures } from "../model/figures.js";
import { presets } from "../model/presets.js";
import type { Scenario } from "../model/scenario.js";
import { ScenarioError } from "../model/scenario-error.js";
import { readEitherText, readScenarioText, type ScenarioOrScript } from "./parse-scenario.js";
import { readSource } from "./read-source.js";

/**
 * The checked scenario of a file (YAML or JSON), of standard input (`-`), or of a built-in name (`paper`,
 * `cloud`; write `./paper` for a file of that name), as {@link parseScenario} gives it.
 *
 * @throws {ScenarioError} when it cannot be read or is no scenario; with line and column where there are any
 * @example
 * loadScenario("paper").classes  // => { SI: { multiple: 1, count: 2 }, MI2: { multiple: 2, count: 2 } }
 */
export function loadScenario(path: string): Scenario {
  return readScenario(path).scenario;
}

/** `loadScenario`, with what the scenario comes to and where its values stand. @throws {ScenarioError} */
export function readScenario(path: string): LoadedScenario {
  if (Object.hasOwn(presets, path)) return new LoadedScenario(presets[path as keyof typeof presets]);
  const { text, name } = sourceAt(path, presets);
  return readScenarioText(text, name);
}

/** A scenario or a script, whichever the file, standard input or the built-in name holds. @throws {ScenarioError} */
export function readScenarioOrScript(path: string): ScenarioOrScript {
  if (Object.hasOwn(presets, path)) return { scenario: readScenario(path) };
  if (Object.hasOwn(figures, path)) return { script: prepareScript(figures[path as keyof typeof figures]) };
  const { text, name } = sourceAt(path, { ...presets, ...figures });
  return readEitherText(text, name);
}

/** The text at a path, and what errors call it. */
function sourceAt(path: string, builtIn: object): { readonly text: string; readonly name: string } {
  if (typeof path !== "string" || path === "")
    throw new ScenarioError(`a scenario file must be named by its path, got ${describeValue(path)}`);
  const name = path === "-" ? "standard input" : quoteIfUnseen(path);
  try {
    return { text: readSource(path, name), name };
  } catch (error) {
    const missing = error instanceof ScenarioError && error.sentence.endsWith("does not exist");
    if (!missing || /[./\\]/.test(path)) throw error;
    const known = Object.keys(builtIn);
    const nearest = nearestName(path, known, 2);
    const hint = nearest ? `; the nearest is ${nearest}` : "";
    throw new ScenarioError(`${name} is neither a file nor a built-in scenario (${known.join(", ")})${hint}`);
  }
}
