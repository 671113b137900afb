import type { Distribution } from "../model/distribution.js";
import type {
  DelayByPlaceInput,
  DistributionInput,
  PairTableInput,
  QuantityInput,
} from "../model/scenario.js";
import type { TrafficRates, VmClass } from "../model/system.js";
import type { Rational } from "../quantities/exact-decimal.js";
import { type Quantity, quantity, readQuantity } from "../quantities/quantity.js";
import { distribution, trafficPattern } from "./distribution-shape.js";
import { Misfit, under } from "./misfit.js";
import { isObject, ownValue, plainKeys } from "./plain-object.js";
import {
  type AnyShape,
  checkName,
  choice,
  nameSchema,
  type OutputOf,
  object,
  optional,
  required,
  type Shape,
  unknownKey,
} from "./shape.js";

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
function pairTable(cell: Shape<QuantityInput, Quantity>): Shape<PairTableInput, PairTable> {
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
const messageSize: Shape<QuantityInput | PairTableInput, Quantity | PairTable> = {
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
const messageDelay: Shape<
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

/** Who sends how much to whom. */
export const trafficShape = object({
  per: optional(
    choice("sender", "receiver", "pair", "class"),
    "receiver",
    "how rates are to be read: sent by each VM, received by each VM (as in the paper), for each pair of VMs, or for the two classes as a whole",
  ),
  rates: required(
    pairTable(quantity("rate", "at least 0")),
    "messages per time, from sending to receiving class; a missing pair is 0",
  ),
  size: optional(
    messageSize,
    "1 kB",
    "mean size of a message, for all or pair by pair like rates; a missing pair is 1 kB",
  ),
  delay: optional(
    messageDelay,
    "0 s",
    "delay of messages: a distribution, or one within hosts and one across them",
  ),
  pattern: optional(
    trafficPattern,
    "poisson",
    "how messages come, at the same mean rates: poisson, { onOff: { on, off } }, { diurnal: { period, amplitude } } or { requestReply: { service } }",
  ),
});

type TrafficRead = OutputOf<typeof trafficShape>;

const defaultSize = readQuantity("1 kB", "data");

/** Names to indices, pairs in order, sizes beside rates. @throws {Misfit} */
export function prepareTraffic(traffic: TrafficRead, classes: readonly VmClass[]): TrafficRates {
  const indices = new Map(classes.map(({ name, index }) => [name, index]));
  const pairs = ratedPairs(traffic.rates, classes, indices);
  const sizeOf = sizes(traffic.size, classes.length, indices);
  const order = orderByPair(pairs, classes.length);
  const from = new Int32Array(order.length);
  const to = new Int32Array(order.length);
  const rate = new Float64Array(order.length);
  const size = new Float64Array(order.length);
  const exactRate: Rational[] = [];
  const exactSize: Rational[] = [];
  // A plain loop: `from` with a mapping takes five times as long, which a million pairs would feel.
  for (let place = 0; place < order.length; place++) {
    const position = order[place];
    from[place] = pairs.from[position];
    to[place] = pairs.to[position];
    const { value, exact } = pairs.rate[position];
    rate[place] = value;
    exactRate.push(exact);
    const messageSize = sizeOf(from[place], to[place]);
    size[place] = messageSize.value;
    exactSize.push(messageSize.exact);
  }
  return { per: traffic.per, from, to, rate, size, exactRate, exactSize };
}

/** Pairs with traffic, as the user wrote them one after the other; columns, since there may be a million. */
interface RatedPairs {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly rate: readonly Quantity[];
}

function ratedPairs(
  table: PairTable,
  classes: readonly VmClass[],
  indices: ReadonlyMap<string, number>,
): RatedPairs {
  const pairs = { from: [] as number[], to: [] as number[], rate: [] as Quantity[] };
  forEachPair(table, indices, "rates", (from, to, rate) => {
    if (rate.value === 0) return;
    if (from === to && classes[from].count === 1) {
      const { name } = classes[from];
      throw new Misfit("must be 0 or left out, since the class has one VM and a VM sends nothing to itself", [
        "traffic",
        "rates",
        name,
        name,
      ]);
    }
    pairs.from.push(from);
    pairs.to.push(to);
    pairs.rate.push(rate);
  });
  if (pairs.rate.length === 0) {
    throw new Misfit("must hold at least one rate above 0: without traffic there is no ratio", [
      "traffic",
      "rates",
    ]);
  }
  return pairs;
}

/** Positions of the pairs by sender, then receiver: two stable counting sorts, linear in pairs and classes. */
function orderByPair({ from, to }: RatedPairs, classCount: number): Uint32Array {
  const asWritten = new Uint32Array(from.length);
  for (let position = 0; position < from.length; position++) asWritten[position] = position;
  return countingSort(countingSort(asWritten, to, classCount), from, classCount);
}

function countingSort(positions: Uint32Array, keys: readonly number[], keyCount: number): Uint32Array {
  const next = new Uint32Array(keyCount + 1);
  for (const key of keys) next[key + 1]++;
  for (let key = 1; key <= keyCount; key++) next[key] += next[key - 1];
  const sorted = new Uint32Array(positions.length);
  for (const position of positions) sorted[next[keys[position]]++] = position;
  return sorted;
}

function sizes(
  size: TrafficRead["size"],
  classCount: number,
  indices: ReadonlyMap<string, number>,
): (from: number, to: number) => Quantity {
  if ("value" in size) return () => size;
  const byPair = new Map<number, Quantity>();
  forEachPair(size, indices, "size", (from, to, quantity) => byPair.set(from * classCount + to, quantity));
  return (from, to) => byPair.get(from * classCount + to) ?? defaultSize;
}

function forEachPair(
  { from, to, quantities }: PairTable,
  indices: ReadonlyMap<string, number>,
  key: "rates" | "size",
  visit: (from: number, to: number, quantity: Quantity) => unknown,
): void {
  const unknownClass = (name: string, above: readonly string[]) => {
    const misfit = unknownKey(name, [...indices.keys()], "a class of the scenario");
    return new Misfit(misfit.message, ["traffic", key, ...above, name], "key");
  };
  for (let position = 0; position < quantities.length; position++) {
    const sender = from[position];
    const receiver = to[position];
    const senderIndex = indices.get(sender);
    if (senderIndex === undefined) throw unknownClass(sender, []);
    const receiverIndex = indices.get(receiver);
    if (receiverIndex === undefined) throw unknownClass(receiver, [sender]);
    visit(senderIndex, receiverIndex, quantities[position]);
  }
}
