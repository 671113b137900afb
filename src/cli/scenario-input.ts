import { LoadedScenario } from "../scenario/checks/loaded-scenario.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { ScenarioOrScript } from "../scenario/reading/parse-scenario.js";
import type { ReportOptions } from "./options.js";
import { UsageError } from "./usage-error.js";

/** Reads the scenario that an argument names, and applies the settings of `--set`. */
export async function scenarioInput(argument: string, options: ReportOptions): Promise<LoadedScenario> {
  const { readScenario } = await import("../scenario/reading/load-scenario.js");
  return withSet(readScenario(argument), options);
}

/** Reads the scenario or the script that an argument names; settings of `--set` are for scenarios alone. */
export async function scenarioOrScriptInput(
  argument: string,
  options: ReportOptions,
): Promise<ScenarioOrScript> {
  const { readScenarioOrScript } = await import("../scenario/reading/load-scenario.js");
  const found = readScenarioOrScript(argument);
  if (found.scenario !== undefined) return { scenario: await withSet(found.scenario, options) };
  if (options.set)
    throw new UsageError("--set changes a scenario, and a script has every instant in its file");
  return found;
}

/** Applies the settings of `--set` to a scenario and checks it. */
export function checkedScenario(scenario: Scenario, options: ReportOptions): Promise<LoadedScenario> {
  return withSet(new LoadedScenario(scenario), options);
}

async function withSet(loaded: LoadedScenario, { set }: ReportOptions): Promise<LoadedScenario> {
  const changed = set ? await withSettings(loaded, set) : loaded;
  // Checked before anybody works with it.
  void changed.system;
  return changed;
}

async function withSettings(loaded: LoadedScenario, settings: readonly string[]): Promise<LoadedScenario> {
  const { withSettings: changed } = await import("../scenario/reading/with-settings.js");
  return changed(loaded, settings);
}
