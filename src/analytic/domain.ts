import { type MeasureKey, measures, restingOn } from "../scenario/model/measures.js";
import { countVms, type System, type VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceField, advanceLaws } from "./clock-skew.js";
import { dueSets } from "./due-sets.js";
import { effectiveSenders } from "./effective-senders.js";
import type { DomainWarning } from "./figure.js";
import { flows } from "./flows.js";
import { latestCover, lineLags } from "./line-lag.js";
import { lineLaws } from "./line-laws.js";
import {
  lawAtom,
  lawCdf,
  lawMean,
  lawSupport,
  lawSurvival,
  lawVariance,
} from "./numerics/distribution-laws.js";
import { volatileLogPeak } from "./volatile-log-held.js";
import { waste } from "./waste.js";

/** What happens less often than this does not move a figure that anyone can see. */
const practicallyNever = 1e-3;
/** Below so many senders in effect (VMs, or hosts that share a clock) the mean field's error of order 1/N shows. */
const fewForMeanField = 20;
/** The mean field errs in an early share by about that share over the senders in effect: half of a per cent, here. */
const visibleError = 5e-3;
/** Where fewer VMs (or hosts that share a clock) than these advance by their own clock, the first of them decide. */
const fewestOwnClocks = 50;
/** Clock errors of a standard deviation beyond this share of `T0` tie flushes to lines visibly. */
const widelyApart = 0.05;
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

type Warn = (measures: readonly MeasureKey[], reason: string) => void;

/** In the order in which warnings are told. */
const checks: readonly ((system: System, warn: Warn) => void)[] = [
  clockErrors,
  lateLines,
  longDurations,
  longDelays,
  meanField,
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

function meanField(system: System, warn: Warn): void {
  const { clock, baseInterval, classes, policies } = system;
  if (lawAtom(clock.error) !== undefined) return;
  if (!warnOfFewSenders(system, warn)) warnOfFewOwnClocks(system, warn);
  const ofHosts = clock.scope === "host";
  const stays = clock.redraw === "once";
  if (stays) {
    // The mean over such systems is the closed form's all the same, so no figure is outside.
    warn(
      [],
      `clock errors drawn once stay with their ${ofHosts ? "hosts" : "VMs"}: the figures are means over such systems, and one system alone scatters about them`,
    );
  }
  // One covariance of what crosses a line and its receiver's flush is counted, that of their two clocks alone.
  const apart = Math.sqrt(lawVariance(clock.error));
  const flushes = classes.some(({ multiple }) => multiple > 1) && policies.inTransit === "volatile";
  if (stays && !ofHosts && flushes && apart > widelyApart * baseInterval) {
    warn(
      ["unrecoverablePerHostFailure"],
      `clock errors drawn once have a standard deviation of ${digits(apart)} s, and who is always late flushes always late: what flushes save is worked out pair by pair of clocks, as if the line did not know them`,
    );
  }
  if (ofHosts && policies.inTransit === "stable") {
    warn(
      ["stableLogPeak", "stableLogPeakBytes", "unrecoverablePerHostFailure"],
      "VMs of a host share a clock, and what is under way between them when their line is covered is worked out as if each had its own",
    );
  }
}

function warnOfFewSenders(system: System, warn: Warn): boolean {
  const { clock, classes } = system;
  const laws = advanceLaws(system);
  const senders = effectiveSenders(system);
  const error = ({ index }: VmClass) => laws[index].early / senders[index];
  const concerned = classes.filter(
    (one) =>
      error(one) > visibleError ||
      (senders[one.index] < fewForMeanField && laws[one.index].early > practicallyNever),
  );
  if (concerned.length === 0) return false;
  const { index, name } = concerned.reduce((one, other) => (error(other) > error(one) ? other : one));
  const number = Number(senders[index].toPrecision(2));
  const clocks = `${number === 1 ? "one" : number} ${clock.scope === "host" ? "host" : "VM"}${number === 1 ? "" : "s"}`;
  warn(
    skewed(system, concerned, (one) => senders[one.index]),
    `early advances are worked out in the mean field, which takes senders for many, and messages from ${clocks} in effect bring forward ${percent(laws[index].early)} of the advances of class ${name}`,
  );
  return true;
}

/** Who sets off the early advances is a matter of the first few clocks, not of a mean, where few advance by their own. */
function warnOfFewOwnClocks(system: System, warn: Warn): void {
  const { clock, classes } = system;
  const laws = advanceLaws(system);
  const most = Math.max(...laws.map(({ early }) => early));
  const hosts = clock.scope === "host";
  const clocks = hosts ? system.hosts.count : countVms(system);
  const vms = classes.reduce((sum, { index, count }) => sum + count * (1 - laws[index].early), 0);
  const own = (vms * clocks) / countVms(system);
  if (own >= fewestOwnClocks || most / own <= visibleError) return;
  warn(
    skewed(system, classes, () => own),
    `early advances are worked out in the mean field, which lets fractions of a VM set them off, and of ${clocks} ${hosts ? "hosts" : "VMs"} ${Number(own.toPrecision(2))} advance by their own clock at an index`,
  );
}

/** Measures that early advances enter, where those of some classes are wrong by about their share over a number. */
function skewed(
  system: System,
  concerned: readonly VmClass[],
  number: (one: VmClass) => number,
): readonly MeasureKey[] {
  const { clock, baseInterval, policies } = system;
  const laws = advanceLaws(system);
  // A mean advance is the clocks' own, and right, but for what messages bring it forward by.
  const doubtful = concerned.some((one) => {
    const gain = lawMean(clock.error) - laws[one.index].mean;
    return gain / number(one) > practicallyNever * baseInterval;
  });
  const direct = measures.filter(({ family }) => family === "skew" || family === "exposure");
  const held = doubtful ? restingOn("advanceTime") : [];
  const written = doubtful && policies.inTransit === "stable" ? restingOn("stableLogRatio") : [];
  return [...new Set([...written, ...direct.map(({ key }) => key), ...held])];
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

function digits(time: Seconds): number {
  return Number(time.toPrecision(3));
}

function percent(chance: number): string {
  return `${Number((100 * chance).toPrecision(2))} %`;
}
