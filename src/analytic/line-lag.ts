import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField } from "./clock-skew.js";
import { advanceMesh, type Incompletion, incompletion, notReachedOn } from "./completion.js";
import { type DueComponent, type DueGroup, dueComponents, dueGroups, jointDueSets } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { lawAtom, lawMean, lawSupport } from "./numerics/distribution-laws.js";
import { adaptiveNodes, type QuadratureNodes } from "./numerics/quadrature.js";
import { certain, type TabulatedLaw } from "./numerics/tabulated-law.js";
import { sharedClockCompletion } from "./shared-clock-completion.js";

/** How long after its base boundary each recovery line stands, in the mean over its randomness. */
export interface LineLags {
  /** `ℓ`: over all indices. */
  readonly mean: Seconds;
  /** `ℓ_c`: over the indices at which a class is due. */
  readonly meanWhenDue: readonly Seconds[];
  /** Over the indices that follow one at which a class is due. */
  readonly meanAfterDue: readonly Seconds[];
  /** Whether the averages run over the whole hyperperiod rather than over a sample of it. */
  readonly exact: boolean;
  /** `ℓ_k`. */
  at(index: number): Seconds;
  /** Distribution of the lag of line `index`. */
  law(index: number): TabulatedLaw;
}

const known = new WeakMap<System, LineLags>();
/** Of the 7- against the 15-point rule; the latter alone is far closer. */
const tolerance = 1e-7;
/** Due sets that are worked out one by one where they do not factor over groups. */
const mostJointIndices = 5_000;

/**
 * How long after its base boundary each recovery line is established.
 *
 *     ℓ_k = E[max over due VMs of (advance + duration)]
 *         = ∫ (1 − Π_{c due at k} P(advance_c + duration_c ≤ t)^{n_c}) dt
 *
 * The mean over all indices needs no walk through the hyperperiod: coprime multiples are due independently, so
 * the product's mean factors over them. Where the VMs of a host share a clock, the product runs over hosts, with
 * the host's error integrated inside each.
 *
 * - Source: E11, R6, R7
 * - Assumes: advances of different VMs (of different hosts, for shared clocks) independent, as in the mean field;
 *   lags below `T0`; at an index at which no VM is due the line stands at the boundary itself
 * - Limits: `mean · H_n` for exponential durations and perfect clocks; stable to 1e-6 relative, for shared clocks
 *   to about 1e-4; `exact` is false where a hyperperiod is both large and entangled, and was sampled
 */
export function lineLags(system: System): LineLags {
  const before = known.get(system);
  if (before) return before;
  const made = workOut(system);
  known.set(system, made);
  return made;
}

/**
 * Mean time from a base boundary until its recovery line is established.
 *
 *     ℓ = (1/L) Σ_{k=1}^{L} ℓ_k
 *
 * - Source: E11, R7
 * - Assumes: as `lineLags`
 * - Limits: 0 with perfect clocks and no duration; by class, the mean over the lines at which the class is due
 */
export function lineLag(system: System): Figure {
  const { mean, meanWhenDue } = lineLags(system);
  return { value: mean, byClass: meanWhenDue };
}

/** Chances, along the quadrature nodes, that everyone concerned is done; by group, and for a given due set. */
interface Completion {
  readonly nodes: QuadratureNodes;
  readonly groups: readonly DueGroup[];
  readonly components: readonly DueComponent[];
  /** Chance at node `n` that every VM of the groups is done. */
  chance(node: number, groups: readonly number[]): number;
}

