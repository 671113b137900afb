import { quote, quoteIfUnseen } from "../checks/describe-value.js";
import { scanPath } from "../checks/path.js";
import type { LoadedScenario } from "../checks/prepare.js";
import { replaced } from "../checks/set-path.js";
import { ScenarioError } from "../model/scenario-error.js";
import { readYaml } from "./read-yaml.js";
import { TextFault } from "./text-fault.js";

/**
 * A scenario with settings of the command line applied in order: `classes.batch.multiple=3`,
 * `clock.error={ normal: { mean: 0, sd: 5 ms } }`, `classes."web.eu".count=7`. The value is YAML; `null` takes away
 * what is written, so that the default holds again.
 *
 * A class, a host, or a class in the rates, that is not there yet is added, unless its name looks like one of those
 * that are, misspelt. Names that differ in their digits only (`MI2`, `MI3`) do not. A later error about a value names its setting.
 *
 * @throws {ScenarioError} when a setting has no `=`, its path is not one that a scenario has, or its value is no YAML
 */
export function withSettings(loaded: LoadedScenario, settings: readonly string[]): LoadedScenario {
  return settings.reduce(withSetting, loaded);
}

function withSetting(loaded: LoadedScenario, setting: string): LoadedScenario {
  const trimmed = setting.trim();
  const place = `--set ${trimmed.length > 80 ? quote(trimmed) : quoteIfUnseen(trimmed)}`;
  const { keys, end } = withPlace(place, () => scanPath(setting));
  if (setting[end] !== "=") throw new ScenarioError(`a setting must be PATH=VALUE, got ${quote(setting)}`);
  return withPlace(place, () => {
    const value = settingValue(setting.slice(end + 1));
    return replaced(loaded, keys, value, { place, addNames: true });
  });
}

function withPlace<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ScenarioError && error.setting === undefined) {
      throw new ScenarioError(error.sentence, error.path, place);
    }
    if (error instanceof TextFault) throw new ScenarioError(`in the value, ${error.message}`, "", place);
    throw error;
  }
}

/** `undefined` for `null`: what is written goes away. */
function settingValue(text: string): unknown {
  const { value } = readYaml(text);
  if (value !== null) return value;
  if (/^\s*(?:#.*)?$/.test(text)) throw new ScenarioError("a setting must have a value after =, got nothing");
  return undefined;
}
