import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { type AdvanceLaw, advanceField, partsOfAdvances } from "./clock-skew.js";
import { dueAt, dueGroups, dueSets, groupsOfClasses, intervalsSinceDue } from "./due-sets.js";
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
  const { baseInterval } = system;
  const { groups } = dueSets(system);
  const lags = coverLags(system);
  const lasting = lastTimes(system);
  const lines = linesLookedAt(system);
  /** By group, and by how long ago its classes took their checkpoints: how long such lines reign together. */
  const reigns = groups.map(() => new Map<number, number>());
  let value = 0;
  let weights = 0;
  for (let k = 1; k <= lines; k++) {
    const weight = 1 + (lags.of(dueAt(groups, k + 1)) - lags.of(dueAt(groups, k))) / baseInterval;
    value += weight * lasting.ofAll(groups.map((group) => intervalsSinceDue(group, k)));
    groups.forEach((group, place) => {
      const since = intervalsSinceDue(group, k);
      reigns[place].set(since, (reigns[place].get(since) ?? 0) + weight);
    });
    weights += weight;
  }
  const byClass: Seconds[] = [];
  groups.forEach((group, place) => {
    const due = (reigns[place].get(0) ?? 0) / weights;
    const bySince = [...reigns[place]].sort(([one], [other]) => one - other);
    const replay = bySince.reduce(
      (sum, [since, reign]) => sum + (reign / weights) * lasting.replay(since),
      0,
    );
    for (const { index } of group.classes) {
      const { whenDue, otherwise } = lasting.ofClass(index);
      byClass[index] = due * whenDue + (1 - due) * otherwise + replay;
    }
  });
  return { value: value / weights, byClass };
}

/**
 * Mean time until the last VM is back on a line before which the due groups took their checkpoints so many base intervals.
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
  const groups = dueGroups(system);
  const groupOf = groupsOfClasses(groups);
  const restored = classes.map((one) => lastRestoreTime(system, one));
  const differences = advanceDifferences(system);
  /** By class: how much sooner or later a VM is back at most, since its two advances differ. */
  const spread = differences.map(({ width }) => width / rho);
  const shared = clock.scope === "host" && advanceField(system).field !== undefined;
  const all: readonly Recovering[] = shared
    ? hostKinds(system).map(({ counts, hosts }) => ({ clocks: hosts.length, classes: [...counts.keys()] }))
    : classes.map(({ index, count }) => ({ clocks: count, classes: [index] }));
  /** By class: the clocks by which its VMs recover. */
  const clocksOf: Recovering[][] = classes.map(() => []);
  for (const one of all) for (const c of one.classes) clocksOf[c].push(one);
  /** By group: when the last VM is restored, and the least and the most that this and the differences can come to. */
  const lastOf = groups.map(({ classes: own }) => ({
    restored: Math.max(...own.map(({ index: c }) => restored[c])),
    earliest: Math.max(...own.map(({ index: c }) => restored[c] - spread[c])),
    latest: Math.max(...own.map(({ index: c }) => restored[c] + spread[c])),
  }));
  const replay = (since: number) => (since * baseInterval) / rho;

  /** Mean time until the last of these clocks is back, between two times; `done` is the chance of a class by then. */
  const mean = (
    clocks: readonly Recovering[],
    [first, last]: readonly [Seconds, Seconds],
    done: (c: number, t: Seconds) => number,
  ): Seconds => {
    let sum = 0;
    for (let step = 0; step < instants; step++) {
      const t = first + ((last - first) * (step + 0.5)) / instants;
      let logarithm = 0;
      for (const { clocks: count, classes: own } of clocks) {
        logarithm += count * Math.log(Math.min(...own.map((c) => done(c, t))));
      }
      sum += 1 - Math.exp(logarithm);
    }
    return first + ((last - first) * sum) / instants;
  };

  /** Lines whose slow groups took their checkpoints equally long ago are alike. */
  const known = new Map<string, Seconds>();

  return {
    /** Mean time until the last VM is back from a line before which groups took their checkpoints so many intervals. */
    ofAll(since: readonly number[]): Seconds {
      const bounds = lastOf.map(({ restored: due, earliest, latest }, group) => {
        const behind = replay(since[group]);
        return since[group] === 0 ? [due, due] : [earliest + behind, latest + behind];
      });
      const first = Math.max(...bounds.map(([earliest]) => earliest));
      const last = Math.max(...bounds.map(([, latest]) => latest));
      // Whoever is back for certain by the time at which somebody cannot be back yet makes no difference.
      const slow = Array.from(groups.keys()).filter((group) => bounds[group][1] > first);
      const key = [first, last, ...slow.flatMap((group) => [group, since[group]])].join();
      const clocks = () =>
        new Set(slow.flatMap((g) => groups[g].classes.flatMap(({ index }) => clocksOf[index])));
      const found =
        known.get(key) ??
        mean([...clocks()], [first, last], (c, t) => {
          const replayed = since[groupOf[c]];
          return replayed === 0 ? 1 : differences[c].chance(rho * (t - restored[c] - replay(replayed)));
        });
      known.set(key, found);
      return found;
    },
    /** The same of the VMs of one class: when it is due at the line, and otherwise, without the replay of whole intervals. */
    ofClass(c: number) {
      const own = clocksOf[c].map(({ clocks }) => ({ clocks, classes: [c] }));
      const late = mean(own, [-spread[c], spread[c]], (_, t) => differences[c].chance(rho * t));
      return { whenDue: restored[c], otherwise: restored[c] + late };
    },
    replay,
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
    // Advances so late that the other one has come for certain, and those that it may precede.
    let chance = place > points ? survival[2 * points - place] - survival[points] : 0;
    const from = Math.max(0, points - place);
    const to = Math.min(points, 2 * points - place);
    for (let at = from; at < to; at++) {
      chance += (survival[at] - survival[at + 1]) * reached[at + place - points];
    }
    return chance;
  });
}
