import type { TrafficRates, VmClass } from "../model/system.js";
import { type Quantity, readQuantity } from "../quantities/quantity.js";
import type { Rational } from "../quantities/rational.js";
import { Misfit } from "./misfit.js";
import type { scenarioShape } from "./scenario-shape.js";
import type { OutputOf } from "./shape.js";
import { unknownKey } from "./shape.js";
import type { PairTable } from "./traffic-shape.js";

type TrafficRead = OutputOf<typeof scenarioShape>["traffic"];

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
