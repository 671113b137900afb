import { Misfit } from "./misfit.js";
import { type Quantity, readQuantity } from "./quantity.js";
import type { scenarioShape } from "./scenario-shape.js";
import type { OutputOf } from "./shape.js";
import { unknownKey } from "./shape.js";
import type { TrafficRates, VmClass } from "./system.js";
import type { PairTable } from "./traffic-shape.js";

type TrafficRead = OutputOf<typeof scenarioShape>["traffic"];

const defaultSize = readQuantity("1 kB", "data");

/** Names to indices, pairs in order, sizes beside rates. @throws {Misfit} */
export function prepareTraffic(traffic: TrafficRead, classes: readonly VmClass[]): TrafficRates {
  const indices = new Map(classes.map(({ name, index }) => [name, index]));
  const pairs = ratedPairs(traffic.rates, classes, indices);
  const sizeOf = sizes(traffic.size, classes.length, indices);
  const from = Int32Array.from(pairs, (pair) => pair.from);
  const to = Int32Array.from(pairs, (pair) => pair.to);
  const messageSizes = pairs.map((pair) => sizeOf(pair.from, pair.to));
  return {
    per: traffic.per,
    from,
    to,
    rate: Float64Array.from(pairs, (pair) => pair.rate.value),
    size: Float64Array.from(messageSizes, (size) => size.value),
    exactRate: pairs.map((pair) => pair.rate.exact),
    exactSize: messageSizes.map((size) => size.exact),
  };
}

interface RatedPair {
  readonly from: number;
  readonly to: number;
  readonly rate: Quantity;
}

function ratedPairs(
  table: PairTable,
  classes: readonly VmClass[],
  indices: ReadonlyMap<string, number>,
): readonly RatedPair[] {
  const pairs: RatedPair[] = [];
  forEachPair(table, indices, "rates", (from, to, rate) => {
    if (rate.value === 0) return;
    if (from === to && classes[from]!.count === 1) {
      const { name } = classes[from]!;
      throw new Misfit("must be 0 or left out, since the class has one VM and a VM sends nothing to itself", [
        "traffic",
        "rates",
        name,
        name,
      ]);
    }
    pairs.push({ from, to, rate });
  });
  if (pairs.length === 0) {
    throw new Misfit("must hold at least one rate above 0: without traffic there is no ratio", [
      "traffic",
      "rates",
    ]);
  }
  return pairs.sort((a, b) => a.from - b.from || a.to - b.to);
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
    const misfit = unknownKey(name, indices.keys(), "a class of the scenario");
    return new Misfit(misfit.message, ["traffic", key, ...above, name], "key");
  };
  for (let position = 0; position < quantities.length; position++) {
    const sender = from[position]!;
    const receiver = to[position]!;
    const senderIndex = indices.get(sender);
    if (senderIndex === undefined) throw unknownClass(sender, []);
    const receiverIndex = indices.get(receiver);
    if (receiverIndex === undefined) throw unknownClass(receiver, [sender]);
    visit(senderIndex, receiverIndex, quantities[position]!);
  }
}
