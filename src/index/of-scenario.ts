import { checkOptions, type OptionShapes } from "../scenario/checks/argument-shapes.js";
import { prepare } from "../scenario/checks/prepare.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { System } from "../scenario/model/system.js";

/**
 * A function of systems as programs call it: with a plain scenario too, its other arguments looked at first.
 *
 * @__NO_SIDE_EFFECTS__ so that bundlers leave out the functions that a program does not use
 */
export function ofScenario<Others extends readonly unknown[], Result>(
  work: (system: System, ...others: Others) => Result,
  check: (...others: Others) => void = () => {},
): (scenario: Scenario | System, ...others: Others) => Result {
  return (scenario, ...others) => {
    check(...others);
    return work(prepare(scenario), ...others);
  };
}

/**
 * The same for a function whose one other argument are its options, looked at by their shapes.
 *
 * @__NO_SIDE_EFFECTS__ as {@link ofScenario}
 */
export function ofScenarioWith<Options, Result>(
  name: string,
  shapes: OptionShapes<Options>,
  work: (system: System, options: Options) => Result,
): (scenario: Scenario | System, options?: Options) => Result {
  return (scenario, options = {} as Options) => {
    checkOptions(name, options, shapes);
    return work(prepare(scenario), options);
  };
}
