import type { System } from "../scenario/model/system.js";
import { advanceCells, hostsMatter } from "./advance-cells.js";
import { advanceField } from "./clock-skew.js";
import { flows } from "./flows.js";
import { hostKinds, kindsOfClasses } from "./placement.js";

/**
 * From how many clocks the messages come that may bring a class's advances forward, by receiving class.
 *
 *     (Σ_a F_ab)² / Σ_a F_ab²/(n_a − [a=b])     a clock for each VM
 *     (Σ_h W_bh)² / Σ_h W_bh²                   a clock for each host
 *     W_bh = Σ_a F_ab (n_ah/n_a) (1 − (n_bh − [a=b])/(n_b − [a=b]))
 *
 * A participation ratio: as many clocks of equal weight would scatter about their mean as much as these do. Where a
 * host's VMs share a clock, `W_bh` is what comes to class `b` from host `h` and not from its own. Where it matters on
 * which host a sender is, a share of the early advances is due to the VMs of the receiver's own host, and the two numbers
 * are combined by these shares.
 *
 * - Source: this project, for E10, whose mean field is exact as these numbers grow
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: all senders where each sends alike; 1 where a single one does; infinite where nothing comes
 */
export function effectiveSenders(system: System): readonly number[] {
  const others = system.clock.scope === "host" ? sendingHosts(system) : sendingVms(system);
  if (!hostsMatter(system)) return others;
  const own = sendingOnOwnHost(system);
  const early = new Float64Array(others.length);
  const error = new Float64Array(others.length);
  advanceField(system).cells.forEach(({ classIndex, count, law, earlyFromOtherHosts }, cell) => {
    const fromOthers = count * law.early * earlyFromOtherHosts;
    const fromOwn = count * law.early - fromOthers;
    early[classIndex] += fromOthers + fromOwn;
    error[classIndex] += fromOthers / others[classIndex] + fromOwn / own[cell];
  });
  return others.map((number, c) => (error[c] > 0 ? early[c] / error[c] : number));
}

/** Steps over kinds of hosts and pairs of classes; beyond, own hosts are taken as large. */
const mostSteps = 5e6;

/** The same of the VMs of the receiver's own host, by cell of the mean field: the fewest over the hosts of the cell. */
function sendingOnOwnHost(system: System): readonly number[] {
  const { from, to, flow } = flows(system);
  const { cells, cellOf } = advanceCells(system);
  const kinds = hostKinds(system);
  const own = cells.map(() => Number.POSITIVE_INFINITY);
  if (kinds.length * flow.length > mostSteps) return own;
  kinds.forEach(({ counts }, kind) => {
    const total = new Float64Array(system.classes.length);
    const squares = new Float64Array(system.classes.length);
    for (let pair = 0; pair < flow.length; pair++) {
      const [a, b] = [from[pair], to[pair]];
      const self = a === b ? 1 : 0;
      const senders = (counts.get(a) ?? 0) - self;
      if (senders <= 0 || !counts.has(b)) continue;
      const perPair = flow[pair] / (system.classes[a].count * (system.classes[b].count - self));
      total[b] += perPair * senders;
      squares[b] += perPair ** 2 * senders;
    }
    for (const b of counts.keys()) {
      const cell = cellOf(b, kind);
      own[cell] = Math.min(own[cell], participation(total[b], squares[b]));
    }
  });
  return own;
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

/** From how many other hosts messages come, by receiving class. */
export function sendingHosts(system: System): readonly number[] {
  const { from, to, flow } = flows(system);
  const { classes } = system;
  const kinds = hostKinds(system);
  const into: number[][] = classes.map(() => []);
  for (let pair = 0; pair < flow.length; pair++) into[to[pair]].push(pair);
  return classes.map(({ index: b, count }) => {
    const sent = new Float64Array(kinds.length);
    for (const pair of into[b]) {
      const a = from[pair];
      const self = a === b ? 1 : 0;
      for (const { kind, count: senders } of kindsOfClasses(system)[a]) {
        const away = 1 - ((kinds[kind].counts.get(b) ?? 0) - self) / (count - self);
        sent[kind] += (flow[pair] / classes[a].count) * senders * away;
      }
    }
    let [total, squares] = [0, 0];
    kinds.forEach(({ hosts }, kind) => {
      total += hosts.length * sent[kind];
      squares += hosts.length * sent[kind] ** 2;
    });
    return participation(total, squares);
  });
}

function participation(total: number, squares: number): number {
  return squares > 0 ? total ** 2 / squares : Number.POSITIVE_INFINITY;
}
