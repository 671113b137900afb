import { nearestName } from "../checks/nearest-name.js";
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

/**
 * The unit that a misspelt one must mean: one of exactly that size (`Gbit/s` for `Gb/s`). `b` is a bit and `B` a byte, `M` is a
 * million where `m` could be a thousandth; where letters could mean two sizes there is no answer.
 */
export function meantUnit(unitText: string, dimension: Dimension): string | undefined {
  const [amount, per, ...more] = unitText.split("/").map((part) => part.trim());
  if (more.length > 0) return undefined;
  switch (dimension) {
    case "time":
      return per === undefined ? meantTime(amount) : undefined;
    case "data":
      return per === undefined ? meantData(amount) : undefined;
    case "rate": {
      const time = per === undefined ? ratesByName[amount.toLowerCase()] : meantTime(per);
      const counted = per === undefined ? "" : amount.toLowerCase();
      return time !== undefined && unitFactor(`${counted}/s`, "rate") ? `/${time}` : undefined;
    }
    case "dataRate": {
      const [, ofPerSecond] = per === undefined ? (/^(.*[bB])ps$/.exec(amount) ?? []) : [];
      const data = meantData(ofPerSecond ?? amount);
      const time = ofPerSecond === undefined ? per && meantTime(per) : "s";
      return data && time ? `${data}/${time}` : undefined;
    }
    default:
      return undefined;
  }
}

const ratesByName: Readonly<Record<string, string | undefined>> = { rps: "s", qps: "s", hz: "s", rpm: "min" };

/** Other spellings; none that differs from a unit's symbol by the case of `m`. */
const timesByName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ns: "nsec nsecs nanosecond nanoseconds",
    us: "usec usecs microsecond microseconds",
    ms: "msec msecs millisecond milliseconds",
    s: "s secs",
    min: "min mins",
    h: "h hr hrs",
    d: "d",
    week: "w wk wks",
    year: "y yr yrs",
  }).flatMap(([name, spellings]) => spellings.split(" ").map((spelling) => [spelling, name] as const)),
);

function meantTime(text: string): string | undefined {
  if (unitFactor(text, "time")) return text;
  const lower = text.toLowerCase();
  const known = timesByName.get(lower);
  // A capital M is a million.
  if (known === "ms" && text[0] === "M" && lower.length < 6) return undefined;
  if (known !== undefined) return known;
  if (lower.length < 4) return undefined;
  const words = [...timeByName.keys()].filter((word) => word.length >= 4 && word[0] === lower[0]);
  return nearestName(lower, words, 1);
}

/** A prefix in letters or as a word, then bits or bytes. */
function meantData(text: string): string | undefined {
  if (unitFactor(text, "data")) return text;
  const match =
    /^(?:([kmgtp])(i?)|(?:(kilo|mega|giga|tera|peta)|(kibi|mebi|gibi|tebi|pebi))[- ]?)?(b|bits?|bytes?)$/i.exec(
      text,
    );
  if (!match) return undefined;
  const [, letter, binaryLetter, decimalWord, binaryWord, ending] = match;
  // Who does not mind the case of the prefix need not mind that of the b.
  if (letter === "m" || (ending === "b" && letter !== undefined && !/[kMGTP]/.test(letter))) return undefined;
  const first = (letter ?? decimalWord ?? binaryWord ?? "")[0]?.toUpperCase() ?? "";
  const binary = binaryLetter !== "" && (binaryLetter ?? binaryWord) !== undefined;
  const bits = ending === "b" || /^bits?$/i.test(ending);
  const prefix = binary ? `${first}i` : first === "K" ? "k" : first;
  return `${prefix}${bits ? "bit" : "B"}`;
}
