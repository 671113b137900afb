import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceCells, advanceCells } from "./advance-cells.js";
import { type AdvanceField, advanceField, advanceTable } from "./clock-skew.js";
import { type DueSets, dueSets } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { coverLags } from "./line-cover.js";
import { lineLaws } from "./line-laws.js";
import {
  lawCdf,
  lawLimitedMean,
  lawMean,
  lawSupport,
  lawSurplusSquare,
  lawSurvival,
} from "./numerics/distribution-laws.js";
import { nodesPerPanel, panelWeights } from "./numerics/panel.js";
import { sum } from "./numerics/sum.js";
import { tabulated } from "./numerics/tabulated.js";
import { atomsOfLaw, certain } from "./numerics/tabulated-law.js";

/**
 * Messages that no copy and no replay can bring back, per failure of one host.
 *
 *     U/H = (1/(H L)) Σ_k Σ_ab P_ab F_ab (z⁽ʲ⁾ (1 + (ℓ'_{k+1} − ℓ'_k)/T0) − [b not due at k+1] (z⁽ʲ⁾ − z⁽ʲ⁺¹⁾) s_b(k)/T0)
 *     j = (k − φ_a) mod i_a,   s_b(k) = E[c_{k+1} − max(c_k, T_b(k+1))]
 *     z⁽⁰⁾ = E[D] + a_a − a_b + ∫ E[x_a(t − D)] (1 − x_b(t)) dt,   z⁽ʲ⁾ = E[(D + T_a − T_b − j T0)⁺] for j >= 1
 *
 * Lost is what a sender had sent to a VM of the same host before the checkpoint from which it is restored, `j` base
 * intervals before the line, and what that VM received after its own advance to the line: `F_ab z⁽ʲ⁾` messages. Line
 * `k` reigns from its own cover to the next line's. What a receiver has flushed by then is safe, so that messages which
 * it received at index `k` are exposed for `s_b` less where it is not due at `k + 1`.
 *
 * Under `inTransit: stable` what has been delivered is safe, and lost is only what is still under way, from the cover
 * of a line at which its sender is due until that of the next such line:
 *
 *     U/H = (1/H) Σ_ab P_ab F_ab E_k[½ ((D − X_k)⁺)² − ½ ((D − i_a T0 − X_{k+i_a})⁺)²]/(i_a T0),   X_k = c_k − T_a(k)
 *
 * - Source: E12, R3, R5, R10; this project's but for `E[D]/i_a`
 * - Assumes: the mean field; failures strike every host alike; the number of messages that cross a line is independent
 *   of how long it reigns
 * - Limits: 0 with one VM per host, or without delay and clock error; at most as exact as means over indices are
 *   ({@link dueSets})
 */
export function unrecoverablePerHostFailure(system: System): Figure {
  const hosts = system.hosts.count;
  const ofAllHosts = system.policies.inTransit === "stable" ? lostUnderWay(system) : lostInMemory(system);
  // Terms that cancel leave rounding of either sign.
  const byClass = Array.from(ofAllHosts, (lost) => Math.max(0, lost) / hosts);
  return { value: sum(byClass), byClass };
}

/** What the failures of all hosts, one each, would lose, by receiving class. */
function lostInMemory(system: System): Float64Array {
  const { classes, baseInterval, delay } = system;
  const field = advanceField(system);
  const local = localFlows(system);
  const lost = new Float64Array(classes.length);
  if (!local.flow.some((flow) => flow > 0)) return lost;
  const older = outlasting(system, field);
  const { exposure, flushed } = exposures(system, older.checkpoints);
  const kept = older.keptCovariance;
  const groupOf = groupsOfClasses(dueSets(system));
  const nearest = new Float64Array(local.flow.length);
  const meanDelay = lawMean(delay.within);
  for (let pair = 0; pair < local.flow.length; pair++) {
    const [from, to] = [local.from[pair], local.to[pair]];
    const [a, b] = [field.cells[from], field.cells[to]];
    const seconds = (j: number) => exposure(groupOf[a.classIndex], groupOf[b.classIndex], j, b.law.mean);
    nearest[pair] = (local.flow[pair] * seconds(0)) / baseInterval;
    let sum = nearest[pair] * (meanDelay + a.law.mean - b.law.mean);
    sum +=
      (local.flow[pair] * flushed(groupOf[a.classIndex], groupOf[b.classIndex]) * kept(from, to)) /
      baseInterval;
    for (let j = 1; j <= Math.min(older.checkpoints, classes[a.classIndex].multiple); j++) {
      sum += (local.flow[pair] * seconds(j) * older.surplus(from, to, j)) / baseInterval;
    }
    sum += local.flow[pair] * olderStill(system, classes[a.classIndex].multiple, older.checkpoints);
    lost[b.classIndex] += sum;
  }
  addOvertaken(system, local, nearest, (cell, amount) => {
    lost[field.cells[cell].classIndex] += amount;
  });
  return lost;
}

