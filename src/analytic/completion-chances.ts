import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { boundaryWrites, partsOfWrites } from "./boundary-writes.js";
import { advanceField, partsOfAdvances } from "./clock-skew.js";
import { type Incompletion, incompletion } from "./completion.js";
import { dueSets } from "./due-sets.js";
import { lawAtom, lawMean, lawSupport } from "./numerics/distribution-laws.js";
import { adaptiveNodes } from "./numerics/quadrature.js";

/** VMs that advance by one law. */
interface Cell {
  readonly classIndex: number;
  readonly count: number;
  /** Chance that a checkpoint is not complete yet, and that the index is not reached yet. */
  readonly open: Incompletion;
  readonly notReached: Incompletion;
}

/** Of the 7- against the 15-point rule; the latter alone is far closer. */
const tolerance = 1e-7;

/** What VMs have done by which time after a boundary, whichever classes are due there. */
export const completionChances = memoPerSystem((system) => {
  const { field, cells: advancing } = advanceField(system);
  const cells = advancing.map(({ classIndex, count, law }): Cell => {
    const { duration } = system.classes[classIndex];
    const open = incompletion(law, field?.times ?? new Float64Array(), duration);
    return { classIndex, count, open, notReached: (t) => law.notReached(t) };
  });
  const width = 2 * cells.length + 1;
  const evaluate = (t: Seconds, out: Float64Array) => {
    let all = 1;
    cells.forEach(({ count, open, notReached }, place) => {
      out[2 * place] = chanceOfAll(count, open(t));
      out[2 * place + 1] = chanceOfAll(count, notReached(t));
      all *= out[2 * place];
    });
    out[width - 1] = all;
  };
  return { cells, nodes: adaptiveNodes(edgesOf(system, cells), width, evaluate, tolerance) };
}, partsOfCompletions);

/** What the chances of completions follow from. */
export function partsOfCompletions(system: System): readonly unknown[] {
  const parts = system.storage ? partsOfWrites(system) : partsOfAdvances(system);
  return [...parts, system.classes.map(({ duration }) => duration)];
}

function chanceOfAll(count: number, open: number): number {
  return Math.exp(count * Math.log1p(-Math.min(1, open)));
}

/** Where chances jump or bend, and where the largest of all completions lies. */
function edgesOf(system: System, cells: readonly Cell[]): number[] {
  const [clockLow, clockHigh] = lawSupport(system.clock.error);
  const edges = new Set([0, clockLow]);
  let low = Math.min(0, clockLow);
  let high = 0;
  const hard = new Set([clockHigh]);
  for (const { duration } of system.classes) {
    const [shortest, longest] = lawSupport(duration);
    low = Math.min(low, clockLow + shortest);
    high = Math.max(high, clockHigh + longest);
    const jumps = lawAtom(duration) !== undefined ? hard : edges;
    jumps.add(clockLow + shortest).add(clockHigh + longest);
    edges.add(clockLow + lawMean(duration)).add(clockHigh + shortest);
  }
  const unfinished = (t: Seconds) => cells.reduce((sum, { count, open }) => sum + count * open(t), 0);
  for (const level of [20, 2, 0.2, 1e-3, 1e-8]) edges.add(crossing(unfinished, level, low, high));
  for (const t of storageTimes(system)) hard.add(t);
  const kept = [...thinned([...edges], 60), ...thinned([...hard], 2000), low, high];
  return [...new Set(kept)].sort((a, b) => a - b);
}

/** When lines may come to stand, or be covered, for what is written to storage. */
function storageTimes(system: System): readonly Seconds[] {
  if (!system.storage) return [];
  const writesOf = boundaryWrites(system);
  return dueSets(system).sets.flatMap((due) => {
    const { imagesDone, allDone } = writesOf(due);
    return [...imagesDone, ...allDone];
  });
}

function crossing(decreasing: (t: Seconds) => number, level: number, low: Seconds, high: Seconds): Seconds {
  let [from, to] = [low, high];
  for (let step = 0; step < 30; step++) {
    const middle = from + (to - from) / 2;
    if (decreasing(middle) > level) from = middle;
    else to = middle;
  }
  return to;
}

function thinned(values: readonly number[], most: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const stride = Math.ceil(sorted.length / most);
  return sorted.filter((value, at) => at % stride === 0 || at === sorted.length - 1 || value === 0);
}
