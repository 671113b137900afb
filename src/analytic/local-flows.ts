import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import { flows } from "./flows.js";
import { sameHostProbability } from "./placement.js";

/** Flows between VMs of one host, over all hosts: entry `p` goes from cell `from[p]` to cell `to[p]` of the mean field. */
export interface LocalFlows {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Messages per second. */
  readonly flow: Float64Array;
}

/**
 * What VMs send to others on their own host.
 *
 *     P_ab F_ab,   P_ab the chance of one host for both
 *
 * - Source: E12
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 */
export const localFlows = memoPerSystem((system): LocalFlows => {
  const { from, to, flow } = flows(system);
  return { from, to, flow: flow.map((all, pair) => all * sameHostProbability(system, from[pair], to[pair])) };
});
