import { analyzeSome } from "../../src/analytic/analyze.js";
import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { crossHostBySenderHost, withinHostFlows } from "../../src/analytic/cross-host.js";
import { domainWarnings } from "../../src/analytic/domain.js";
import { effectiveSenders, sendingHosts } from "../../src/analytic/effective-senders.js";
import { finiteRunRatio } from "../../src/analytic/finite-run.js";
import { inTransitLogShare } from "../../src/analytic/in-transit.js";
import { coverLags, latestCover, lineLags } from "../../src/analytic/line-lag.js";
import { chanceOfAtMost } from "../../src/analytic/peak-quantiles.js";
import { dalyForm, firstOrderRunTime, jobPace, outsideRunTime } from "../../src/analytic/run-time.js";
import { schemeFigures } from "../../src/analytic/schemes/scheme-figures.js";
import { stableLogShares } from "../../src/analytic/stable-log-ratio.js";
import { leastBaseInterval, spreadPhases, storageMisfit } from "../../src/analytic/storage-fit.js";
import { hostBytesPerSecond } from "../../src/analytic/storage-load.js";
import { existsIn, measures } from "../../src/scenario/model/measures.js";
import { schemes } from "../../src/scenario/model/schemes.js";
import type { System } from "../../src/scenario/model/system.js";

/** Digits that are compared: more than anybody prints, fewer than the order of a sum moves. */
const digits = 9;

/** Everything that the closed forms say of a system, one name and its value in JSON a line. */
export function figuresInFull(system: System): string {
  const misfit = storageMisfit(system);
  const figures = misfit ? {} : analyzeSome(system, keysOf(system));
  const ofJob = system.job &&
    !misfit && {
      pace: jobPace(system),
      daly: dalyForm(system, system.job.work),
      firstOrder: firstOrderRunTime(system, system.job.work),
      outside: outsideRunTime(system),
    };
  const ofStorage = system.storage && {
    misfit,
    leastBaseInterval: misfit && leastBaseInterval(system),
    spreadPhases: spreadPhases(system),
    hostBytesPerSecond: hostBytesPerSecond(system),
  };
  return written({ ...figures, ...ofJob, ...ofStorage, ...(misfit ? {} : besides(system)) });
}

/** Everything that the closed forms say of every scheme. */
export function schemesInFull(system: System): string {
  return written(Object.fromEntries(schemes.map(({ key }) => [key, schemeFigures(system, key)])));
}

/** What stands behind the measures, or beside them. */
function besides(system: System): { readonly [name: string]: unknown } {
  const covers = coverLags(system);
  return {
    advance: advanceLaws(system).map(({ mean, variance, redrawnVariance, early, missing }) => ({
      mean,
      variance,
      redrawnVariance,
      early,
      missing,
    })),
    covers: { mean: covers.mean, meanWhenDue: covers.meanWhenDue, latest: latestCover(system) },
    covariances: covers.covariances,
    linesWhenDue: lineLags(system).meanWhenDue,
    effectiveSenders: effectiveSenders(system),
    sendingHosts: sendingHosts(system),
    crossHostBySenderHost: crossHostBySenderHost(system, () => 1),
    withinHostFlows: withinHostFlows(system, () => 1),
    chanceOfAtMostTheMean: (["flushBurst", "stableLogPeak", "volatileLogPeak"] as const).map((key) => {
      const figure = analyzeSome(system, [key])[key]!;
      return chanceOfAtMost(system, key, figure, Math.round(figure.value));
    }),
    inTransitLogShare: [inTransitLogShare(system), inTransitLogShare(system, "bytes")],
    stableLogShares: stableLogShares(system),
    finiteRun: finiteRunRatio(system, 7),
    warnings: domainWarnings(system),
  };
}

function keysOf(system: System) {
  return measures.filter((measure) => existsIn(measure, system)).map(({ key }) => key);
}

function written(values: { readonly [name: string]: unknown }): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${inJson(value)}\n`)
    .join("");
}

function inJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (ArrayBuffer.isView(part)) return Array.from(part as Float64Array);
    if (typeof part !== "number") return part;
    // What is nothing but for rounding is nothing.
    if (Math.abs(part) < 1e-12) return 0;
    return Number.isFinite(part) ? Number(part.toPrecision(digits)) : String(part);
  });
}
