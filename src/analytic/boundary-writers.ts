import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceCells } from "./advance-cells.js";
import { advanceField, advanceTable } from "./clock-skew.js";
import { leastCount } from "./numerics/poisson-law.js";
import type { TabulatedLaw } from "./numerics/tabulated-law.js";
import { byHost, hostKinds } from "./placement.js";

/** Draws of all advances together that are averaged over: so many VMs in all, and bounds. */
const vmsDrawn = 8000;
const fewestDraws = 2;
export const mostDraws = 128;

interface Vm {
  readonly classIndex: number;
  readonly host: number;
  readonly cell: number;
}

/** Who writes at a boundary, and when: draws of all advances. */
export interface Writers {
  readonly vms: readonly Vm[];
  /** How many hosts each host stands for. */
  readonly copies: readonly number[];
  readonly advances: readonly Float64Array[];
}

/** One host of each kind, whose VMs advance when those of their class do on average. */
export function alikeWriters(system: System): Writers {
  const { cells } = advanceField(system);
  const kinds = hostKinds(system);
  const vms = vmsOn(system, Array.from(kinds.keys()));
  const advances = Float64Array.from(vms, ({ cell }) => cells[cell].law.mean);
  return { vms, copies: kinds.map(({ hosts }) => hosts.length), advances: [advances] };
}

/** Every VM, with so many draws of its advance. */
export function drawnWriters(system: System, sets: number): Writers {
  const kindOf = byHost(system, (kind) => kind);
  const vms = vmsOn(system, kindOf);
  const wanted = Math.ceil(vmsDrawn / vms.length / Math.min(8, sets));
  const advances = drawAdvances(system, vms, Math.min(mostDraws, Math.max(fewestDraws, wanted)));
  return { vms, copies: kindOf.map(() => 1), advances };
}

/** The VMs on hosts of these kinds, class by class. */
function vmsOn(system: System, kindOf: readonly number[]): readonly Vm[] {
  const { cellOf } = advanceCells(system);
  const kinds = hostKinds(system);
  return system.classes.flatMap(({ index }) =>
    kindOf.flatMap((kind, host) => {
      const count = kinds[kind].counts.get(index);
      return count ? new Array<Vm>(count).fill({ classIndex: index, host, cell: cellOf(index, kind) }) : [];
    }),
  );
}

/** Draw by draw, when each VM advances: each VM's draws fall into equal shares of its law, one into each. */
function drawAdvances(system: System, vms: readonly Vm[], draws: number): readonly Float64Array[] {
  const field = advanceField(system);
  const laws = field.cells.map(({ law }) => advanceTable(field, law, 2000));
  const advances = Array.from({ length: draws }, () => new Float64Array(vms.length));
  const shared = system.clock.scope === "host";
  const random = evenNumbers();
  const order = Int32Array.from({ length: draws }, (_, draw) => draw);
  const ofHost = new Map<number, Float64Array>();
  vms.forEach((vm, place) => {
    let chances = shared ? ofHost.get(vm.host) : undefined;
    if (!chances) {
      for (let last = draws - 1; last > 0; last--) {
        const other = Math.floor(random() * (last + 1));
        [order[last], order[other]] = [order[other], order[last]];
      }
      chances = Float64Array.from(order, (stratum) => (stratum + random()) / draws);
      ofHost.set(vm.host, chances);
    }
    for (let draw = 0; draw < draws; draw++) {
      advances[draw][place] = quantileOf(laws[vm.cell], chances[draw]);
    }
  });
  return advances;
}

/** Numbers between 0 and 1, the same ones each time: where a sum over advances is looked at. */
function evenNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function quantileOf({ points, chances }: TabulatedLaw, chance: number): Seconds {
  const high = leastCount(0, points.length - 1, (at) => chances[at] >= chance);
  const share = (chance - chances[high - 1]) / (chances[high] - chances[high - 1]);
  return points[high - 1] + share * (points[high] - points[high - 1]);
}
