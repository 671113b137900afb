import type { Distribution } from "../scenario/model/distribution.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceCells } from "./advance-cells.js";
import { advanceField } from "./clock-skew.js";
import { type DueSet, dueGroups, dueShares, groupsOfClasses, oncePerDueSet } from "./due-sets.js";
import type { AdvanceLineLaws } from "./line-laws.js";
import type { MeanField } from "./mean-field.js";
import { lawAtom, lawCdf, lawSurvival } from "./numerics/distribution-laws.js";
import type { QuadratureNodes } from "./numerics/quadrature.js";
import { hostKinds } from "./placement.js";

/** Pieces that the clock error is cut into, besides the cuts where a certain duration ends. */
const fewestPieces = 128;

/**
 * When lines are established and covered where the VMs of a host share one clock error `ε`.
 *
 *     P(covered by t) = Π_h ∫ Π_{c due} P(min(ε, J_c) + d_c ≤ t)^{n_ch} Π_{c not due} P(min(ε, J_c) ≤ t)^{n_ch} dG(ε)
 *     P(J_c > t) = exp(−∫ h_c)
 *
 * `J_c` is the moment at which a message would advance a VM of class `c`. Hosts with the same VMs count as one kind.
 *
 * - Source: E10, E11, `clock.scope: host`
 * - Assumes: given the clock, the VMs of a host are advanced by messages independently of one another
 * - Limits: exact where no message brings anybody forward and durations are certain; else the error is taken as
 *   constant in each of 128 pieces and more
 */
export function sharedClockLaws(system: System, { points, weights }: QuadratureNodes): AdvanceLineLaws {
  const advances = advanceField(system);
  const field = advances.field!;
  const groups = dueGroups(system);
  const { cellOf } = advanceCells(system);
  const groupOf = groupsOfClasses(groups);
  const kinds = hostKinds(system).map(({ counts, hosts }, kind) => ({
    hosts: hosts.length,
    vms: [...counts].map(([classIndex, count]) => {
      return { classIndex, count, group: groupOf[classIndex], cell: cellOf(classIndex, kind) };
    }),
  }));
  const cuts = evenCuts(field);
  const unmoved = new Map<Seconds, Float64Array>();
  const unmovedAt = (t: Seconds) => {
    const known =
      unmoved.get(t) ??
      Float64Array.from({ length: field.cells }, (_, cell) => Math.exp(-field.hazard(cell, t)));
    unmoved.set(t, known);
    return known;
  };
  const certain = new Set(
    system.classes.map(({ duration }) => lawAtom(duration)).filter((d) => d !== undefined),
  );
  /** The laws of several due sets, node by node: what VMs have done by then depends on nothing but whether they are due. */
  const lawsOf = (dues: readonly DueSet[]): DueSetLaw[] => {
    const laws = dues.map((due) => ({
      due: groups.map((_, group) => (due.includes(group) ? 1 : 0)),
      begin: due.length > 0 ? Number.NEGATIVE_INFINITY : 0,
      established: new Float64Array(points.length),
      covered: new Float64Array(points.length),
      covariances: new Float64Array(system.classes.length),
    }));
    points.forEach((t, node) => {
      const atEnds = [...certain].map((duration) => t - duration);
      const pieces = cutAt([...cuts, t, ...atEnds], system.clock.error, unmovedAt);
      /** By cell: where it is not due, and where it is. */
      const done = advances.cells.map(({ classIndex }, cell) => {
        const { duration } = system.classes[classIndex];
        return [
          doneByError(pieces, cell, (s) => (s <= t ? 1 : 0)),
          doneByError(pieces, cell, (s) => lawCdf(duration, t - s)),
        ];
      });
      const doneOn = kinds.map(({ vms }) =>
        vms.map(({ count, cell }) =>
          done[cell].map(({ chance, mean }) => ({ allDone: chance.map((one) => one ** count), mean })),
        ),
      );
      for (const law of laws) if (t >= law.begin) addNode(law, node, pieces, doneOn);
    });
    return laws;
  };
  const addNode = (
    { due, established, covered, covariances }: DueSetLaw,
    node: number,
    pieces: readonly Piece[],
    doneOn: readonly (readonly (readonly VmsDone[])[])[],
  ) => {
    let [line, cover] = [0, 0];
    const means = kinds.map(({ hosts, vms }, kind) => {
      const isDue = vms.map(({ group }) => due[group]);
      const own = doneOn[kind].map((ways, at) => ways[isDue[at]]);
      let [lineHere, coverHere] = [0, 0];
      const first = new Float64Array(vms.length);
      for (let e = 0; e < pieces.length; e++) {
        let dueDone = 1;
        let allDone = 1;
        for (let at = 0; at < own.length; at++) {
          allDone *= own[at].allDone[e];
          if (isDue[at] === 1) dueDone *= own[at].allDone[e];
        }
        const { mass } = pieces[e];
        lineHere += mass * dueDone;
        coverHere += mass * allDone;
        for (let at = 0; at < own.length; at++) first[at] += mass * allDone * own[at].mean[e];
      }
      line += hosts * Math.log(Math.min(1, lineHere));
      cover += hosts * Math.log(Math.min(1, coverHere));
      return first.map((value) => value / coverHere);
    });
    established[node] = Math.exp(line);
    covered[node] = Math.exp(cover);
    if (covered[node] === 0) return;
    kinds.forEach(({ hosts, vms }, kind) => {
      vms.forEach(({ classIndex, count, cell }, at) => {
        const share = (hosts * count) / system.classes[classIndex].count;
        const late = advances.cells[cell].law.mean - means[kind][at];
        covariances[classIndex] += weights[node] * covered[node] * share * late;
      });
    });
  };
  const { sets } = dueShares(system);
  let together: readonly DueSetLaw[] | undefined;
  const of = oncePerDueSet((due) => {
    const place = sets.findIndex((set) => set.join() === due.join());
    if (place < 0) return lawsOf([due])[0];
    together ??= lawsOf(sets);
    return together[place];
  });
  return {
    established: (due) => of(due).established,
    covered: (due) => of(due).covered,
    covariances(sets, shares) {
      const whenDue = new Float64Array(system.classes.length);
      const whenNotDue = new Float64Array(system.classes.length);
      sets.forEach((due, place) => {
        const { covariances } = of(due);
        groups.forEach(({ classes }, group) => {
          const sums = due.includes(group) ? whenDue : whenNotDue;
          for (const { index } of classes) sums[index] += shares[place] * covariances[index];
        });
      });
      return { whenDue, whenNotDue };
    },
  };
}

