import type { System } from "../scenario/model/system.js";
import { flows } from "./flows.js";
import { placementTable } from "./placement.js";

/**
 * From how many clocks the messages come that may bring a class's advances forward, by receiving class.
 *
 *     (Σ_a F_ab)² / Σ_a F_ab²/(n_a − [a=b])     a clock for each VM
 *     (Σ_h W_bh)² / Σ_h W_bh²                   a clock for each host
 *     W_bh = Σ_a F_ab (n_ah/n_a) (1 − (n_bh − [a=b])/(n_b − [a=b]))
 *
 * A participation ratio: as many clocks of equal weight would scatter about their mean as much as these do. Where a
 * host's VMs share a clock, `W_bh` is what comes to class `b` from host `h` and not from its own.
 *
 * - Source: this project, for E10, whose mean field is exact as these numbers grow
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: all senders where each sends alike; 1 where a single one does; infinite where nothing comes
 */
export function effectiveSenders(system: System): readonly number[] {
  return system.clock.scope === "host" ? sendingHosts(system) : sendingVms(system);
}

function sendingVms(system: System): readonly number[] {
  const { from, to, flow, inbound } = flows(system);
  const squares = new Float64Array(system.classes.length);
  for (let pair = 0; pair < flow.length; pair++) {
    const [a, b] = [from[pair], to[pair]];
    squares[b] += flow[pair] ** 2 / (system.classes[a].count - (a === b ? 1 : 0));
  }
  return Array.from(inbound, (total, b) => participation(total, squares[b]));
}

function sendingHosts(system: System): readonly number[] {
  const { from, to, flow } = flows(system);
  const { classes } = system;
  const table = placementTable(system);
  const into: number[][] = classes.map(() => []);
  for (let pair = 0; pair < flow.length; pair++) into[to[pair]].push(pair);
  return classes.map(({ index: b, count }) => {
    const sent = table.meetings();
    for (const pair of into[b]) {
      const a = from[pair];
      const perSender = flow[pair] / classes[a].count;
      const receivers = count - (a === b ? 1 : 0);
      // A VM sends nothing to itself: of its own host only the other receivers fall away.
      sent.addVms(a, perSender * (a === b ? 1 + 1 / receivers : 1));
      sent.add(a, b, -perSender / receivers);
    }
    let total = 0;
    let squares = 0;
    for (const weight of sent.byHost()) {
      total += weight;
      squares += weight ** 2;
    }
    return participation(total, squares);
  });
}

function participation(total: number, squares: number): number {
  return squares > 0 ? total ** 2 / squares : Number.POSITIVE_INFINITY;
}