function workOut(system: System): LineLags {
  const completion = completionOf(system);
  const { groups, components } = completion;
  const totals = averages(completion);
  const groupOf = new Map(groups.flatMap((group, position) => group.classes.map((c) => [c.index, position])));
  const byClass = (values: Float64Array) => system.classes.map((c) => values[groupOf.get(c.index)!]);
  const lagOf = new Map<string, Seconds>();
  const dueAt = (index: number) => {
    const due: number[] = [];
    groups.forEach(({ multiple, phase }, position) => {
      if (index % multiple === phase) due.push(position);
    });
    return due;
  };
  return {
    mean: totals.mean,
    meanWhenDue: byClass(totals.whenDue),
    meanAfterDue: byClass(totals.afterDue),
    exact: components.every((component) => component.exact),
    at(index) {
      const due = dueAt(index);
      const key = due.join();
      let lag = lagOf.get(key);
      if (lag === undefined) {
        lag = due.length === 0 ? 0 : integrate(completion.nodes, (node) => completion.chance(node, due));
        lagOf.set(key, lag);
      }
      return lag;
    },
    law(index) {
      const due = dueAt(index);
      const { points } = completion.nodes;
      if (due.length === 0 || points.length === 0) return certain(this.at(index));
      return { points, chances: Float64Array.from(points, (_, node) => completion.chance(node, due)) };
    },
  };
}

/** `E[M]` of a moment `M` from its CDF: what lies above it right of 0, less what lies below it left of 0. */
function integrate({ points, weights }: QuadratureNodes, cdf: (node: number) => number): Seconds {
  let sum = 0;
  for (let node = 0; node < points.length; node++) {
    sum += weights[node] * (points[node] >= 0 ? 1 - cdf(node) : -cdf(node));
  }
  return sum;
}

function completionOf(system: System): Completion {
  const { laws, course } = advanceField(system);
  const mesh = course && advanceMesh(course, system.clock.error);
  const groups = dueGroups(system);
  const open = system.classes.map(({ index, duration }) =>
    mesh
      ? incompletion(laws[index], mesh.times, duration, notReachedOn(mesh, index))
      : incompletion(laws[index], new Float64Array(), duration),
  );
  const evaluate = (t: Seconds, out: Float64Array) => {
    groups.forEach(({ classes }, position) => {
      out[position] = chanceOfAll(classes, open, t);
    });
    out[groups.length] = out.subarray(0, groups.length).reduce((product, chance) => product * chance, 1);
  };
  const width = groups.length + 1;
  const nodes = adaptiveNodes(edgesOf(system, open), width, evaluate, tolerance);
  if (course && system.clock.scope === "host") {
    const joint = jointDueSets(groups, mostJointIndices);
    const chance = sharedClockCompletion(system, course, groups, nodes.points);
    return { nodes, groups, components: [joint], chance };
  }
  const chance = (node: number, due: readonly number[]) => {
    let product = 1;
    for (const group of due) product *= nodes.values[node * width + group];
    return product;
  };
  return { nodes, groups, components: dueComponents(groups), chance };
}

function chanceOfAll(classes: DueGroup["classes"], open: readonly Incompletion[], t: Seconds): number {
  let exponent = 0;
  for (const { index, count } of classes) {
    const left = open[index](t);
    if (left >= 1) return 0;
    exponent += count * Math.log1p(-left);
  }
  return Math.exp(exponent);
}

