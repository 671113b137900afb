import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { System } from "../scenario/model/system.js";
import type { ReportOptions } from "./commands/command-definition.js";

/** A scenario as a command takes it: as the user wrote it, with `--set` applied, and checked. */
export interface ScenarioInput {
  readonly scenario: Scenario;
  readonly system: System;
}

/** Reads the scenario that an argument names, and applies the settings of `--set`. */
export async function scenarioInput(argument: string, options: ReportOptions): Promise<ScenarioInput> {
  const { loadScenario } = await import("../scenario/reading/load-scenario.js");
  return checkedScenario(loadScenario(argument), options);
}

/** Applies the settings of `--set` to a scenario and checks it. */
export async function checkedScenario(scenario: Scenario, options: ReportOptions): Promise<ScenarioInput> {
  const set = options.set ? await withSet(scenario, options.set) : scenario;
  return { scenario: set, system: prepare(set) };
}

async function withSet(scenario: Scenario, settings: readonly string[]): Promise<Scenario> {
  const { withSettings } = await import("../scenario/checks/set-path.js");
  return withSettings(scenario, settings);
}
