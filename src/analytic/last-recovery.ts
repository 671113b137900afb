import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceLaw, advanceField, partsOfAdvances } from "./clock-skew.js";
import { dueAt, dueSets, intervalsSinceDue } from "./due-sets.js";
import type { Figure } from "./figure.js";
import { coverLags } from "./line-lag.js";
import { leastCount } from "./numerics/poisson-law.js";
import { hostKinds } from "./placement.js";
import { lastRestoreTime } from "./recovery.js";

/** Lines of a hyperperiod that are looked at: 4,096 at most, and times classes four million. */
export function linesLookedAt(system: System): number {
  const { indices } = dueSets(system);
  return Math.max(1, Math.min(indices, 4096, Math.ceil(4_000_000 / system.classes.length)));
}

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
  const lines = linesLookedAt(system);
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

/** Classes whose VMs recover by one clock, the slowest of them the last, and how many clocks there are of the kind. */
interface Recovering {
  readonly clocks: number;
  readonly classes: readonly number[];
}

function lastTimes(system: System) {
  const { classes, clock, baseInterval, recovery } = system;
  const rho = recovery.replaySpeedup;
  const restored = classes.map((one) => lastRestoreTime(system, one));
  const differences = advanceDifferences(system);
  const widths = Float64Array.from(differences, ({ width }) => width);
  const shared = clock.scope === "host" && advanceField(system).field !== undefined;
  const all: readonly Recovering[] = shared
    ? hostKinds(system).map(({ counts, hosts }) => ({ clocks: hosts.length, classes: [...counts.keys()] }))
    : classes.map(({ index, count }) => ({ clocks: count, classes: [index] }));

  const mean = (parts: readonly Recovering[], since: readonly number[]): Seconds => {
    /** When a VM of a class is back at the earliest, and at the latest. */
    const earliest = (c: number) =>
      restored[c] + (since[c] === 0 ? 0 : (since[c] * baseInterval - widths[c]) / rho);
    const latest = (c: number) =>
      restored[c] + (since[c] === 0 ? 0 : (since[c] * baseInterval + widths[c]) / rho);
    let [first, last] = [0, 0];
    for (const { classes: own } of parts) {
      for (const c of own) {
        first = Math.max(first, earliest(c));
        last = Math.max(last, latest(c));
      }
    }
    if (!(last > first)) return last;
    const done = (c: number, t: Seconds) => {
      const slack = rho * (t - restored[c]) - since[c] * baseInterval;
      return since[c] === 0 ? 1 : differences[c].chance(slack);
    };
    // Whoever is back for certain by the time at which somebody cannot be back yet makes no difference.
    const slow = parts.filter((one) => one.classes.some((c) => latest(c) > first));
    let sum = 0;
    for (let step = 0; step < instants; step++) {
      const t = first + ((last - first) * (step + 0.5)) / instants;
      let logarithm = 0;
      for (const { clocks, classes: own } of slow) {
        logarithm += clocks * Math.log(Math.min(...own.map((c) => done(c, t))));
      }
      sum += 1 - Math.exp(logarithm);
    }
    return first + ((last - first) * sum) / instants;
  };

  return {
    /** Mean time until the last VM is back from a line before which classes took their checkpoints so many intervals. */
    ofAll: (since: readonly number[]) => mean(all, since),
    ofClass(classIndex: number, since: number) {
      const clocks = all.filter((one) => one.classes.includes(classIndex));
      return mean(
        clocks.map((one) => ({ ...one, classes: [classIndex] })),
        classes.map(() => since),
      );
    },
  };
}

/** The distribution of the difference between the advances of one VM to two indices. */
interface AdvanceDifference {
  /** How large it is at most. */
  readonly width: Seconds;
  /** Chance that it is at most `x`. */
  chance(x: Seconds): number;
}

/** By class: the differences of the advances of its VMs. */
const advanceDifferences = memoPerSystem((system) => {
  const { laws, field } = advanceField(system);
  return laws.map((law) => advanceDifference(law, field?.times ?? new Float64Array()));
}, partsOfAdvances);

/** Neither sooner nor later than where this share of a law is left does an advance come. */
const unseen = 1e-12;

function advanceDifference(law: AdvanceLaw, times: Float64Array): AdvanceDifference {
  const end = times.length - 1;
  const begun = leastCount(0, end, (at) => law.reached(times[at]) >= unseen);
  const ended = leastCount(0, end, (at) => law.notReached(times[at]) < unseen);
  const first = times[begun - 1] ?? 0;
  /** How far the advances to two indices can be apart, if none of the clock error stays. */
  const reach = (times[ended] ?? 0) - first;
  const width = (law.variance > 0 ? Math.sqrt(law.redrawnVariance / law.variance) : 0) * reach;
  let chances: Float64Array | undefined;
  return {
    width,
    chance(x) {
      if (x >= width) return 1;
      if (x < -width) return 0;
      chances ??= chancesOfDifference(law, first, reach);
      const place = ((x + width) / (2 * width)) * 2 * points;
      const before = Math.min(2 * points - 1, Math.floor(place));
      return chances[before] + (place - before) * (chances[before + 1] - chances[before]);
    },
  };
}

/** At evenly spread points of the range: two advances of the law, independent of one another. */
function chancesOfDifference(law: AdvanceLaw, first: Seconds, reach: Seconds): Float64Array {
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
