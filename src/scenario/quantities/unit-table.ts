import type { Rational } from "./exact-decimal.js";

/** What a quantity measures; inside, each has one unit: s, 1/s, B, B/s, 1. */
export type Dimension = "time" | "rate" | "data" | "dataRate" | "number";

/** Exactly how many base units one of a unit is. */
export type Factor = Rational;

interface UnitFamily {
  /** The name that is printed first, then other spellings that are understood. */
  readonly names: readonly string[];
  readonly factor: Factor;
}

const minute = 60n;
const hour = 60n * minute;
const day = 24n * hour;

/** From the smallest up. A year is the Julian year of 365.25 days. There is no `m`: it could be min or ms. */
const timeUnits: readonly UnitFamily[] = [
  unit(["ns"], 1n, 10n ** 9n),
  unit(["us", "µs", "μs"], 1n, 10n ** 6n),
  unit(["ms"], 1n, 10n ** 3n),
  unit(["s", "sec", "second", "seconds"], 1n),
  unit(["min", "minute", "minutes"], minute),
  unit(["h", "hour", "hours"], hour),
  unit(["d", "day", "days"], day),
  unit(["week", "weeks"], 7n * day),
  unit(["year", "years"], (36525n * day) / 100n),
];

const decimalPrefixes = ["k", "M", "G", "T", "P"] as const;

/** Powers of 1000 and of 1024; a bit is an eighth of a byte. */
const dataUnits: readonly UnitFamily[] = [
  unit(["bit", "bits"], 1n, 8n),
  unit(["B", "byte", "bytes"], 1n),
  ...decimalPrefixes.flatMap((prefix, step) => {
    const decimal = 1000n ** BigInt(step + 1);
    const binary = 1024n ** BigInt(step + 1);
    const capital = prefix.toUpperCase();
    return [
      unit([`${prefix}bit`], decimal, 8n),
      unit([`${capital}ibit`], binary, 8n),
      unit([`${prefix}B`], decimal),
      unit([`${capital}iB`], binary),
    ];
  }),
];

/** What may be counted per time; all mean one message. */
const countedThings = ["", "1", "msg", "msgs", "message", "messages", "req", "reqs", "request", "requests"];

function unit(names: readonly string[], numerator: bigint, denominator = 1n): UnitFamily {
  return { names, factor: { numerator, denominator } };
}

function byName(families: readonly UnitFamily[]): Map<string, Factor> {
  return new Map(families.flatMap(({ names, factor }) => names.map((name) => [name, factor] as const)));
}

/** Factors by every spelling. */
export const timeByName: ReadonlyMap<string, Factor> = byName(timeUnits);
export const dataByName: ReadonlyMap<string, Factor> = byName(dataUnits);

/** The factor of a unit in a dimension; `undefined` when that dimension has no such unit. */
export function unitFactor(unitText: string, dimension: Dimension): Factor | undefined {
  switch (dimension) {
    case "time":
      return timeByName.get(unitText);
    case "data":
      return dataByName.get(unitText);
    case "number":
      return undefined;
    default: {
      const slash = unitText.indexOf("/");
      if (slash < 0) return undefined;
      const counted = unitText.slice(0, slash).trim();
      const per = timeByName.get(unitText.slice(slash + 1).trim());
      const amount = dimension === "rate" ? countFactor(counted) : dataByName.get(counted);
      return per && amount ? quotient(amount, per) : undefined;
    }
  }
}

function countFactor(counted: string): Factor | undefined {
  return countedThings.includes(counted) ? { numerator: 1n, denominator: 1n } : undefined;
}

function quotient(a: Factor, b: Factor): Factor {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
}

/** A regular expression, as text, for the units of a dimension (JSON Schema for editors). */
export function unitPattern(dimension: Dimension): string {
  const times = alternatives(timeByName.keys());
  const data = alternatives(dataByName.keys());
  switch (dimension) {
    case "time":
      return times;
    case "data":
      return data;
    case "rate":
      return `${alternatives(countedThings)}\\s*/\\s*${times}`;
    case "dataRate":
      return `${data}\\s*/\\s*${times}`;
    case "number":
      return "";
  }
}

function alternatives(names: Iterable<string>): string {
  return `(?:${[...names].join("|")})`;
}
