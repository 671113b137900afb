import type { QuantityInput, Scenario } from "../model/scenario.js";
import { ScenarioError } from "../model/scenario-error.js";
import { Misfit } from "./misfit.js";
import { nearestName } from "./nearest-name.js";
import { formatPath, parsePath } from "./path.js";
import { isObject } from "./plain-object.js";
import { LoadedScenario } from "./prepare.js";
import { scenarioShape } from "./scenario-shape.js";
import { type AnyShape, knownNames } from "./shape.js";

/** What a scenario says under a path; where it says nothing, the default as a user would write it. @throws {ScenarioError} */
export function valueAtPath(scenario: Scenario, path: string): unknown {
  let value: unknown = scenario;
  for (const step of steps(scenario, parsePath(path))) {
    value = innerValue(value, step.key) ?? step.fallback;
  }
  return value;
}

/**
 * A scenario with one value in another's place (a number in SI base units). Whether it fits shows when the result is checked.
 *
 * @throws {ScenarioError} when a scenario has no such path
 */
export function withValueAtPath(loaded: LoadedScenario, path: string, value: QuantityInput): LoadedScenario {
  return replaced(loaded, parsePath(path), value, { place: `${path}=${value}` });
}

/**
 * A scenario with a value under keys in another's place, or without it where it is `undefined`. `place` is what errors about
 * the value name, `addNames` lets names be added that are not there yet.
 */
export function replaced(
  { scenario, locate }: LoadedScenario,
  keys: readonly string[],
  value: unknown,
  { place, addNames = false }: { readonly place: string; readonly addNames?: boolean },
): LoadedScenario {
  const result = rebuiltScenario(scenario, steps(scenario, keys, addNames), value);
  return new LoadedScenario(result, (wanted, at) => {
    const shared = Math.min(keys.length, wanted.length);
    const related = keys.slice(0, shared).every((key, level) => wanted[level] === key);
    if (related && keys.length <= wanted.length) return place;
    return locate(wanted, at) ?? (related ? place : undefined);
  });
}

function rebuiltScenario(scenario: Scenario, path: readonly Step[], value: unknown): Scenario {
  try {
    return rebuilt(scenario, path, value) as Scenario;
  } catch (error) {
    const text = formatPath(path.map(({ key }) => key));
    throw error instanceof Misfit ? new ScenarioError(`${text} ${error.message}`, text) : error;
  }
}

interface Step {
  readonly key: string;
  /** The shape that holds the key. */
  readonly shape: AnyShape;
  readonly fallback: unknown;
}

/** Checks a path against the shapes, names of classes and hosts against the scenario, unless they may be added. */
function steps(scenario: Scenario, keys: readonly string[], addNames = false): readonly Step[] {
  let shape: AnyShape | undefined = scenarioShape;
  return keys.map((key, level) => {
    const holder = shape;
    const known = holder ? knownKeys(holder, scenario, keys.slice(0, level)) : [];
    if (!holder || !known.includes(key)) {
      // The dots of a name were taken for those of the path.
      const nearest = known.find((name) => name.startsWith(`${key}.`)) ?? nearestName(key, known);
      const free = holder?.entries?.of === "class" || holder?.entries?.of === "host";
      const addable = addNames && free && key !== "__proto__";
      if (!holder || !addable || looksMisspelt(key, nearest)) throw noPath(keys, level, known, nearest);
    }
    const field = holder.fields && Object.hasOwn(holder.fields, key) ? holder.fields[key] : undefined;
    shape = field?.shape ?? holder.entries?.shape;
    return { key, shape: holder, fallback: field?.fallback };
  });
}

function looksMisspelt(name: string, nearest: string | undefined): boolean {
  return nearest !== undefined && name.replace(/\d+/g, "0") !== nearest.replace(/\d+/g, "0");
}

function noPath(
  keys: readonly string[],
  level: number,
  known: readonly string[],
  nearest: string | undefined,
): ScenarioError {
  const path = formatPath(keys.slice(0, level + 1));
  const above = keys.slice(0, level);
  const hint =
    known.length === 0
      ? "; nothing stands below a value"
      : nearest === undefined
        ? knownNames(known, level > 0 ? ` below ${formatPath(above)}` : "")
        : `; the nearest is ${formatPath([...above, nearest])}`;
  return new ScenarioError(`${path} is not a path of this scenario${hint}`, path);
}

function knownKeys(shape: AnyShape, scenario: Scenario, above: readonly string[]): readonly string[] {
  const of = shape.entries?.of;
  const named = of === "class" ? ["classes"] : of === "host" ? above : undefined;
  const names = named ? Object.keys(objectAt(scenario, named)) : of === "position" ? ["0", "1"] : [];
  return [...Object.keys(shape.fields ?? {}), ...names];
}

function objectAt(scenario: Scenario, keys: readonly string[]): object {
  const value = keys.reduce<unknown>(innerValue, scenario);
  return isObject(value) ? value : {};
}

function innerValue(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function rebuilt(value: unknown, path: readonly Step[], leaf: unknown): unknown {
  const [step, ...rest] = path;
  if (!step) return leaf;
  const { key, shape } = step;
  // What is not there cannot be taken away.
  if (leaf === undefined && value === undefined) return undefined;
  const replacement = rebuilt(innerValue(value, key), rest, leaf);
  if (Array.isArray(value))
    return value.map((item, position) => (String(position) === key ? (replacement ?? null) : item));
  const beside = shape.beside ? shape.beside(key, value) : isObject(value) ? value : {};
  if (replacement !== undefined) return { ...beside, [key]: replacement };
  return Object.fromEntries(Object.entries(beside).filter(([name]) => name !== key));
}
