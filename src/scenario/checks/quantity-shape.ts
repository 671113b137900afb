import { type Dimension, type Quantity, readQuantity, wantedQuantity } from "../quantities/quantity.js";
import { unitPattern } from "../quantities/unit-table.js";
import { describeValue } from "./describe-value.js";
import { Misfit } from "./misfit.js";
import type { Shape } from "./shape.js";
import { mapped } from "./variant-shape.js";

/** How a quantity may be written: a number in SI base units, or text with a unit. */
export type QuantityInput = number | string;

/** Which values make sense. */
export type Sign = "any" | "at least 0" | "above 0";

// Products of a few such quantities, and their squares, stay far inside the range of doubles, so that no
// closed form overflows on input that has been let in.
const largest = 1e30;
const smallest = 1e-30;

/** A quantity of one dimension. */
export function quantity(dimension: Dimension, sign: Sign): Shape<QuantityInput, Quantity> {
  const wanted = wantedQuantity(dimension, sign === "any" ? undefined : sign);
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
    get jsonSchema() {
      return { anyOf: [numberSchema(sign), textSchema(dimension, sign)] };
    },
  };
}

/** A quantity of which the nearest double will do. */
export function amount(dimension: Dimension, sign: Sign): Shape<QuantityInput, number> {
  return mapped(quantity(dimension, sign), ({ value }) => value);
}

function numberSchema(sign: Sign) {
  if (sign === "any") return { type: "number" };
  return sign === "above 0" ? { type: "number", exclusiveMinimum: 0 } : { type: "number", minimum: 0 };
}

function textSchema(dimension: Dimension, sign: Sign) {
  const number = "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?";
  const unit = dimension === "number" ? "" : `(?:\\s*${unitPattern(dimension)})?`;
  return { type: "string", pattern: `^\\s*${sign === "any" ? "[+-]?" : "\\+?"}${number}${unit}\\s*$` };
}
