import { nearestName } from "../checks/nearest-name.js";
import { type Dimension, timeByName, unitFactor } from "./unit-table.js";

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
