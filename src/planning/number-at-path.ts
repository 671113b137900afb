import { formatPath, parsePath } from "../scenario/checks/path.js";
import { isObject } from "../scenario/checks/plain-object.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { valueAtPath, withValueAtPath } from "../scenario/checks/set-path.js";
import type { Scenario } from "../scenario/model/scenario.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import { type Dimension, parseQuantity, type Quantity } from "../scenario/quantities/quantity.js";

const dimensions: readonly Dimension[] = ["number", "time", "rate", "data", "dataRate"];

/** A number of any dimension, with the unit that it is written in, where there is one. */
export interface AnyQuantity extends Quantity {
  readonly dimension: Dimension;
  readonly unit: string | undefined;
}

/** A quantity of whatever dimension its unit says; `undefined` where no dimension knows the unit. */
export function anyQuantity(text: number | string): AnyQuantity | undefined {
  for (const dimension of dimensions) {
    const quantity = unlessRefused(() => parseQuantity(text, dimension));
    if (quantity) return { ...quantity, dimension, unit: unitOf(text) };
  }
  return undefined;
}

/** What stands behind the number of a quantity; `undefined` where nothing does. */
export function unitOf(text: number | string): string | undefined {
  if (typeof text === "number") return undefined;
  return /[a-zA-Zµμ/].*$/.exec(text.replace(/^\s*[+-]?[\d.]+(?:[eE][+-]?\d+)?/, ""))?.[0].trim();
}

/** The number that stands at a path now, and what it measures. @throws {ScenarioError} where there is none */
export function numberAtPath(
  scenario: LoadedScenario,
  path: string,
): Pick<AnyQuantity, "value" | "dimension" | "unit"> {
  const present = valueAtPath(scenario.scenario, path);
  const known = typeof present === "number" || typeof present === "string" ? anyQuantity(present) : undefined;
  if (!known) {
    const below = numberBelow(present, parsePath(path));
    const nothing = present === undefined ? ", where the scenario has nothing" : "";
    const hint = below ? `; ${formatPath(below)} is one` : nothing;
    throw new ScenarioError(`path must name a number of the scenario, got ${path}${hint}`, path);
  }
  const { value, dimension, unit } = known;
  return { value, unit, dimension: dimension === "number" ? dimensionAt(scenario, path, value) : dimension };
}

/** The first number that stands below a path. */
function numberBelow(value: unknown, keys: readonly string[]): readonly string[] | undefined {
  if (typeof value === "number" || (typeof value === "string" && anyQuantity(value))) return keys;
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = numberBelow(inner, [...keys, key]);
    if (found) return found;
  }
  return undefined;
}

const baseUnits = { time: "s", rate: "/s", data: "B", dataRate: "B/s" } as const;

/**
 * What a number at a path measures, also where the user wrote it without a unit: the dimension of the one base unit that
 * the scenario's own checks let stand behind it; `number` where they let none, or do not allow the value itself.
 */
export function dimensionAt(scenario: LoadedScenario, path: string, value: number): Dimension {
  const fits = (unit: string) =>
    unlessRefused(() => withValueAtPath(scenario, path, `${value} ${unit}`).system) !== undefined;
  return dimensions.find((dimension) => dimension !== "number" && fits(baseUnits[dimension])) ?? "number";
}

function unlessRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return undefined;
  }
}

/**
 * The phase of the class whose multiple stands at a path, one that a smaller multiple may not fit, and its path;
 * `undefined` where the path is no multiple, or the phase no number.
 */
export function phaseOfMultiple(
  scenario: Scenario,
  path: string,
): { readonly path: string; readonly phase: number } | undefined {
  const [first, , last, ...more] = parsePath(path);
  if (first !== "classes" || last !== "multiple" || more.length > 0) return undefined;
  // The name stays as the user wrote it, in quotation marks or not.
  const beside = path.replace(/multiple(?=["'\s]*$)/, "phase");
  const phase = valueAtPath(scenario, beside);
  // What is no number is for the scenario's own checks to refuse.
  return typeof phase === "number" ? { path: beside, phase } : undefined;
}
