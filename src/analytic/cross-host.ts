import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import { flows } from "./flows.js";
import { byHost, hostKinds, sameHostProbability, splitByHost, whereClassesMeet } from "./placement.js";

/**
 * Flow of messages between VMs of different hosts: by entry of the system's sparse flows, by receiving class, messages and
 * bytes per second, and in all.
 *
 *     X_ab = F_ab (1 − P(same host)_ab),   X_c = Σ_a X_ac
 *
 * - Source: E9
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: 0 on one host; tends to the whole flow as hosts and VMs grow
 */
export const crossHostFlows = memoPerSystem((system) => {
  const { from, to, flow, size } = flows(system);
  const byPair = new Float64Array(flow.length);
  const inbound = new Float64Array(system.classes.length);
  const inboundBytes = new Float64Array(system.classes.length);
  let total = 0;
  for (let pair = 0; pair < flow.length; pair++) {
    const across = flow[pair] * (1 - sameHostProbability(system, from[pair], to[pair]));
    byPair[pair] = across;
    inbound[to[pair]] += across;
    inboundBytes[to[pair]] += across * size[pair];
    total += across;
  }
  return { byPair, inbound, inboundBytes, total };
});

/**
 * What flows between hosts, by the host of the sender, weighted by pair.
 *
 *     Σ_ab weight_ab F_ab (n_ah/n_a) (1 − (n_bh − [a=b])/(n_b − [a=b]))
 *
 * - Source: E9
 * - Assumes: as {@link crossHostFlows}
 */
export function crossHostBySenderHost(system: System, weight: (pair: number) => number): number[] {
  const { from, flow } = flows(system);
  const sent = new Float64Array(system.classes.length);
  for (let pair = 0; pair < flow.length; pair++) sent[from[pair]] += weight(pair) * flow[pair];
  const within = withinHostFlows(system, weight);
  return splitByHost(system, sent).map((value, host) => {
    const away = value - within[host];
    // What stays on a host is subtracted from what leaves its VMs: rounding alone is no message.
    return away > 1e-12 * value ? away : 0;
  });
}

/**
 * What flows between VMs of one host, host by host, weighted by pair.
 *
 *     Σ_ab weight_ab F_ab n_ah (n_bh − [a=b])/(n_a (n_b − [a=b]))
 *
 * - Source: E9
 * - Assumes: as {@link crossHostFlows}
 */
export function withinHostFlows(system: System, weight: (pair: number) => number): number[] {
  const { from, to, flow } = flows(system);
  const within = new Float64Array(hostKinds(system).length);
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    const self = a === b ? 1 : 0;
    const perPair =
      (weight(pair) * flow[pair]) / (system.classes[a].count * (system.classes[b].count - self));
    whereClassesMeet(system, a, b, (kind, senders, receivers) => {
      within[kind] += perPair * senders * (receivers - self);
    });
  }
  return byHost(system, (kind) => within[kind]);
}
