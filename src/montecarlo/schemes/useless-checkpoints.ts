import type { Seconds } from "../../scenario/model/units.js";
import type { CheckpointHistory } from "./checkpoint-history.js";

/** A checkpoint by its VM and its number. */
export type CheckpointName = readonly [vm: number, number: number];

/**
 * Judges the checkpoints that are kept, up to a line: those that no recovery line can ever use are useless.
 *
 * A checkpoint is useless where a zigzag path leads from the interval after it back to the one before it, that is, where
 * both intervals are in one strongly connected component of the graph of intervals and messages. No such path crosses a
 * recovery line backwards, so that what lies before one can be judged for good.
 *
 * - Source: Netzer and Xu (1995), on zigzag cycles
 *
 * @param since only checkpoints taken from then on are judged
 */
export function uselessCheckpoints(
  history: CheckpointHistory,
  line: Int32Array = history.latest,
  since: Seconds = 0,
): { readonly judged: number; readonly useless: readonly CheckpointName[] } {
  const { oldest, latest } = history;
  const base = new Int32Array(oldest.length + 1);
  for (let vm = 0; vm < oldest.length; vm++) base[vm + 1] = base[vm] + latest[vm] - oldest[vm] + 1;
  const node = (vm: number, interval: number) => base[vm] + interval - oldest[vm];
  const edges: number[][] = Array.from({ length: base[oldest.length] }, () => []);
  for (let vm = 0; vm < oldest.length; vm++)
    for (let at = base[vm]; at + 1 < base[vm + 1]; at++) edges[at].push(at + 1);
  history.forEachMessage((from, sentIn, to, receivedIn) => {
    if (sentIn >= oldest[from] && receivedIn >= oldest[to])
      edges[node(from, sentIn)].push(node(to, receivedIn));
  });
  const component = stronglyConnected(edges);
  let judged = 0;
  const useless: CheckpointName[] = [];
  for (let vm = 0; vm < oldest.length; vm++) {
    for (let x = oldest[vm] + 1; x <= Math.min(line[vm], latest[vm]); x++) {
      if (history.taken(vm, x).at < since) continue;
      judged++;
      if (component[node(vm, x)] === component[node(vm, x - 1)]) useless.push([vm, x]);
    }
  }
  return { judged, useless };
}

/** The strongly connected component of each node, by Tarjan's method without recursion. */
function stronglyConnected(edges: readonly (readonly number[])[]): Int32Array {
  const order = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const component = new Int32Array(edges.length).fill(-1);
  const next = new Int32Array(edges.length);
  const path: number[] = [];
  const open: number[] = [];
  let seen = 0;
  let components = 0;
  for (let start = 0; start < edges.length; start++) {
    if (order[start] >= 0) continue;
    path.push(start);
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (order[node] < 0) {
        order[node] = seen;
        low[node] = seen++;
        open.push(node);
      }
      if (next[node] < edges[node].length) {
        const target = edges[node][next[node]++];
        if (order[target] < 0) path.push(target);
        else if (component[target] < 0) low[node] = Math.min(low[node], order[target]);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1];
        low[parent] = Math.min(low[parent], low[node]);
      }
      if (low[node] < order[node]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = components;
        if (member === node) break;
      }
      components++;
    }
  }
  return component;
}