/** What VMs send to others on their own hosts, over all hosts: messages per second from cell to cell. */
function localFlows(system: System) {
  const { cells, from, to, within } = advanceCells(system);
  return { from, to, flow: within.map((rate, entry) => rate * cells[to[entry]].count) };
}

function groupsOfClasses({ groups }: DueSets): number[] {
  const groupOf: number[] = [];
  groups.forEach(({ classes }, group) => {
    for (const { index } of classes) groupOf[index] = group;
  });
  return groupOf;
}

/** Checkpoints before the line that are gone through one by one; those before them are integrated over. */
const mostCheckpoints = 32;
/** Beside this share of what crosses the line itself, no older message shows. */
const negligible = 1e-7;

/** `z⁽ʲ⁾` for `j >= 1`: what messages outlast, or clocks differ by, beyond whole base intervals. */
interface Outlasting {
  /** How many checkpoints before the line matter. */
  readonly checkpoints: number;
  surplus(from: number, to: number, j: number): Seconds;
  /**
   * `Cov(z⁽⁰⁾, T_b)` where a VM keeps its clock error, else 0: one that is always late receives fewer messages after its
   * advance, and flushes them the less long before the next line, in s².
   */
  keptCovariance(from: number, to: number): number;
}

function outlasting(system: System, field: AdvanceField): Outlasting {
  const { baseInterval, clock, delay } = system;
  const { within } = delay;
  const surplusOf = (t: Seconds) =>
    t <= 0 ? lawMean(within) - t : Math.max(0, lawMean(within) - lawLimitedMean(within, t));
  const [low, high] = lawSupport(clock.error);
  const most = Math.max(...system.classes.map(({ multiple }) => multiple));
  const scale = lawMean(within) + (high - low);
  let checkpoints = 0;
  while (checkpoints < Math.min(most, mostCheckpoints)) {
    if (surplusOf((checkpoints + 1) * baseInterval - (high - low)) <= negligible * scale) break;
    checkpoints++;
  }
  const pairs = field.cells.length ** 2 * Math.max(1, checkpoints);
  // Clocks of a host that stay differ by nothing.
  const alike = clock.scope === "host" && clock.redraw === "once";
  const few = Math.max(1, Math.min(24, Math.floor(Math.sqrt(2e7 / pairs) / 2)));
  const laws = field.cells.map((_, cell) =>
    atomsOfLaw(alike ? certain(field.cells[cell].law.mean) : advanceTable(field, field.cells[cell].law, few)),
  );
  const known = new Map<string, Seconds>();
  const near: ((t: Seconds) => Seconds)[] = [];
  /** `surplusOf` about `j` base intervals. */
  const surplusNear = (j: number) => {
    const slope = (t: Seconds) => -lawSurvival(within, t);
    near[j] ??= tabulated(surplusOf, slope, j * baseInterval + low - high, j * baseInterval + high - low);
    return near[j];
  };
  return {
    checkpoints,
    keptCovariance(from, to) {
      if (clock.redraw !== "once" || alike) return 0;
      const mean = field.cells[to].law.mean;
      let together = 0;
      for (let n = 0; n < laws[from].values.length; n++) {
        for (let m = 0; m < laws[to].values.length; m++) {
          const weight = laws[from].weights[n] * laws[to].weights[m];
          together +=
            weight * surplusNear(0)(laws[to].values[m] - laws[from].values[n]) * (laws[to].values[m] - mean);
        }
      }
      return together;
    },
    surplus(from, to, j) {
      const key = `${from} ${to} ${j}`;
      let mean = known.get(key);
      if (mean === undefined) {
        mean = 0;
        const surplus = surplusNear(j);
        for (let n = 0; n < laws[from].values.length; n++) {
          for (let m = 0; m < laws[to].values.length; m++) {
            const ahead = laws[from].values[n] - laws[to].values[m] - j * baseInterval;
            mean += laws[from].weights[n] * laws[to].weights[m] * surplus(-ahead);
          }
        }
        known.set(key, mean);
      }
      return mean;
    },
  };
}

