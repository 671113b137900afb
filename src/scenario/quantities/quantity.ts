import { describeValue } from "../checks/describe-value.js";
import { Misfit } from "../checks/misfit.js";
import type { Shape } from "../checks/shape.js";
import { mapped } from "../checks/variant-shape.js";
import { ScenarioError } from "../model/scenario-error.js";
import { nearestDouble, parseDecimal, product, type Rational } from "./exact-decimal.js";
import { type Dimension, type Factor, unitFactor, unitPattern } from "./unit-table.js";

export type { Dimension } from "./unit-table.js";

/** A quantity in SI base units: as the nearest double, and exactly as written. */
export interface Quantity {
  readonly value: number;
  readonly exact: Rational;
}

/** How error sentences speak of a dimension. */
const spoken: Readonly<Record<Dimension, readonly [name: string, example: string, units: string]>> = {
  time: ["a time", "60 s", "ns, us, ms, s, min, h, d, week and year"],
  rate: ["a rate", "40/s", "/s, /min, /h, /d and /year"],
  data: ["an amount of data", "2 GiB", "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB, bit, kbit, Mbit and Gbit"],
  dataRate: ["an amount of data per time", "1 Gbit/s", "B/s, MB/s, MiB/s, Mbit/s, Gbit/s and the like"],
  number: ["a number", "1.5", "none"],
};

const longestText = 1000;
const unitless: Factor = { numerator: 1n, denominator: 1n };

/**
 * A quantity from a number in SI base units or from text with a unit.
 *
 * A number stands for its shortest decimal text (`0.1` is 1/10); text is read to the last digit and its unit comes from an
 * exact table, so `10/min` is 1/6. `value` is correctly rounded; what would round to infinity, or to 0, is refused.
 *
 * @throws {ScenarioError} when the input is no finite quantity of that dimension; `path` names it
 * @example
 * parseQuantity("10/min", "rate")  // => { value: 0.16666666666666666, exact: { numerator: 10n, denominator: 60n } }
 */
export function parseQuantity(input: unknown, dimension: Dimension, path = "quantity"): Quantity {
  try {
    return readQuantity(input, dimension);
  } catch (error) {
    if (error instanceof Misfit) throw new ScenarioError(`${path} ${error.message}`, path);
    throw error;
  }
}

// Scenarios repeat few different quantities many times; sharing them saves both time and memory. Emptied when
// full, so that it cannot grow with the number of scenarios read.
const mostRemembered = 4096;
const remembered = new Map<string, Quantity>();

/** As `parseQuantity`, for use inside a larger value. @throws {Misfit} */
export function readQuantity(
  input: unknown,
  dimension: Dimension,
  wanted = wantedQuantity(dimension),
): Quantity {
  if (typeof input !== "number" && typeof input !== "string") {
    throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
  }
  // Fractions that a program has computed hardly ever come twice.
  if (typeof input === "number" && !Number.isInteger(input)) return fromNumber(input, wanted);
  const key = `${dimension} ${input}`;
  let quantity = remembered.get(key);
  if (quantity === undefined) {
    quantity = typeof input === "number" ? fromNumber(input, wanted) : fromText(input, dimension, wanted);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, quantity);
  }
  return quantity;
}

/** `a time such as 60 s`, with a bound on request: `a time of at least 0, such as 60 s`. */
function wantedQuantity(dimension: Dimension, sign: Sign = "any"): string {
  const [name, example] = spoken[dimension];
  const bounded = sign === "any" ? name : sign === "above 0" ? `${name} above 0` : `${name} of at least 0`;
  return dimension === "number" ? bounded : `${bounded}${sign === "any" ? "" : ","} such as ${example}`;
}

function fromNumber(input: number, wanted: string): Quantity {
  if (Number.isSafeInteger(input)) {
    return { value: input === 0 ? 0 : input, exact: { numerator: BigInt(input), denominator: 1n } };
  }
  const exact = parseDecimal(String(input));
  if (typeof exact === "string") throw new Misfit(`must be ${wanted}, got ${input}`);
  return { value: input, exact };
}

