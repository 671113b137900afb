import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceLaw, advanceField, partsOfAdvances } from "./clock-skew.js";
import { dueAt, dueSets, intervalsSinceDue } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { coverLags } from "./line-cover.js";
import { leastCount } from "./numerics/poisson-law.js";
import { hostKinds } from "./placement.js";
import { lastRestoreTime } from "./recovery.js";

/** Lines that are looked at, at most, and times classes. */
const mostLines = 4096;
const mostSteps = 4_000_000;
/** Points at which the distance between two advances, and the time of the last VM, are looked at. */
const points = 256;
const instants = 64;

/**
 * Time until the last VM is back after a host failure: every VM is restarted and restored, and replays up to the
 * recovery line, all at once.
 *
 *     (1/L) Σ_k (T0 + ℓ'_{k+1} − ℓ'_k)/T0 · E[max_v (restart + image_c/bandwidth + (m_c(k) T0 + Δ_v)/ρ)]
 *
 * `m_c(k)` is how many base intervals before line `k` the class took its checkpoint, and `Δ_v` by how much the VM's
 * advances to the two indices differ: 0 where it is due at `k`. By class it is the last VM of the class.
 *
 * - Source: E14, R10; the maximum is this project's
 * - Assumes: failures at Poisson times, as probes; lags below `T0`; the two advances independent, and of different VMs
 *   (of different hosts, for shared clocks), as in the mean field
 * - Limits: the slowest class alone with perfect clocks; over the first 4,096 lines of a longer hyperperiod; leaves out
 *   how a line's lag and the advances to it move together
 */
export function hostRecoveryLast(system: System): Figure {
  const { classes, baseInterval } = system;
  const { groups } = dueSets(system);
  const lags = coverLags(system);
  const lasting = lastTimes(system);
  const period = dueSets(system).indices;
  const lines = Math.max(1, Math.min(period, mostLines, Math.ceil(mostSteps / classes.length)));
  /** By group, and by how long ago its classes took their checkpoints: how long such lines reign together. */
  const reigns = groups.map(({ multiple }) => new Float64Array(multiple));
  let value = 0;
  let weights = 0;
  for (let k = 1; k <= lines; k++) {
    const weight = 1 + (lags.of(dueAt(groups, k + 1)) - lags.of(dueAt(groups, k))) / baseInterval;
    value += weight * lasting.ofAll(classes.map((one) => intervalsSinceDue(one, k)));
    groups.forEach((group, place) => {
      reigns[place][intervalsSinceDue(group, k)] += weight;
    });
    weights += weight;
  }
  const byClass: Seconds[] = [];
  groups.forEach((group, place) => {
    for (const { index } of group.classes) {
      byClass[index] = reigns[place].reduce(
        (sum, reign, since) => (reign > 0 ? sum + (reign / weights) * lasting.ofClass(index, since) : sum),
        0,
      );
    }
  });
  return { value: value / weights, byClass };
}

/**
 * Mean time until the last VM is back on a line before which the classes took their checkpoints so many base intervals.
 *
 * - Source: E14, E18, R10; as {@link hostRecoveryLast}, which is its mean over lines
 */
export function lastRecoveryFrom(system: System): (since: readonly number[]) => Seconds {
  return lastTimes(system).ofAll;
}

/** VMs whose recoveries are independent of one another: how many groups of them, and who is in each. */
interface Recovering {
  readonly copies: number;
  readonly vms: readonly { readonly classIndex: number; readonly count: number }[];
}

interface LastTimes {
  /** Mean time until the last VM is back from a line before which classes took their checkpoints so many intervals. */
  ofAll(since: readonly number[]): Seconds;
  ofClass(classIndex: number, since: number): Seconds;
}

