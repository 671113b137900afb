import { restingOn } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField, advanceLaws } from "./clock-skew.js";
import { digits, percent, practicallyNever, type Warn } from "./domain-warning.js";
import { dueSets } from "./due-sets.js";
import type { DomainWarning } from "./figure.js";
import { flows } from "./flows.js";
import { latestCover, lineLags } from "./line-lag.js";
import { lineLaws } from "./line-laws.js";
import { meanFieldDomain } from "./mean-field-domain.js";
import { lawAtom, lawCdf, lawSupport, lawSurvival } from "./numerics/distribution-laws.js";
import { volatileLogPeak } from "./volatile-log-held.js";
import { waste } from "./waste.js";

/** Share of a peak by which memory may fill beyond it. */
const visibleFilling = 0.01;
const pointsOfFilling = 200;
/** From here on the sum of what is lost one by one is far from the share of time that is lost. */
export const largestWaste = 0.5;

/**
 * Where a system leaves the domain in which the closed forms hold, and which measures that concerns.
 *
 *     P(|clock error| >= T0) > 0    ℓ'_k >= T0, or T0 plus the first advance    P(duration_c >= i_c T0) > 0
 *     P(D >= T0) > 0    few senders in effect ({@link effectiveSenders})    Σ n_c (1 − e_c) < 50    W_c >= 1/2
 *
 * - Source: "Domain" of the protocol; the senders and the first advance are this project's
 * - Assumes: advances as the mean field has them, also where it is the mean field that is warned of
 * - Limits: chances below one in a thousand count as none; those of a line are bounds, as if one late VM in it were
 *   never late together with another
 */
export function domainWarnings(system: System): readonly DomainWarning[] {
  const warnings: DomainWarning[] = [];
  for (const check of checks) check(system, (measures, reason) => warnings.push({ measures, reason }));
  return warnings;
}

/** In the order in which warnings are told. */
const checks: readonly ((system: System, warn: Warn) => void)[] = [
  clockErrors,
  lateLines,
  longDurations,
  longDelays,
  meanFieldDomain,
  wasteBeyondFirstOrder,
  otherLawOfFailures,
  pattern,
  fillingWhileFlushing,
];

function clockErrors({ clock, baseInterval }: System, warn: Warn): void {
  const chance = lawSurvival(clock.error, baseInterval) + lawCdf(clock.error, -baseInterval);
  if (chance <= practicallyNever) return;
  warn(
    restingOn("earlyCheckpointRatio"),
    `clock errors reach the base interval of ${baseInterval} s with probability ${percent(chance)}`,
  );
}

/** Lines come in order, and logs are counted when a line is covered, as if nobody had flushed for the next one yet. */
function lateLines(system: System, warn: Warn): void {
  const { baseInterval, policies } = system;
  const late = lateCovers(system, baseInterval);
  if (late) {
    warn(
      restingOn("lineLag"),
      `recovery lines are covered a whole base interval of ${baseInterval} s late, ${late}`,
    );
    return;
  }
  const first = baseInterval + Math.min(0, earliestAdvance(system));
  const afterFlush = first < baseInterval ? lateCovers(system, first) : undefined;
  if (!afterFlush) return;
  const inMemory = policies.volatileLog === "drop" ? restingOn("volatileLogPeak") : [];
  warn(
    ["stableLogPeak", "stableLogPeakBytes", ...inMemory],
    `VMs flush for the next index from ${digits(first)} s after a line's base boundary on, and lines are covered later than that, ${afterFlush}`,
  );
}

/** How often, or by how much, lines are covered at `limit` or later; nothing where that does not show. */
function lateCovers(system: System, limit: Seconds): string | undefined {
  const { mean } = lineLags(system);
  // A chance would say less than it seems to where lateness is the rule.
  if (mean >= limit) return `${digits(mean)} s after the base boundary in the mean`;
  const chance = chanceOfLateCover(system, limit);
  if (chance > practicallyNever) return `with probability ${percent(chance)} each`;
  const latest = latestCover(system);
  return latest >= limit ? `the latest of them ${digits(latest)} s after the base boundary` : undefined;
}

/** Chance that the line of one index is covered later than `limit`, at most: over all indices, cell by cell. */
function chanceOfLateCover(system: System, limit: Seconds): number {
  const { open } = lineLaws(system);
  let expected = 0;
  advanceField(system).cells.forEach(({ classIndex, count, law }, cell) => {
    const due = Math.min(1, count * open(cell, limit));
    const notDue = Math.min(1, count * law.notReached(limit));
    expected += notDue + (due - notDue) / system.classes[classIndex].multiple;
  });
  return Math.min(1, expected);
}

