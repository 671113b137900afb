import { wholeImage } from "../../scenario/model/checkpoint-bytes.js";
import type { ByJobMeasure } from "../../scenario/model/job-measures.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Estimate } from "../estimation/estimate.js";

type JobEstimates = Partial<ByJobMeasure<Estimate>>;

/** From so many failures on their costs vary enough for Student's interval alone. */
const enoughFailures = 30;

/**
 * Intervals of a job's times where jobs saw few failures, or none: as many failures as there may be, each of which costs
 * as much as one can, and the hull with Student's interval.
 *
 *     redone ≤ 2 T0,   recovery ≤ restart + all that is read back + (max i + 1) T0 / ρ      for each failure
 *
 * - Source: R9, R10; the numbers of failures are counts (`interval`)
 * - Assumes: a line is covered within a base interval, as E18 does
 */
export function withFewFailures(found: JobEstimates, system: System, jobs: number): JobEstimates {
  const { hostFailures, vmFailures, runTime, efficiency } = found;
  if (!hostFailures || !vmFailures || !runTime || !efficiency) return found;
  const recovery = longestRecovery(system);
  const redone = widened(found.redone, hostFailures, 2 * system.baseInterval, jobs);
  const hostRecovery = widened(found.hostRecovery, hostFailures, recovery, jobs);
  const vmRecovery = widened(found.vmRecovery, vmFailures, recovery, jobs);
  const causes = [
    [found.redone, redone],
    [found.hostRecovery, hostRecovery],
    [found.vmRecovery, vmRecovery],
  ].filter(([before, after]) => before !== after);
  if (causes.length === 0) return found;
  const down = causes.reduce((sum, [, after]) => sum + after!.mean - after!.low, 0);
  const up = causes.reduce((sum, [, after]) => sum + after!.high - after!.mean, 0);
  const [low, high] = [Math.min(runTime.low, runTime.mean - down), Math.max(runTime.high, runTime.mean + up)];
  const work = efficiency.mean * runTime.mean;
  return {
    ...found,
    redone,
    hostRecovery,
    vmRecovery,
    runTime: { ...runTime, low, high },
    efficiency: {
      ...efficiency,
      low: Math.min(efficiency.low, work / high),
      high: Math.min(1, Math.max(efficiency.high, work / low)),
    },
  };
}

function widened(
  time: Estimate | undefined,
  failures: Estimate,
  most: Seconds,
  jobs: number,
): Estimate | undefined {
  const certain = failures.high === failures.low;
  if (time === undefined || certain || failures.mean * jobs >= enoughFailures) return time;
  const least = failures.mean === 0 ? 0 : (time.mean * failures.low) / failures.mean;
  return {
    ...time,
    low: Math.max(0, Math.min(time.low, least)),
    high: Math.max(time.high, time.mean + (failures.high - failures.mean) * most),
  };
}

/** From a failure until the last VM is back and has replayed. */
function longestRecovery({ baseInterval, classes, recovery, storage }: System): Seconds {
  const replayed = baseInterval * (1 + Math.max(...classes.map(({ multiple }) => multiple)));
  const restore = storage
    ? classes.reduce((sum, one) => sum + one.count * wholeImage(one), 0) / storage.read
    : Math.max(...classes.map(wholeImage)) / recovery.bandwidth;
  return recovery.restart + restore + replayed / recovery.replaySpeedup;
}
