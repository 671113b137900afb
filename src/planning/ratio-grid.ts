import { streams } from "../analytic/flows.js";
import { ratioOfFlows } from "../analytic/stable-log-ratio.js";
import { parsePath } from "../scenario/checks/path.js";
import type { System, VmClass } from "../scenario/model/system.js";
import type { SweepAxis } from "./sweep-axis.js";

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The stable-log ratio by the values of axes, none of which is checked anew; `undefined` where it follows from more than
 * multiples, counts and rates of the axes. Under `inTransit: volatile` alone.
 *
 *     η = Σ_b F_b (1 − 1/i_b) / Σ_b F_b      (E1, E2)
 */
export function ratioOfValues(
  system: System,
  axes: readonly SweepAxis[],
): ((values: readonly (number | string)[]) => number) | undefined {
  const classes = system.classes.map((one): Changeable<VmClass> => ({ ...one }));
  const rates = { ...system.rates, rate: system.rates.rate.slice() };
  const changed = { ...system, classes, rates };
  const set = axes.map(({ path }) => setterAt(changed, path));
  const inbound = new Float64Array(classes.length);
  const before = axes.map((): number | string => Number.NaN);
  if (set.includes(undefined)) return undefined;
  let stale = true;
  return (values) => {
    for (const [axis, value] of values.entries()) {
      if (value === before[axis]) continue;
      before[axis] = value;
      if (set[axis]!(value as number) === "flows") stale = true;
    }
    if (stale) addUpFlows(changed, inbound);
    stale = false;
    return ratioOfFlows(inbound, classes);
  };
}

/** What sets the number at a path, and says what moves with it. */
function setterAt(
  { classes, rates }: { readonly classes: readonly Changeable<VmClass>[]; readonly rates: System["rates"] },
  path: string,
): ((value: number) => "flows" | "multiple") | undefined {
  const [first, second, third, fourth] = parsePath(path);
  const classIndex = (name: string | undefined) => classes.findIndex((one) => one.name === name);
  if (first === "classes" && fourth === undefined && (third === "multiple" || third === "count")) {
    const one = classes[classIndex(second)];
    return (value) => {
      one[third] = value;
      return third === "count" ? "flows" : "multiple";
    };
  }
  if (first !== "traffic" || second !== "rates") return undefined;
  const [from, to] = [classIndex(third), classIndex(fourth)];
  const pair = rates.from.findIndex((sender, place) => sender === from && rates.to[place] === to);
  if (pair < 0) return undefined;
  return (value) => {
    rates.rate[pair] = value;
    return "flows";
  };
}

function addUpFlows(system: System, inbound: Float64Array): void {
  const { from, to, rate } = system.rates;
  inbound.fill(0);
  for (let pair = 0; pair < rate.length; pair++) {
    inbound[to[pair]] += streams(system, from[pair], to[pair]) * rate[pair];
  }
}