/** Of checkpoints beyond those that are gone through, per base interval that the sender is behind. */
function olderStill({ delay: { within }, baseInterval }: System, multiple: number, nearest: number): number {
  if (multiple <= nearest + 1 || nearest < mostCheckpoints) return 0;
  const beyond = (j: number) => lawSurplusSquare(within, (j - 0.5) * baseInterval) / baseInterval;
  return (beyond(nearest + 1) - beyond(multiple)) / multiple;
}

/** Steps over indices, due groups and groups that one figure may take. */
const mostSteps = 5e7;

/**
 * For how long, per base interval, messages count that reach a VM of group `h` later than `j` base intervals after the
 * checkpoint of their sender, of group `g`: the coefficient of `z⁽ʲ⁾`.
 */
function exposures(
  system: System,
  oldest: number,
): {
  exposure(g: number, h: number, j: number, advance: Seconds): Seconds;
  /** Share of all lines at which `g` is due and `h` is not due at the next index. */
  flushed(g: number, h: number): number;
} {
  const { baseInterval } = system;
  const lines = dueSets(system);
  const { groups, sets, setAt, indices, whole } = lines;
  const lags = coverLags(system);
  const lag = sets.map((due) => lags.of(due));
  const late = flushesBeforeCover(system, lines);
  const size = groups.length;
  const width = oldest + 2;
  const reigns = new Float64Array(size * width);
  /** Over the indices at which the receiver flushes: `ℓ'_{k+1} − E[(c_k − T_b(k+1))⁺]`, and how many they are. */
  const flushed = new Float64Array(size * size * width);
  const flushes = new Float64Array(size * size * width);
  const isDue = sets.map((due) => groups.map((_, h) => due.includes(h)));
  const dueSize = sum(sets.map((due, place) => due.length * lines.shares[place]));
  const count = Math.max(1, Math.min(indices, Math.floor(mostSteps / (size * (dueSize + 1) * (oldest + 1)))));
  const first = whole ? 1 : 1 + oldest;
  for (let j = 0; j <= oldest; j++) {
    /** How often a due set stands `j` indices before another, and a third next to that. */
    const often = new Map<number, number>();
    for (let k = first; k < first + count && k <= indices; k++) {
      const place = k - j >= 0 ? k - j : (((k - j) % indices) + indices) % indices;
      const three = (setAt[place] * sets.length + setAt[k]) * sets.length + setAt[k + 1];
      often.set(three, (often.get(three) ?? 0) + 1);
    }
    for (const [three, times] of often) {
      const next = three % sets.length;
      const here = Math.floor(three / sets.length) % sets.length;
      for (const g of sets[Math.floor(three / sets.length ** 2)]) {
        if (j >= groups[g].multiple) continue;
        reigns[g * width + j] += times * (baseInterval + lag[next] - lag[here]);
        for (let h = 0; h < size; h++) {
          if (isDue[next][h]) continue;
          const at = (g * size + h) * width + j;
          flushed[at] += times * (lag[next] - late(here, h));
          flushes[at] += times;
        }
      }
    }
  }
  const total = Math.min(count, indices - first + 1);
  return {
    exposure(g, h, j, advance) {
      const saved = (age: number) => {
        const at = (g * size + h) * width + age;
        return flushed[at] - flushes[at] * advance;
      };
      return (reigns[g * width + j] - saved(j) + (j > 0 ? saved(j - 1) : 0)) / total;
    },
    flushed: (g, h) => flushes[(g * size + h) * width] / total,
  };
}

/** `E[(c_k − T_b(k+1))⁺]` for each due set of line `k` and group of the receiver: 0 where lines are covered in time. */
function flushesBeforeCover(
  system: System,
  { groups, sets }: DueSets,
): (set: number, group: number) => Seconds {
  const { baseInterval } = system;
  const { nodes, of } = lineLaws(system);
  const { points, weights } = nodes;
  const earliest = baseInterval + lawSupport(system.clock.error)[0];
  const firstLate = points.findIndex((t) => t > earliest);
  if (firstLate < 0) return () => 0;
  const { laws } = advanceField(system);
  const known = new Map<number, Float64Array>();
  return (set, group) => {
    let late = known.get(set);
    if (!late) {
      const { covered } = of(sets[set]);
      late = Float64Array.from(groups, ({ classes }) => {
        let mean = 0;
        for (let node = firstLate; node < points.length; node++) {
          const reached = laws[classes[0].index].reached(points[node] - baseInterval);
          mean += weights[node] * (1 - covered[node]) * reached;
        }
        return mean;
      });
      known.set(set, late);
    }
    return late[group];
  };
}

