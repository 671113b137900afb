import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Bytes } from "../scenario/model/units.js";

/**
 * Aggregate flows between classes, worked out from the user's rates and their convention: entry `p` is the pair
 * `from[p] → to[p]` in the order of the scenario's rates; a pair without traffic has no entry.
 *
 *     sender: F_ab = n_a λ_ab    receiver: F_ab = n_b λ_ab    pair: F_ab = n_a (n_b − [a=b]) λ_ab    class: F_ab = λ_ab
 *
 * - Source: E1; §5 reads its rates as `receiver`
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 *
 * @example
 * flows(paper).total  // => 18
 */
export const flows = memoPerSystem((system) => {
  const { from, to, rate, size } = system.rates;
  const pairs = rate.length;
  const flow = new Float64Array(pairs);
  const inbound = new Float64Array(system.classes.length);
  const inboundBytes = new Float64Array(system.classes.length);
  let total = 0;
  let totalBytes = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const value = streams(system, from[pair], to[pair]) * rate[pair];
    const bytes = value * size[pair];
    flow[pair] = value;
    inbound[to[pair]] += value;
    inboundBytes[to[pair]] += bytes;
    total += value;
    totalBytes += bytes;
  }
  return {
    from,
    to,
    /** `F_ab`, messages per second, and `s_ab`, mean bytes of a message. */
    flow,
    size,
    /** By receiving class `F_b`, and bytes per second. */
    inbound,
    inboundBytes,
    /** `Λ`, and bytes per second. */
    total,
    totalBytes,
  };
});

/** `F_b` by receiving class, messages per second (E1). */
export function inboundFlows(system: System): Float64Array {
  return flows(system).inbound;
}

/** Mean bytes of a message that class `classIndex` receives; 0 where it receives none. */
export function meanInboundSize(system: System, classIndex: number): Bytes {
  const { inbound, inboundBytes } = flows(system);
  const received = inbound[classIndex];
  return received > 0 ? inboundBytes[classIndex] / received : 0;
}

/** What is counted: each message as one, or by its size. */
export type CountedBy = "messages" | "bytes";

/** What comes in by receiving class, what a message of a pair counts, and what those that a class receives do on average. */
export function countedFlows(system: System, by: CountedBy) {
  const { inbound, inboundBytes, size } = flows(system);
  return by === "messages"
    ? { inbound, ofPair: () => 1, ofClass: () => 1 }
    : {
        inbound: inboundBytes,
        ofPair: (pair: number) => size[pair],
        ofClass: (classIndex: number) => meanInboundSize(system, classIndex),
      };
}

/**
 * By how much the convention multiplies a rate from class `from` to class `to` (E1). A whole number below
 * 2^53 for any system that fits in memory, so it serves exact arithmetic as well.
 */
export function streams(system: System, from: number, to: number): number {
  const senders = system.classes[from].count;
  const receivers = system.classes[to].count;
  switch (system.rates.per) {
    case "sender":
      return senders;
    case "receiver":
      return receivers;
    case "pair":
      return senders * (from === to ? receivers - 1 : receivers);
    case "class":
      return 1;
  }
}