/** What lines with one due set are like, node by node. */
interface DueSetLaw {
  /** By group: 1 where it is due, and 0 where it is not. */
  readonly due: readonly number[];
  /** Before this time no such line is established. */
  readonly begin: Seconds;
  readonly established: Float64Array;
  readonly covered: Float64Array;
  readonly covariances: Float64Array;
}

/** By piece of the clock error: the chance that all VMs of a cell on a host are done, and the mean advance of one then. */
interface VmsDone {
  readonly allDone: Float64Array;
  readonly mean: Float64Array;
}

/** A stretch of the clock error that is taken as one value. */
interface Piece {
  readonly from: Seconds;
  readonly to: Seconds;
  /** The mean of the error inside. */
  readonly place: Seconds;
  readonly mass: number;
  /** `P(J > from)`, `P(J > place)` and `P(J > to)`, by cell. */
  readonly before: Float64Array;
  readonly here: Float64Array;
  readonly after: Float64Array;
}

function evenCuts({ times }: MeanField): Seconds[] {
  const stride = Math.max(1, Math.floor((times.length - 1) / fewestPieces));
  return Array.from(times.filter((_, n) => n % stride === 0 || n === times.length - 1));
}

function cutAt(
  cuts: readonly Seconds[],
  error: Distribution,
  unmovedAt: (t: Seconds) => Float64Array,
): Piece[] {
  const edges = [...new Set(cuts)].sort((a, b) => a - b);
  let after = unmovedAt(edges[0]);
  let survival = lawSurvival(error, edges[0]);
  return edges.slice(1).map((to, at) => {
    const from = edges[at];
    const place = from + (to - from) / 2;
    const before = after;
    const here = unmovedAt(place);
    after = unmovedAt(to);
    const mass = survival - lawSurvival(error, to);
    survival -= mass;
    return { from, to, place, mass, before, here, after };
  });
}

/**
 * Of a VM of the cell, for each piece of the error: the chance that it is done, and its mean advance then; a message
 * may have advanced it before the clock.
 */
function doneByError(
  pieces: readonly Piece[],
  cell: number,
  done: (advance: Seconds) => number,
): { chance: Float64Array; mean: Float64Array } {
  const chance = new Float64Array(pieces.length);
  const mean = new Float64Array(pieces.length);
  let moved = 0;
  let first = 0;
  pieces.forEach(({ place, before, here, after }, e) => {
    const level = done(place);
    const byMessage = (before[cell] - here[cell]) * level;
    const byClock = here[cell] * level;
    chance[e] = Math.min(1, moved + byMessage + byClock);
    mean[e] = chance[e] > 0 ? (first + (byMessage + byClock) * place) / chance[e] : place;
    const inside = (before[cell] - after[cell]) * level;
    moved += inside;
    first += inside * place;
  });
  return { chance, mean };
}
