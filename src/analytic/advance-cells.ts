import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import { flows } from "./flows.js";
import { lawAtom } from "./numerics/distribution-laws.js";
import { sum } from "./numerics/sum.js";
import { hostKinds, kindsOfClasses, sameHostProbability } from "./placement.js";

/** VMs that are alike in all that brings their advances forward: of one class, and where it matters on hosts of one kind. */
export interface AdvanceCell {
  readonly classIndex: number;
  /** VMs of the cell, over all hosts of its kind. */
  readonly count: number;
}

/** The cells of a system and the traffic between them, entry by entry: `from[p]` sends to `to[p]`. */
export interface AdvanceCells {
  readonly cells: readonly AdvanceCell[];
  /** The cell of the VMs of a class on hosts of one kind (`hostKinds`). */
  cellOf(classIndex: number, kind: number): number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Messages per second that come to each VM of the receiving cell from its own host, and from other hosts. */
  readonly within: Float64Array;
  readonly across: Float64Array;
}

/** Entries up to which hosts of different kinds are told apart. */
const mostEntries = 20_000;

/**
 * How the mean field of early advances tells VMs apart.
 *
 *     from class a on hosts of kind κ to a VM of class b on one of kind λ, with f_ab messages/s for each ordered pair:
 *     within: f_ab (n_aκ − [a = b]) if κ = λ, else 0       across: f_ab n_aκ (m_κ − [κ = λ]),   m_κ the hosts of kind κ
 *
 * Hosts matter where the VMs of a host share a clock, or where delays within hosts are others than across; then VMs of
 * one class on unlike hosts advance by unlike laws.
 *
 * - Source: E10; the kinds of hosts are this project's
 * - Assumes: inside a class pair every ordered pair of distinct VMs is equally likely
 * - Limits: by class alone where there would be more than 20,000 entries: each VM then receives from its own host what
 *   VMs of its class do on average
 */
export const advanceCells = memoPerSystem((system): AdvanceCells => byHostKind(system) ?? byClass(system));

function byClass(system: System): AdvanceCells {
  const { from, to, flow } = flows(system);
  const share = flow.map((_, pair) => sameHostProbability(system, from[pair], to[pair]));
  const perVm = flow.map((all, pair) => all / system.classes[to[pair]].count);
  return {
    cells: system.classes.map(({ index, count }) => ({ classIndex: index, count })),
    cellOf: (classIndex) => classIndex,
    from,
    to,
    within: perVm.map((rate, pair) => rate * share[pair]),
    across: perVm.map((rate, pair) => rate * (1 - share[pair])),
  };
}

function byHostKind(system: System): AdvanceCells | undefined {
  if (!hostsMatter(system)) return undefined;
  const kinds = hostKinds(system);
  const { from, to, flow } = flows(system);
  const cells: AdvanceCell[] = [];
  /** By class: its cells, and the VMs of each on one host. */
  const cellsOfClass = kindsOfClasses(system).map((shares, classIndex) =>
    shares.map(({ kind, count }) => ({
      cell: cells.push({ classIndex, count: count * kinds[kind].hosts.length }) - 1,
      kind,
      perHost: count,
    })),
  );
  const entries = flow.map((_, pair) => cellsOfClass[from[pair]].length * cellsOfClass[to[pair]].length);
  if (sum(entries) > mostEntries) return undefined;
  const traffic: { from: number; to: number; within: number; across: number }[] = [];
  for (let pair = 0; pair < flow.length; pair++) {
    const self = from[pair] === to[pair] ? 1 : 0;
    const pairs = system.classes[from[pair]].count * (system.classes[to[pair]].count - self);
    for (const sender of cellsOfClass[from[pair]]) {
      for (const receiver of cellsOfClass[to[pair]]) {
        const together = sender.kind === receiver.kind;
        const hosts = kinds[sender.kind].hosts.length - (together ? 1 : 0);
        traffic.push({
          from: sender.cell,
          to: receiver.cell,
          within: together ? (flow[pair] / pairs) * (sender.perHost - self) : 0,
          across: (flow[pair] / pairs) * sender.perHost * hosts,
        });
      }
    }
  }
  return {
    cells,
    cellOf: (classIndex, kind) => cellsOfClass[classIndex].find((one) => one.kind === kind)!.cell,
    from: Int32Array.from(traffic, (entry) => entry.from),
    to: Int32Array.from(traffic, (entry) => entry.to),
    within: Float64Array.from(traffic, (entry) => entry.within),
    across: Float64Array.from(traffic, (entry) => entry.across),
  };
}

/** Whether it matters for an advance which host the sender of a message is on. */
export function hostsMatter({ clock, delay }: System): boolean {
  if (lawAtom(clock.error) !== undefined) return false;
  return clock.scope === "host" || JSON.stringify(delay.within) !== JSON.stringify(delay.across);
}
