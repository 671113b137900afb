import type { Scenario } from "../model/scenario.js";
import type { Locate } from "../model/scenario-error.js";
import type { System } from "../model/system.js";
import { systemOf } from "./prepare.js";

/** A scenario as its user wrote it, what it comes to, and where each of its values was written. */
export class LoadedScenario {
  readonly scenario: Scenario;
  readonly locate: Locate;
  private checked: System | undefined;

  constructor(scenario: Scenario, locate: Locate = () => undefined) {
    this.scenario = scenario;
    this.locate = locate;
  }

  /**
   * The scenario checked, with defaults filled in; checked once, when first asked for.
   *
   * @throws {ScenarioError} when it is not as it should be, with the place of the value at fault
   */
  get system(): System {
    this.checked ??= systemOf(this.scenario, this.locate);
    return this.checked;
  }
}
