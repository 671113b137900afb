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
import { Misfit } from "./misfit.js";
import { isObject, plainKeys } from "./plain-object.js";
import { choice, named, type OutputOf, object, optional, required, type Shape, unknownKey } from "./shape.js";
import { either } from "./variant-shape.js";

/** A quantity for each pair of classes that the user has written one for: sender, then receiver. */
type PairTable = ReadonlyMap<string, ReadonlyMap<string, Quantity>>;

function pairTable(cell: Shape<QuantityInput, Quantity>) {
  const row = named("class", cell, "an object of receiving classes by name");
  return named("class", row, "an object of sending classes by name");
}

const sizeOfAll = quantity("data", "above 0");

/** One size for all messages, or one for each pair. */
const messageSize: Shape<QuantityInput | PairTableInput, Quantity | PairTable> = {
  ...either(sizeOfAll, pairTable(sizeOfAll)),
  beside(_, value) {
    if (isObject(value)) return value;
    if (value === undefined) return {};
    throw new Misfit(
      "cannot be set for one pair, since the scenario has one size for all; set the size as a whole",
    );
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
    const wanted = "a distribution, or an object with the keys within and across";
    const keys = isObject(input) && !Array.isArray(input) ? plainKeys(input, wanted) : [];
    const place = keys.find((key) => key === "within" || key === "across");
    if (place === undefined) {
      const law = delayLaw.read(input);
      return { within: law, across: law };
    }
    const law = keys.find((key) => Object.hasOwn(delayLaw.fields!, key));
    if (law) throw new Misfit(`must be one distribution, or within and across, got ${place} and ${law}`);
    return delayByPlace.read(input);
  },
  jsonSchema: { anyOf: [delayLaw.jsonSchema, delayByPlace.jsonSchema] },
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
  const pairs = pairsOf(traffic.rates, indices, "rates").filter(({ quantity }) => quantity.value !== 0);
  const lonely = pairs.find(({ from, to }) => from === to && classes[from].count === 1);
  if (lonely) {
    const { name } = classes[lonely.from];
    const tail = "must be 0 or left out, since the class has one VM and a VM sends nothing to itself";
    throw new Misfit(tail, ["traffic", "rates", name, name]);
  }
  if (pairs.length === 0) {
    const tail = "must hold at least one rate above 0: without traffic there is no ratio";
    throw new Misfit(tail, ["traffic", "rates"]);
  }
  pairs.sort((a, b) => a.from - b.from || a.to - b.to);
  const sizeOf = sizes(traffic.size, classes.length, indices);
  const from = new Int32Array(pairs.length);
  const to = new Int32Array(pairs.length);
  const rate = new Float64Array(pairs.length);
  const size = new Float64Array(pairs.length);
  const exactSize: Rational[] = [];
  // A plain loop: `from` with a mapping takes five times as long, which a million pairs would feel.
  for (const [place, pair] of pairs.entries()) {
    from[place] = pair.from;
    to[place] = pair.to;
    rate[place] = pair.quantity.value;
    const { value, exact } = sizeOf(pair);
    size[place] = value;
    exactSize.push(exact);
  }
  const exactRate = pairs.map(({ quantity }) => quantity.exact);
  return { per: traffic.per, from, to, rate, size, exactRate, exactSize };
}

/** What is written for a pair of classes, by index. */
interface Pair {
  readonly from: number;
  readonly to: number;
  readonly quantity: Quantity;
}

function sizes(
  size: TrafficRead["size"],
  classCount: number,
  indices: ReadonlyMap<string, number>,
): (pair: Pair) => Quantity {
  if ("value" in size) return () => size;
  const place = ({ from, to }: Pair) => from * classCount + to;
  const byPair = new Map(pairsOf(size, indices, "size").map((pair) => [place(pair), pair.quantity]));
  return (pair) => byPair.get(place(pair)) ?? defaultSize;
}

function pairsOf(table: PairTable, indices: ReadonlyMap<string, number>, key: "rates" | "size"): Pair[] {
  const indexOf = (name: string, above: readonly string[]) => {
    const index = indices.get(name);
    if (index !== undefined) return index;
    const misfit = unknownKey(name, [...indices.keys()], "a class of the scenario");
    throw new Misfit(misfit.message, ["traffic", key, ...above, name], "key");
  };
  const pairs: Pair[] = [];
  for (const [sender, row] of table) {
    for (const [receiver, quantity] of row) {
      pairs.push({ from: indexOf(sender, []), to: indexOf(receiver, [sender]), quantity });
    }
  }
  return pairs;
}