/** What the failures of all hosts, one each, would lose of what is still under way, by receiving class. */
function lostUnderWay(system: System): Float64Array {
  const { classes, baseInterval } = system;
  const { cells } = advanceField(system);
  const local = localFlows(system);
  const lost = new Float64Array(classes.length);
  const exposure = underWayAfterCover(system);
  for (let pair = 0; pair < local.flow.length; pair++) {
    const a = cells[local.from[pair]].classIndex;
    const seconds = exposure[local.from[pair]] / (classes[a].multiple * baseInterval);
    lost[cells[local.to[pair]].classIndex] += local.flow[pair] * seconds;
  }
  return lost;
}

/**
 * `E_k[½ ((D − X_k)⁺)² − ½ ((D − i_a T0 − X_{k+i_a})⁺)²]` over the lines at which the sender's class is due, by cell.
 *
 *     E[½ ((D − X)⁺)²] = E ∫ E[(D − (t − T_a))⁺] P(d_a ≤ t − T_a) P(M ≤ t) dt
 *
 * `M` is when the line would be covered but for the sender: `P(M ≤ t) = P(c_k ≤ t)/P(T_a + d_a ≤ t)`.
 */
function underWayAfterCover(system: System): number[] {
  const { baseInterval, delay } = system;
  const { within } = delay;
  const field = advanceField(system);
  const { sets, shares, groups } = dueSets(system);
  const { nodes, of, open } = lineLaws(system);
  const { points, weights } = nodes;
  const end = points[points.length - 1];
  const meanDelay = lawMean(within);
  const covered = groups.map((_, group) => {
    const chances = new Float64Array(points.length);
    let share = 0;
    sets.forEach((due, place) => {
      if (!due.includes(group)) return;
      share += shares[place];
      of(due).covered.forEach((chance, node) => {
        chances[node] += shares[place] * chance;
      });
    });
    return share > 0 ? chances.map((chance) => chance / share) : of([group]).covered;
  });
  return field.cells.map(({ classIndex }, cell) => {
    const { multiple, duration } = system.classes[classIndex];
    const group = groups.findIndex(({ classes }) => classes.some(({ index }) => index === classIndex));
    const { values, weights: masses } = atomsOfLaw(advanceTable(field, field.cells[cell].law, advancePoints));
    let sum = 0;
    for (const later of [0, multiple * baseInterval]) {
      let mean = 0;
      values.forEach((advance, n) => {
        mean += masses[n] * lawSurplusSquare(within, Math.max(0, end - advance) + later);
      });
      for (let node = 0; node < points.length; node++) {
        const own = 1 - open(cell, points[node]);
        const others = own > 0 ? Math.min(1, covered[group][node] / own) : 0;
        if (others === 0) continue;
        let inside = 0;
        for (let n = 0; n < values.length; n++) {
          const since = points[node] - values[n];
          if (since < 0) continue;
          const surplus = Math.max(0, meanDelay - lawLimitedMean(within, since + later));
          inside += masses[n] * surplus * lawCdf(duration, since);
        }
        mean += weights[node] * others * inside;
      }
      sum += later === 0 ? mean : -mean;
    }
    return sum;
  });
}

/** Points of an advance law that is averaged over: a hundred give three digits and more. */
const advancePoints = 100;

/** Adds `Σ_a exposed_ab ∫ E[x_a(t − D)] (1 − x_b(t)) dt`, cell by cell: receivers still behind a sender's message. */
function addOvertaken(
  system: System,
  { from, to }: Pick<AdvanceCells, "from" | "to">,
  exposed: Float64Array,
  add: (cell: number, amount: number) => void,
): void {
  const { field, cells } = advanceField(system);
  if (!field) return;
  const brought = new Float64Array(cells.length);
  for (const { from: start, to: end, clockSurvival, hazard, arriving } of field.panels) {
    // Messages inside hosts come by the last channel; under a shared clock only those whose senders a message has advanced.
    const levels = arriving[arriving.length - 1];
    for (let i = 0; i < nodesPerPanel; i++) {
      const row = i * cells.length;
      brought.fill(0);
      for (let pair = 0; pair < exposed.length; pair++) {
        brought[to[pair]] += exposed[pair] * levels[row + from[pair]];
      }
      const weight = ((end - start) / 2) * panelWeights[i] * clockSurvival[i];
      for (let c = 0; c < cells.length; c++) add(c, weight * Math.exp(-hazard[row + c]) * brought[c]);
    }
  }
}
