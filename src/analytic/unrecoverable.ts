import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceCells, advanceCells } from "./advance-cells.js";
import { advanceField, advanceTable } from "./clock-skew.js";
import { dueSets, groupsOfClasses } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { coverLags } from "./line-lag.js";
import { lineLaws } from "./line-laws.js";
import type { MeanField } from "./mean-field.js";
import {
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
import { underWayAfterCover } from "./under-way-after-cover.js";

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
  const { field, cells } = advanceField(system);
  const local = localFlows(system);
  const lost = new Float64Array(classes.length);
  if (!local.flow.some((flow) => flow > 0)) return lost;
  const older = outlasting(system);
  const { exposure, flushed } = exposures(system, older.checkpoints);
  const groupOf = groupsOfClasses(dueSets(system).groups);
  const meanDelay = lawMean(delay.within);
  const nearest = local.flow.map((flow, pair) => {
    const [from, to] = [local.from[pair], local.to[pair]];
    const [a, b] = [cells[from], cells[to]];
    const [g, h] = [groupOf[a.classIndex], groupOf[b.classIndex]];
    const { multiple } = classes[a.classIndex];
    const seconds = (j: number) => exposure(g, h, j, b.law.mean);
    const crossing = flow * seconds(0);
    let sum = crossing * (meanDelay + a.law.mean - b.law.mean);
    sum += flow * flushed(g, h) * older.keptCovariance(from, to);
    for (let j = 1; j <= Math.min(older.checkpoints, multiple); j++) {
      sum += flow * seconds(j) * older.surplus(from, to, j);
    }
    lost[b.classIndex] += sum / baseInterval + flow * olderStill(system, multiple, older.checkpoints);
    return crossing / baseInterval;
  });
  if (field) {
    overtaken(field, local, nearest).forEach((amount, cell) => {
      lost[cells[cell].classIndex] += amount;
    });
  }
  return lost;
}

/** What VMs send to others on their own hosts, over all hosts: messages per second from cell to cell. */
function localFlows(system: System) {
  const { cells, from, to, within } = advanceCells(system);
  return { from, to, flow: within.map((rate, entry) => rate * cells[to[entry]].count) };
}

/** Checkpoints before the line that are gone through one by one; those before them are integrated over. */
const mostCheckpoints = 32;
/** Beside this share of what crosses the line itself, no older message shows. */
const negligible = 1e-7;