function lastTimes(system: System): LastTimes {
  const { classes, clock, baseInterval, recovery } = system;
  const rho = recovery.replaySpeedup;
  const restored = classes.map((one) => lastRestoreTime(system, one));
  const { groups } = dueSets(system);
  const difference = advanceDifferences(system);
  const sharing = clock.scope === "host" && advanceField(system).field !== undefined;
  const all: readonly Recovering[] = sharing
    ? hostKinds(system).map(({ counts, hosts }) => ({
        copies: hosts.length,
        vms: [...counts].map(([classIndex, count]) => ({ classIndex, count })),
      }))
    : classes.map(({ index, count }) => ({ copies: 1, vms: [{ classIndex: index, count }] }));

  /** When a VM of a class is back at the earliest, and at the latest. */
  const earliest = (c: number, since: number) =>
    restored[c] + (since * baseInterval + (since === 0 ? 0 : difference(c).range[0])) / rho;
  const latest = (c: number, since: number) =>
    restored[c] + (since * baseInterval + (since === 0 ? 0 : difference(c).range[1])) / rho;

  const mean = (parts: readonly Recovering[], since: (c: number) => number, atLeast: Seconds): Seconds => {
    let [first, last] = [atLeast, atLeast];
    for (const { vms } of parts) {
      for (const { classIndex: c } of vms) {
        first = Math.max(first, earliest(c, since(c)));
        last = Math.max(last, latest(c, since(c)));
      }
    }
    if (!(last > first)) return last;
    // Whoever is back for certain by the time at which somebody cannot be back yet makes no difference.
    const slow = parts.flatMap(({ copies, vms }) => {
      const open = vms.filter(({ classIndex: c }) => latest(c, since(c)) > first);
      return open.length > 0 ? [{ copies, vms: open }] : [];
    });
    let sum = 0;
    for (let step = 0; step < instants; step++) {
      const t = first + ((last - first) * (step + 0.5)) / instants;
      let logarithm = 0;
      for (const { copies, vms } of slow) {
        // What one clock decides, the slowest of its VMs decides; VMs by themselves decide one by one.
        let together = 1;
        for (const { classIndex: c, count } of vms) {
          const slack = rho * (t - restored[c]) - since(c) * baseInterval;
          const done = since(c) === 0 ? (slack >= 0 ? 1 : 0) : difference(c).chance(slack);
          if (sharing) together = Math.min(together, done);
          else logarithm += count * Math.log(done);
        }
        logarithm += copies * Math.log(together);
      }
      sum += 1 - Math.exp(logarithm);
    }
    return first + ((last - first) * sum) / instants;
  };

  /** By group, and by how long ago: when all VMs of it may be back, at the earliest and at the latest. */
  const bounds = groups.map(() => [] as (readonly [Seconds, Seconds])[]);
  const boundsOf = (group: number, since: number) => {
    const members = groups[group].classes;
    bounds[group][since] ??= [
      Math.max(...members.map(({ index }) => earliest(index, since))),
      Math.max(...members.map(({ index }) => latest(index, since))),
    ];
    return bounds[group][since];
  };
  return {
    ofAll(since) {
      const ofGroup = (group: number) => boundsOf(group, since[groups[group].classes[0].index]);
      let first = 0;
      for (let group = 0; group < groups.length; group++) first = Math.max(first, ofGroup(group)[0]);
      const open = new Set(
        groups.flatMap(({ classes: own }, group) => (ofGroup(group)[1] > first ? own : [])),
      );
      const parts = all.filter(({ vms }) => vms.some(({ classIndex }) => open.has(classes[classIndex])));
      return mean(parts, (c) => since[c], first);
    },
    ofClass(classIndex, since) {
      const own = all.flatMap(({ copies, vms }) => {
        const present = vms.filter((one) => one.classIndex === classIndex);
        return present.length > 0 ? [{ copies, vms: present }] : [];
      });
      return mean(own, () => since, 0);
    },
  };
}

/** By class: the differences of the advances of its VMs. */
const advanceDifferences = memoPerSystem((system) => {
  const { laws, field } = advanceField(system);
  const known: AdvanceDifference[] = [];
  return (c: number) => {
    known[c] ??= new AdvanceDifference(laws[c], field?.times ?? new Float64Array());
    return known[c];
  };
}, partsOfAdvances);

/** Neither sooner nor later than where this share of a law is left does an advance come. */
const unseen = 1e-12;

/** The distribution of the difference between the advances of one VM to two indices. */
class AdvanceDifference {
  readonly range: readonly [low: Seconds, high: Seconds];
  private readonly first: Seconds;
  /** How far the advances to two indices can be apart, if none of the clock error stays. */
  private readonly reach: Seconds;
  private known: Float64Array | undefined;

  constructor(
    private readonly law: AdvanceLaw,
    times: Float64Array,
  ) {
    const end = times.length - 1;
    const begun = leastCount(0, end, (at) => law.reached(times[at]) >= unseen);
    const ended = leastCount(0, end, (at) => law.notReached(times[at]) < unseen);
    this.first = times[begun - 1] ?? 0;
    this.reach = (times[ended] ?? 0) - this.first;
    const scale = law.variance > 0 ? Math.sqrt(law.redrawnVariance / law.variance) : 0;
    const width = scale * this.reach;
    this.range = [-width, width];
  }

  /** Chance that it is at most `x`. */
  chance(x: Seconds): number {
    const [low, high] = this.range;
    if (x >= high) return 1;
    if (x < low) return 0;
    this.known ??= this.chances();
    const place = ((x - low) / (high - low)) * 2 * points;
    const before = Math.min(2 * points - 1, Math.floor(place));
    return this.known[before] + (place - before) * (this.known[before + 1] - this.known[before]);
  }

  /** At evenly spread points of the range: two advances of the law, independent of one another. */
  private chances(): Float64Array {
    const { law, first, reach } = this;
    const survival = Float64Array.from({ length: points + 1 }, (_, at) =>
      law.notReached(first + (reach * at) / points),
    );
    const reached = Float64Array.from({ length: points }, (_, at) =>
      law.reached(first + (reach * (at + 0.5)) / points),
    );
    return Float64Array.from({ length: 2 * points + 1 }, (_, place) => {
      let chance = 0;
      for (let at = 0; at < points; at++) {
        const other = at + place - points;
        const mass = survival[at] - survival[at + 1];
        chance += mass * (other < 0 ? 0 : other < points ? reached[other] : 1);
      }
      return chance;
    });
  }
}