function fromText(input: string, dimension: Dimension, wanted: string): Quantity {
  const refuse = (hint = "") => new Misfit(`must be ${wanted}, got ${describeValue(input)}${hint}`);
  if (input.length > longestText) throw refuse();
  const text = input.trim();
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/.exec(text);
  if (!match) throw refuse(text === "" ? "" : hintForNumber(text));
  const [, number = "", unitText = ""] = match;
  const factor = unitText === "" ? unitless : unitFactor(unitText, dimension);
  if (!factor) throw refuse(hintForUnit(number, unitText, dimension));
  const decimal = parseDecimal(number);
  if (typeof decimal === "string") throw refuse(decimal === "malformed" ? "" : `, which is ${decimal}`);
  const exact = product(decimal, factor);
  const value = nearestDouble(exact);
  if (!Number.isFinite(value)) throw refuse(", which is too large");
  if (value === 0 && exact.numerator !== 0n) throw refuse(", which is too small");
  return { value: value === 0 ? 0 : value, exact };
}

function hintForNumber(text: string): string {
  if (/^[+-]?(nan|inf|infinity|∞)/i.test(text)) return "";
  if (/^\d*,\d/.test(text)) return "; write digits without commas";
  return /^[a-zµμ/]/i.test(text) ? "; a number comes first" : "";
}

const otherDimensions: readonly Dimension[] = ["time", "rate", "data", "dataRate"];

function hintForUnit(number: string, unitText: string, dimension: Dimension): string {
  const separated = /^([,_'])(\d+)/.exec(unitText);
  if (separated?.[1] === "," && separated[2].length !== 3 && !number.includes("."))
    return `; write ${number}.${separated[2]} with a decimal point`;
  if (separated) return "; write digits without separators";
  if (dimension === "number") return "; it takes no unit";
  const other = otherDimensions.find((one) => one !== dimension && unitFactor(unitText, one));
  if (other) return `, which is ${spoken[other][0]}`;
  if (unitText === "m" && dimension === "time") return `; write ${number} min or ${number} ms`;
  if (/\/\s*m$/.test(unitText)) return "; write /min or /ms";
  // A b is a bit and a B a byte: no hint may lead to another size.
  const meant =
    dimension === "time" && unitText.length > 2
      ? unitText.toLowerCase().replace(/s$/, "")
      : unitText
          .replace(/(?<=b)ps$/i, "/s")
          .replace(/^K(?=B)/, "k")
          .replace("Bit", "bit")
          .replace(/b(?=\/|$)/, "bit");
  return unitFactor(meant, dimension)
    ? `; the nearest unit is ${meant}`
    : `; units are ${spoken[dimension][2]}`;
}

/** How a quantity may be written: a number in SI base units, or text with a unit. */
export type QuantityInput = number | string;

/** Which values make sense. */
export type Sign = "any" | "at least 0" | "above 0";

// Products of a few such quantities, and their squares, stay far inside the range of doubles, so that no
// closed form overflows on input that has been let in.
const largest = 1e30;
const smallest = 1e-30;

export function quantity(dimension: Dimension, sign: Sign): Shape<QuantityInput, Quantity> {
  const wanted = wantedQuantity(dimension, sign);
  return {
    read(input) {
      const read = readQuantity(input, dimension, wanted);
      const size = Math.abs(read.value);
      if (read.value < 0 ? sign !== "any" : size === 0 && sign === "above 0") {
        throw new Misfit(`must be ${wanted}, got ${describeValue(input)}`);
      }
      if (size > largest)
        throw new Misfit(`must be at most 1e30 in SI base units, got ${describeValue(input)}`);
      if (size < smallest && size > 0) {
        const least = sign === "above 0" ? "at least 1e-30" : "0 or at least 1e-30";
        throw new Misfit(`must be ${least} in SI base units, got ${describeValue(input)}`);
      }
      return read;
    },
    jsonSchema: { anyOf: [{ type: "number", ...leastNumber[sign] }, textSchema(dimension, sign)] },
  };
}

/** A quantity of which the nearest double will do. */
export function amount(dimension: Dimension, sign: Sign): Shape<QuantityInput, number> {
  return mapped(quantity(dimension, sign), ({ value }) => value);
}

const leastNumber = { any: {}, "at least 0": { minimum: 0 }, "above 0": { exclusiveMinimum: 0 } };

function textSchema(dimension: Dimension, sign: Sign) {
  const number = "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?";
  const unit = dimension === "number" ? "" : `(?:\\s*${unitPattern(dimension)})?`;
  return { type: "string", pattern: `^\\s*${sign === "any" ? "[+-]?" : "\\+?"}${number}${unit}\\s*$` };
}