/** When the first VMs reach an index, but for a share of them that does not show. */
function earliestAdvance(system: System): Seconds {
  const laws = advanceLaws(system);
  const begun = (t: Seconds) => laws.some((law) => law.reached(t) > practicallyNever);
  let [before, after] = lawSupport(system.clock.error);
  while (after - before > 1e-6 * system.baseInterval) {
    const middle = before + (after - before) / 2;
    if (begun(middle)) after = middle;
    else before = middle;
  }
  return after;
}

function longDurations({ classes, baseInterval }: System, warn: Warn): void {
  for (const { name, multiple, duration } of classes) {
    const period = multiple * baseInterval;
    const chance = lawAtom(duration) === period ? 1 : lawSurvival(duration, period);
    if (chance <= practicallyNever) continue;
    warn(
      restingOn("vmRecoveryTime"),
      `checkpoints of class ${name} outlast its period of ${period} s with probability ${percent(chance)}`,
    );
  }
}

function longDelays({ baseInterval, delay, hosts, policies }: System, warn: Warn): void {
  const chance = Math.max(
    lawSurvival(delay.within, baseInterval),
    hosts.count > 1 ? lawSurvival(delay.across, baseInterval) : 0,
  );
  if (chance <= practicallyNever) return;
  const written = policies.inTransit === "stable" ? restingOn("stableLogRatio") : [];
  warn(
    [...written, "earlyCheckpointRatio", "advanceTime", ...restingOn("inTransitPerLine")],
    `messages are under way for a whole base interval of ${baseInterval} s with probability ${percent(chance)}`,
  );
}

function wasteBeyondFirstOrder(system: System, warn: Warn): void {
  const byClass = waste(system).byClass;
  const most = Math.max(...byClass);
  if (most < largestWaste) return;
  warn(
    ["waste"],
    `the first-order waste of class ${system.classes[byClass.indexOf(most)].name} comes to ${percent(most)} of its time, where pauses and recoveries fall into one another and it is no share any more`,
  );
}

function otherLawOfFailures({ failures: { law } }: System, warn: Warn): void {
  if (law === undefined) return;
  warn(
    restingOn("runTime"),
    `the run time of a job (E18) takes times between failures for exponential, and failures.law is ${law.kind}`,
  );
}

/** Means of rates and logs hold for any traffic with these rates; who sets off whom, and how counts scatter, do not. */
function pattern({ pattern: traffic, clock }: System, warn: Warn): void {
  if (traffic === undefined) return;
  const comes = `messages do not come as Poisson traffic does (traffic.pattern ${traffic.kind})`;
  warn([], `${comes}: means hold, but quantiles of peaks are those of Poisson traffic`);
  if (clock.error.kind === "constant") return;
  warn(restingOn("earlyCheckpointRatio"), `${comes}, and early advances are worked out for Poisson traffic`);
}

/** Memory goes on filling while the first VMs flush, where clocks are so far apart that few flush at a time. */
function fillingWhileFlushing(system: System, warn: Warn): void {
  const { field } = advanceField(system);
  if (system.policies.volatileLog === "keep" || !field) return;
  const laws = advanceLaws(system);
  const { inbound, total } = flows(system);
  const { groups, sets } = dueSets(system);
  const stride = Math.ceil(field.times.length / pointsOfFilling);
  // When half of them have flushed the most is past, or yet to come at the line.
  const begun = (t: Seconds) => laws.every((law) => law.reached(t) < 0.5);
  const times = field.times.filter((t, at) => at % stride === 0 && begun(t));
  const flushedBy = groups.map(({ classes }) =>
    times.map((t) => classes.reduce((all, { index }) => all + inbound[index] * laws[index].reached(t), 0)),
  );
  const received = laws.reduce(
    (all, { mean, early }, c) =>
      all + inbound[c] * (system.baseInterval - mean) + system.classes[c].count * early,
    0,
  );
  let most = 0;
  for (const due of sets) {
    const flushing = flushedBy.filter((_, group) => !due.includes(group));
    if (flushing.length === 0) continue;
    times.forEach((t, at) => {
      const left = flushing.reduce((all, by) => all + by[at], 0);
      most = Math.max(most, received + total * t - left * system.baseInterval);
    });
  }
  const { value } = volatileLogPeak(system);
  if (most <= (1 + visibleFilling) * value) return;
  warn(
    restingOn("volatileLogPeak"),
    `clocks are so far apart that under volatileLog: drop memory fills on while the first VMs flush, by up to ${percent(most / value - 1)} beyond the peaks, which are taken before the first flush and before lines`,
  );
}
