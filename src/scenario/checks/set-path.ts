import type { QuantityInput, Scenario } from "../model/scenario.js";
import { ScenarioError } from "../model/scenario-error.js";
import { provenanceOf, recordProvenance } from "../reading/provenance.js";
import { readYaml } from "../reading/read-yaml.js";
import { TextFault } from "../reading/text-fault.js";
import { quote, quoteIfUnseen } from "./describe-value.js";
import { Misfit } from "./misfit.js";
import { nearestName } from "./nearest-name.js";
import { formatPath, parsePath, scanPath } from "./path.js";
import { isObject } from "./plain-object.js";
import { scenarioShape } from "./scenario-shape.js";
import { type AnyShape, knownNames } from "./shape.js";

/**
 * A scenario with settings of the command line applied in order: `classes.batch.multiple=3`,
 * `clock.error={ normal: { mean: 0, sd: 5 ms } }`, `classes."web.eu".count=7`. The value is YAML; `null` takes away
 * what is written, so that the default holds again.
 *
 * A class, a host, or a class in the rates, that is not there yet is added, unless its name looks like one of those
 * that are, misspelt. Names that differ in their digits only (`MI2`, `MI3`) do not.
 *
 * The one given is left as it is. A later error about a value that was set names its setting.
 *
 * @throws {ScenarioError} when a setting has no `=`, its path is not one that a scenario has, or its value is
 * no YAML; whether the value fits is for `prepare` to say
 * @example
 * withSettings(presets.paper, ["classes.MI2.multiple=3"]).classes.MI2.multiple  // => 3
 */
export function withSettings(scenario: Scenario, settings: readonly string[]): Scenario {
  return settings.reduce(withSetting, scenario);
}

function withSetting(scenario: Scenario, setting: string): Scenario {
  const place = `--set ${printable(setting.trim())}`;
  const { keys, end } = withPlace(place, () => scanPath(setting));
  if (setting[end] !== "=") throw new ScenarioError(`a setting must be PATH=VALUE, got ${quote(setting)}`);
  const value = withPlace(place, () => settingValue(setting.slice(end + 1)));
  return withPlace(place, () => replaced(scenario, steps(scenario, keys, "add names"), value, place));
}

function printable(setting: string): string {
  return setting.length > 80 ? quote(setting) : quoteIfUnseen(setting);
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

/**
 * What a scenario says under a path; where it says nothing, the default as a user would write it.
 *
 * @throws {ScenarioError} when a scenario has no such path
 * @example
 * valueAtPath(presets.paper, "baseInterval")  // => "60 s"
 */
export function valueAtPath(scenario: Scenario, path: string): unknown {
  let value: unknown = scenario;
  for (const step of steps(scenario, parsePath(path))) {
    const inner = isObject(value) && Object.hasOwn(value, step.key) ? value[step.key] : undefined;
    value = inner ?? step.fallback;
  }
  return value;
}

/**
 * A scenario with one value in another's place, for sweeps over a numeric path (SI base units); the one given
 * is left as it is.
 *
 * @throws {ScenarioError} when a scenario has no such path
 * @example
 * withValueAtPath(presets.paper, "traffic.rates.SI.SI", 8).traffic.rates.SI?.SI  // => 8
 */
export function withValueAtPath(scenario: Scenario, path: string, value: QuantityInput): Scenario {
  return replaced(scenario, steps(scenario, parsePath(path)), value, `${path}=${value}`);
}

function replaced(scenario: Scenario, path: readonly Step[], value: unknown, place: string): Scenario {
  const keys = path.map(({ key }) => key);
  const result = rebuiltScenario(scenario, path, value);
  const before = provenanceOf(scenario);
  recordProvenance(result, {
    frozen: false,
    locate(wanted, at) {
      const shared = Math.min(keys.length, wanted.length);
      const related = keys.slice(0, shared).every((key, level) => wanted[level] === key);
      if (related && keys.length <= wanted.length) return place;
      return before?.locate(wanted, at) ?? (related ? place : undefined);
    },
  });
  return result;
}

function rebuiltScenario(scenario: Scenario, path: readonly Step[], value: unknown): Scenario {
  try {
    return rebuilt(scenario, path, value) as Scenario;
  } catch (error) {
    const text = formatPath(path.map(({ key }) => key));
    if (error instanceof Misfit) throw new ScenarioError(`${text} ${error.message}`, text);
    throw error;
  }
}

interface Step {
  readonly key: string;
  /** The shape that holds the key. */
  readonly shape: AnyShape;
  readonly fallback: unknown;
}

/** Checks a path against the shapes, names of classes and hosts against the scenario, unless they may be added. */
function steps(scenario: Scenario, keys: readonly string[], names?: "add names"): readonly Step[] {
  let shape: AnyShape | undefined = scenarioShape;
  return keys.map((key, level) => {
    const holder = shape;
    const known = holder ? knownKeys(holder, scenario, keys.slice(0, level)) : [];
    if (!holder || !known.includes(key)) {
      // The dots of a name were taken for those of the path.
      const nearest = known.find((name) => name.startsWith(`${key}.`)) ?? nearestName(key, known);
      const free = holder?.entries?.of === "class" || holder?.entries?.of === "host";
      const addable = names && free && key !== "__proto__";
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
  const fixed = Object.keys(shape.fields ?? {});
  switch (shape.entries?.of) {
    case "class":
      return [...fixed, ...Object.keys(objectAt(scenario, ["classes"]))];
    case "host":
      return [...fixed, ...Object.keys(objectAt(scenario, above))];
    case "position":
      return [...fixed, "0", "1"];
    default:
      return fixed;
  }
}

function objectAt(scenario: Scenario, keys: readonly string[]): object {
  let value: unknown = scenario;
  for (const key of keys) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(value) ? value : {};
}

function rebuilt(value: unknown, path: readonly Step[], leaf: unknown): unknown {
  const [step, ...rest] = path;
  if (!step) return leaf;
  const { key, shape } = step;
  // What is not there cannot be taken away.
  if (leaf === undefined && value === undefined) return undefined;
  const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  const replacement = rebuilt(inner, rest, leaf);
  if (Array.isArray(value))
    return value.map((item, position) => (String(position) === key ? (replacement ?? null) : item));
  const beside = shape.beside ? shape.beside(key, value) : isObject(value) ? value : {};
  if (replacement !== undefined) return { ...beside, [key]: replacement };
  return Object.fromEntries(Object.entries(beside).filter(([name]) => name !== key));
}