/** Where chances jump or bend, and where the largest of all completions lies. */
function edgesOf(system: System, open: readonly Incompletion[]): number[] {
  const [clockLow, clockHigh] = lawSupport(system.clock.error);
  const edges = new Set([0]);
  let low = 0;
  let high = 0;
  const hard = new Set<number>();
  for (const { duration } of system.classes) {
    const [shortest, longest] = lawSupport(duration);
    low = Math.min(low, clockLow + shortest);
    high = Math.max(high, clockHigh + longest);
    const jumps = lawAtom(duration) !== undefined ? hard : edges;
    jumps.add(clockLow + shortest).add(clockHigh + longest);
    edges.add(clockLow + lawMean(duration)).add(clockHigh + shortest);
  }
  const unfinished = (t: Seconds) => system.classes.reduce((sum, c) => sum + c.count * open[c.index](t), 0);
  for (const level of [20, 2, 0.2, 1e-3, 1e-8]) edges.add(crossing(unfinished, level, low, high));
  const kept = [...thinned([...edges], 60), ...thinned([...hard], 2000), low, high];
  return [...new Set(kept)].sort((a, b) => a - b);
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

interface Averages {
  readonly mean: Seconds;
  readonly whenDue: Float64Array;
  readonly afterDue: Float64Array;
}

/** The CDF of the line's lag, averaged over all indices and over those at or after a group's own. */
interface AverageCdf {
  all: number;
  readonly whenDue: Float64Array;
  readonly afterDue: Float64Array;
}

function averages(completion: Completion): Averages {
  const { nodes, groups, components } = completion;
  const count = groups.length;
  const cdf: AverageCdf = { all: 1, whenDue: new Float64Array(count), afterDue: new Float64Array(count) };
  const empty: AverageCdf = { all: 1, whenDue: new Float64Array(count), afterDue: new Float64Array(count) };
  averageCdf(components, count, (due) => (due.length === 0 ? 1 : 0), groups, empty);
  let mean = 0;
  const whenDue = new Float64Array(count);
  const afterDue = new Float64Array(count);
  for (let node = 0; node < nodes.points.length; node++) {
    averageCdf(components, count, (due) => completion.chance(node, due), groups, cdf);
    const weight = nodes.weights[node];
    const right = nodes.points[node] >= 0;
    // A line without due VMs stands at 0: left of it, its share is not yet below.
    mean += weight * (right ? 1 - cdf.all : empty.all - cdf.all);
    for (let g = 0; g < count; g++) {
      whenDue[g] += weight * (right ? 1 - cdf.whenDue[g] : -cdf.whenDue[g]);
      afterDue[g] += weight * (right ? 1 - cdf.afterDue[g] : empty.afterDue[g] - cdf.afterDue[g]);
    }
  }
  return { mean, whenDue, afterDue };
}

function averageCdf(
  components: readonly DueComponent[],
  count: number,
  chance: (groups: readonly number[]) => number,
  groups: readonly DueGroup[],
  out: AverageCdf,
): void {
  const single = new Float64Array(count);
  const factors = components.map((component) => {
    const joint = component.lifts.every((lift) => lift === 1);
    const factor = component.groups.map((group, position) => {
      single[group] = joint ? 0 : chance([group]);
      const lift = component.lifts[position];
      return (single[group] + lift - 1) / lift;
    });
    let all = 0;
    const when = new Float64Array(component.groups.length);
    const whenShare = new Float64Array(component.groups.length);
    const after = new Float64Array(component.groups.length);
    const afterShare = new Float64Array(component.groups.length);
    for (const pattern of component.patterns) {
      let product = 1;
      if (joint) product = chance(pattern.groups.map((position) => component.groups[position]));
      else for (const position of pattern.groups) product *= factor[position];
      all += pattern.share * product;
      for (const position of pattern.groups) {
        const lifted = component.lifts[position] > 1;
        const given = lifted ? (product / factor[position]) * single[component.groups[position]] : product;
        when[position] += pattern.share * given;
        whenShare[position] += pattern.share;
      }
      component.groups.forEach((group, position) => {
        const share = pattern.afterShare[position];
        if (share === 0) return;
        // A group that was due one index before is not due again, unless it always is.
        const lifted = component.lifts[position] > 1 && groups[group].multiple > 1;
        const maybe = lifted && pattern.groups.includes(position);
        after[position] += share * (maybe ? product / factor[position] : product);
        afterShare[position] += share;
      });
    }
    return { component, all, when, whenShare, after, afterShare };
  });
  out.all = factors.reduce((product, { all }) => product * all, 1);
  factors.forEach(({ component, when, whenShare, after, afterShare }, at) => {
    let others = 1;
    factors.forEach((other, index) => {
      if (index !== at) others *= other.all;
    });
    component.groups.forEach((group, position) => {
      out.whenDue[group] = (when[position] / whenShare[position]) * others;
      out.afterDue[group] = (after[position] / afterShare[position]) * others;
    });
  });
}
