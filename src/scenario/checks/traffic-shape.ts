import type { Distribution } from "../model/distribution.js";
import type {
  DelayByPlaceInput,
  DistributionInput,
  PairTableInput,
  QuantityInput,
} from "../model/scenario.js";
import type { Quantity } from "../quantities/quantity.js";
import { distribution } from "./distribution-shape.js";
import { Misfit, under } from "./misfit.js";
import { isObject, ownValue, plainKeys } from "./plain-object.js";
import { quantity } from "./quantity-shape.js";
import { type AnyShape, checkName, nameSchema, object, optional, type Shape } from "./shape.js";

/** A value for each pair of classes that the user has written one for, in the order of writing. */
export interface PairTable {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly quantities: readonly Quantity[];
}

/** What follows a sending class in a path. */
function rowOf(cell: AnyShape): AnyShape {
  return { read: cell.read, jsonSchema: {}, entries: { of: "class", shape: cell } };
}

/** Quantities by sending and receiving class. Columns, not objects: there may be a million pairs. */
export function pairTable(cell: Shape<QuantityInput, Quantity>): Shape<PairTableInput, PairTable> {
  return {
    entries: { of: "class", shape: rowOf(cell) },
    read(input) {
      const table = { from: [] as string[], to: [] as string[], quantities: [] as Quantity[] };
      for (const from of plainKeys(input, "an object of sending classes by name")) {
        checkName(from, "class");
        under(from, () => {
          const row = ownValue(input, from);
          for (const to of plainKeys(row, "an object of receiving classes by name")) {
            table.quantities.push(under(to, () => cell.read(ownValue(row, to))));
            table.from.push(from);
            table.to.push(to);
          }
        });
      }
      return table;
    },
    get jsonSchema() {
      return {
        type: "object",
        propertyNames: nameSchema,
        additionalProperties: {
          type: "object",
          propertyNames: nameSchema,
          additionalProperties: cell.jsonSchema,
        },
      };
    },
  };
}

const sizeOfAll = quantity("data", "above 0");
const sizeOfPairs = pairTable(sizeOfAll);

/** One size for all messages, or one for each pair. */
export const messageSize: Shape<QuantityInput | PairTableInput, Quantity | PairTable> = {
  entries: sizeOfPairs.entries!,
  beside(_, value) {
    if (isObject(value)) return value;
    if (value === undefined) return {};
    throw new Misfit(
      "cannot be set for one pair, since the scenario has one size for all; set the size as a whole",
    );
  },
  read: (input) => (isObject(input) ? sizeOfPairs.read(input) : sizeOfAll.read(input)),
  get jsonSchema() {
    return { anyOf: [sizeOfAll.jsonSchema, sizeOfPairs.jsonSchema] };
  },
};

const delayLaw = distribution("at least 0");
const delayByPlace = object({
  within: optional(delayLaw, "0 s", "delay of messages between VMs of one host"),
  across: optional(delayLaw, "0 s", "delay of messages between VMs of different hosts"),
});

/** One delay for all messages, or one within hosts and one across them. */
export const messageDelay: Shape<
  DistributionInput | DelayByPlaceInput,
  { readonly within: Distribution; readonly across: Distribution }
> = {
  fields: { ...delayLaw.fields, ...delayByPlace.fields },
  beside(key, value) {
    if (key !== "within" && key !== "across") return {};
    if (value === undefined || (isObject(value) && ("within" in value || "across" in value)))
      return value ?? {};
    // What held for both goes on to hold for the other.
    return { within: value, across: value };
  },
  read(input) {
    if (isObject(input) && !Array.isArray(input)) {
      const keys = plainKeys(input, "a distribution, or an object with the keys within and across");
      const byPlace = keys.filter((key) => key === "within" || key === "across");
      if (byPlace.length > 0) {
        const law = keys.find((key) => Object.hasOwn(delayLaw.fields!, key));
        if (law)
          throw new Misfit(`must be one distribution, or within and across, got ${byPlace[0]} and ${law}`);
        return delayByPlace.read(input);
      }
    }
    const law = delayLaw.read(input);
    return { within: law, across: law };
  },
  get jsonSchema() {
    return { anyOf: [delayLaw.jsonSchema, delayByPlace.jsonSchema] };
  },
};
