import { product, type Rational } from "./exact-decimal.js";

/** What a quantity measures; inside, each has one unit: s, 1/s, B, B/s, 1. */
export type Dimension = "time" | "rate" | "data" | "dataRate" | "number";

/** Exactly how many base units one of a unit is. */
export type Factor = Rational;

const minute = 60n;
const hour = 60n * minute;
const day = 24n * hour;

/** Factors by every spelling, the one that is printed first. A year is the Julian year. There is no `m`: it could be min or ms. */
export const timeByName: ReadonlyMap<string, Factor> = new Map([
  ...unit("ns", 1n, 10n ** 9n),
  ...unit("us µs μs", 1n, 10n ** 6n),
  ...unit("ms", 1n, 10n ** 3n),
  ...unit("s sec second seconds", 1n),
  ...unit("min minute minutes", minute),
  ...unit("h hour hours", hour),
  ...unit("d day days", day),
  ...unit("week weeks", 7n * day),
  ...unit("year years", (36525n * day) / 100n),
]);

/** Powers of 1000 and of 1024; a bit is an eighth of a byte. */
export const dataByName: ReadonlyMap<string, Factor> = new Map([
  ...unit("bit bits", 1n, 8n),
  ...unit("B byte bytes", 1n),
  ...["k", "M", "G", "T", "P"].flatMap((prefix, step) => {
    const decimal = 1000n ** BigInt(step + 1);
    const binary = 1024n ** BigInt(step + 1);
    const capital = prefix.toUpperCase();
    return [
      ...unit(`${prefix}bit`, decimal, 8n),
      ...unit(`${capital}ibit`, binary, 8n),
      ...unit(`${prefix}B`, decimal),
      ...unit(`${capital}iB`, binary),
    ];
  }),
]);

function unit(names: string, numerator: bigint, denominator = 1n): readonly (readonly [string, Factor])[] {
  return names.split(" ").map((name) => [name, { numerator, denominator }]);
}

/** What may be counted per time; all mean one message. */
const countByName: ReadonlyMap<string, Factor> = new Map(
  ["", ..."1 msg msgs message messages req reqs request requests".split(" ")].map((name) => [
    name,
    { numerator: 1n, denominator: 1n },
  ]),
);

/** The factor of a unit in a dimension; `undefined` when that dimension has no such unit. */
export function unitFactor(unitText: string, dimension: Dimension): Factor | undefined {
  if (dimension === "number") return undefined;
  if (dimension === "time" || dimension === "data") return tables[dimension].get(unitText);
  const slash = unitText.indexOf("/");
  if (slash < 0) return undefined;
  const amount = tables[dimension].get(unitText.slice(0, slash).trim());
  const per = timeByName.get(unitText.slice(slash + 1).trim());
  return amount && per && product(amount, { numerator: per.denominator, denominator: per.numerator });
}

/** By dimension the units of what is measured or, of rates, of what stands before the slash. */
const tables = { time: timeByName, data: dataByName, rate: countByName, dataRate: dataByName };

/** A regular expression, as text, for the units of a dimension (JSON Schema for editors). */
export function unitPattern(dimension: Exclude<Dimension, "number">): string {
  const alternatives = (table: ReadonlyMap<string, Factor>) => `(?:${[...table.keys()].join("|")})`;
  const own = alternatives(tables[dimension]);
  return dimension === "time" || dimension === "data" ? own : `${own}\\s*/\\s*${alternatives(timeByName)}`;
}