/** `z⁽ʲ⁾` for `j >= 1`: what messages outlast, or clocks differ by, beyond whole base intervals. */
function outlasting(system: System) {
  const { baseInterval, clock, delay } = system;
  const { within } = delay;
  const field = advanceField(system);
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
  const laws = field.cells.map(({ law }) =>
    atomsOfLaw(alike ? certain(law.mean) : advanceTable(field, law, few)),
  );
  const near: ((t: Seconds) => Seconds)[] = [];
  /** Mean over the two advances of how far a delay exceeds `j` base intervals between them, times a weight. */
  const meanSurplus = (from: number, to: number, j: number, weightOf: (received: Seconds) => number) => {
    const slope = (t: Seconds) => -lawSurvival(within, t);
    const behind = j * baseInterval;
    near[j] ??= tabulated(surplusOf, slope, behind + low - high, behind + high - low);
    const [sent, received] = [laws[from], laws[to]];
    let mean = 0;
    for (let n = 0; n < sent.values.length; n++) {
      for (let m = 0; m < received.values.length; m++) {
        const surplus = near[j](behind + received.values[m] - sent.values[n]);
        mean += sent.weights[n] * received.weights[m] * weightOf(received.values[m]) * surplus;
      }
    }
    return mean;
  };
  return {
    /** How many checkpoints before the line matter. */
    checkpoints,
    surplus: (from: number, to: number, j: number) => meanSurplus(from, to, j, () => 1),
    /**
     * `Cov(z⁽⁰⁾, T_b)` where a VM keeps its clock error, else 0: one that is always late receives fewer messages after
     * its advance, and flushes them the less long before the next line, in s².
     */
    keptCovariance(from: number, to: number) {
      if (clock.redraw !== "once" || alike) return 0;
      const { mean } = field.cells[to].law;
      return meanSurplus(from, to, 0, (received) => received - mean);
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

/** For how long messages count that are lost, for each age of their senders' checkpoints up to the oldest. */
function exposures(system: System, oldest: number) {
  const { baseInterval } = system;
  const { groups, sets, shares, setAt, indices, whole } = dueSets(system);
  const lags = coverLags(system);
  const lag = sets.map((due) => lags.of(due));
  const late = flushesBeforeCover(system);
  const size = groups.length;
  const notDue = sets.map((due) => Array.from(groups.keys()).filter((group) => !due.includes(group)));
  const dueSize = sum(sets.map((due, place) => due.length * shares[place]));
  const count = Math.max(1, Math.min(indices, Math.floor(mostSteps / (size * (dueSize + 1) * (oldest + 1)))));
  const first = whole ? 1 : 1 + oldest;
  const end = Math.min(first + count, indices + 1);
  /** By age, and group of the sender: how long the lines reign. */
  const reigns: Float64Array[] = [];
  /**
   * By age, and groups of sender and receiver, over the indices at which the receiver flushes:
   * `ℓ'_{k+1} − E[(c_k − T_b(k+1))⁺]`, and how many they are.
   */
  const flushed: Float64Array[] = [];
  const flushes: Float64Array[] = [];
  for (let j = 0; j <= oldest; j++) {
    reigns[j] = new Float64Array(size);
    flushed[j] = new Float64Array(size * size);
    flushes[j] = new Float64Array(size * size);
    for (let k = first; k < end; k++) {
      const here = setAt[k];
      const next = setAt[k + 1];
      const place = k - j >= 0 ? k - j : (((k - j) % indices) + indices) % indices;
      for (const g of sets[setAt[place]]) {
        if (j >= groups[g].multiple) continue;
        reigns[j][g] += baseInterval + lag[next] - lag[here];
        for (const h of notDue[next]) {
          flushed[j][g * size + h] += lag[next] - late[here][h];
          flushes[j][g * size + h]++;
        }
      }
    }
  }
  return {
    /**
     * For how long, per base interval, messages count that reach a VM of group `h` later than `j` base intervals after
     * the checkpoint of their sender, of group `g`: the coefficient of `z⁽ʲ⁾`.
     */
    exposure(g: number, h: number, j: number, advance: Seconds): Seconds {
      const at = g * size + h;
      const saved = (age: number) => flushed[age][at] - flushes[age][at] * advance;
      return (reigns[j][g] - saved(j) + (j > 0 ? saved(j - 1) : 0)) / (end - first);
    },
    /** Share of all lines at which `g` is due and `h` is not due at the next index. */
    flushed: (g: number, h: number) => flushes[0][g * size + h] / (end - first),
  };
}

/** `E[(c_k − T_b(k+1))⁺]` by due set of line `k` and group of the receiver: 0 where lines are covered in time. */
function flushesBeforeCover(system: System): readonly (readonly Seconds[])[] {
  const { baseInterval, clock } = system;
  const { groups, sets } = dueSets(system);
  const { laws } = advanceField(system);
  const { nodes, covered: coveredBy } = lineLaws(system);
  const { points, weights } = nodes;
  const earliest = baseInterval + lawSupport(clock.error)[0];
  const late = Array.from(points.keys()).filter((node) => points[node] > earliest);
  return sets.map((due) => {
    if (late.length === 0) return groups.map(() => 0);
    const covered = coveredBy(due);
    return groups.map(({ classes: [{ index }] }) =>
      sum(
        late.map((node) => {
          const reached = laws[index].reached(points[node] - baseInterval);
          return weights[node] * (1 - covered[node]) * reached;
        }),
      ),
    );
  });
}

/** What the failures of all hosts, one each, would lose of what is still under way, by receiving class. */
function lostUnderWay(system: System): Float64Array {
  const { classes, baseInterval } = system;
  const { cells } = advanceField(system);
  const { from, to, flow } = localFlows(system);
  const lost = new Float64Array(classes.length);
  const exposure = underWayAfterCover(system);
  flow.forEach((rate, pair) => {
    const { multiple } = classes[cells[from[pair]].classIndex];
    lost[cells[to[pair]].classIndex] += (rate * exposure[from[pair]]) / (multiple * baseInterval);
  });
  return lost;
}

/** `Σ_a exposed_ab ∫ E[x_a(t − D)] (1 − x_b(t)) dt`, by receiving cell: receivers still behind a sender's message. */
function overtaken(
  { panels, cells }: MeanField,
  { from, to }: Pick<AdvanceCells, "from" | "to">,
  exposed: Float64Array,
): Float64Array {
  const amounts = new Float64Array(cells);
  const brought = new Float64Array(cells);
  for (const { from: start, to: end, clockSurvival, hazard, arriving } of panels) {
    // Messages inside hosts come by the last channel; under a shared clock only those whose senders a message has advanced.
    const levels = arriving[arriving.length - 1];
    for (let i = 0; i < nodesPerPanel; i++) {
      const row = i * cells;
      brought.fill(0);
      for (let pair = 0; pair < exposed.length; pair++) {
        brought[to[pair]] += exposed[pair] * levels[row + from[pair]];
      }
      const weight = ((end - start) / 2) * panelWeights[i] * clockSurvival[i];
      for (let c = 0; c < cells; c++) amounts[c] += weight * Math.exp(-hazard[row + c]) * brought[c];
    }
  }
  return amounts;
}
