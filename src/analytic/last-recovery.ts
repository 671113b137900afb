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
  const byClass = new Float64Array(classes.length);
  let value = 0;
  let weights = 0;
  for (let k = 1; k <= lines; k++) {
    const weight = 1 + (lags.of(dueAt(groups, k + 1)) - lags.of(dueAt(groups, k))) / baseInterval;
    const since = classes.map((one) => intervalsSinceDue(one, k));
    value += weight * lasting.ofAll(since);
    classes.forEach(({ index }) => {
      byClass[index] += weight * lasting.ofClass(index, since[index]);
    });
    weights += weight;
  }
  return { value: value / weights, byClass: Array.from(byClass, (sum) => sum / weights) };
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
  const difference = advanceDifferences(system);
  const sharing = clock.scope === "host" && advanceField(system).field !== undefined;
  const all: readonly Recovering[] = sharing
    ? hostKinds(system).map(({ counts, hosts }) => ({
        copies: hosts.length,
        vms: [...counts].map(([classIndex, count]) => ({ classIndex, count })),
      }))
    : classes.map(({ index, count }) => ({ copies: 1, vms: [{ classIndex: index, count }] }));

  const mean = (parts: readonly Recovering[], since: (c: number) => number): Seconds => {
    let [first, last] = [0, 0];
    const latest = parts.map(({ vms }) =>
      vms.map(({ classIndex: c }) => {
        const certain = restored[c] + (since(c) * baseInterval) / rho;
        const reach = since(c) === 0 ? [0, 0] : difference(c).range;
        first = Math.max(first, certain + reach[0] / rho);
        last = Math.max(last, certain + reach[1] / rho);
        return certain + reach[1] / rho;
      }),
    );
    if (!(last > first)) return last;
    // Whoever is back for certain by the time at which somebody cannot be back yet makes no difference.
    const slow = parts.flatMap(({ copies, vms }, part) => {
      const open = vms.filter((_, place) => latest[part][place] > first);
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

  const known = new Map<string, Seconds>();
  const remembered = (key: string, work: () => Seconds) => {
    const found = known.get(key) ?? work();
    known.set(key, found);
    return found;
  };
  return {
    ofAll: (since) => mean(all, (c) => since[c]),
    ofClass: (classIndex, since) =>
      remembered(`class ${classIndex} ${since}`, () => {
        const own = all.flatMap(({ copies, vms }) => {
          const present = vms.filter((one) => one.classIndex === classIndex);
          return present.length > 0 ? [{ copies, vms: present }] : [];
        });
        return mean(own, () => since);
      }),
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
