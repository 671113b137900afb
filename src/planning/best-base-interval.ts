import { advanceLaws } from "../analytic/clock-skew.js";
import { coverLags, lineLags } from "../analytic/line-lag.js";
import { lawSupport } from "../analytic/numerics/distribution-laws.js";
import { weightedMean } from "../analytic/numerics/weighted-mean.js";
import { waste } from "../analytic/waste.js";
import { atItsPeriods } from "../scenario/model/checkpoint-bytes.js";
import type { System, VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";

/** What the waste says about the base interval. */
export interface BestBaseInterval {
  /** `T0*`: `Infinity` when nothing fails, 0 when checkpoints cost nothing; with neither, the present interval. */
  readonly baseInterval: Seconds;
  /** `A`: what a checkpoint costs, in seconds per base interval; the waste is `A/T0 + B T0 + const`. */
  readonly overhead: Seconds;
  /** `B`: what failures cost, per second of base interval. */
  readonly exposure: number;
  /** Waste at the present base interval, at `T0*`, and what no base interval changes. */
  readonly waste: number;
  readonly leastWaste: number;
  readonly floor: number;
  /** Whether lags and durations at `T0*` stay within what the formula assumes; where it is 0, on the way there. */
  readonly insideDomain: boolean;
}

/**
 * The base interval at which the waste is least: advances and line lags do not depend on `T0`, so `A/T0 + B T0 + const` is
 * the waste itself and not an expansion of it.
 *
 *     T0* = sqrt(A/B),   A = mean over VMs of pause_c/i_c + f_vm V_c/(i_c ρ)
 *                        B = mean over VMs of f_vm i_c/(2ρ) + H f_h (1/2 + (i_c − 1)/(2ρ))
 *
 * - Source: E15; `V_c` and `γ_c` as in `vmRecoveryTime` and `hostRollback`
 * - Limits: Young's `sqrt(2 pause/(H f_h))` with SI alone, certain clocks and no failures of single VMs
 */
export function bestBaseInterval(system: System): BestBaseInterval {
  const { failures, hosts, classes } = system;
  const { replaySpeedup } = system.recovery;
  const hostFailures = hosts.count * failures.host;
  const laws = advanceLaws(system);
  const { covariances } = coverLags(system);
  const overVms = (each: (one: VmClass) => number) =>
    weightedMean(
      classes.map(each),
      classes.map(({ count }) => count),
    );
  const overhead = overVms(({ index, pause, multiple }) => {
    const apart = (failures.vm * laws[index].redrawnVariance) / replaySpeedup;
    const replayed = (covariances.whenNotDue[index] * (multiple - 1)) / multiple / replaySpeedup;
    return (pause + apart) / multiple + hostFailures * (covariances.mean[index] - replayed);
  });
  const exposure = overVms(
    ({ multiple }) =>
      (failures.vm * multiple) / (2 * replaySpeedup) +
      hostFailures * (0.5 + (multiple - 1) / (2 * replaySpeedup)),
  );
  const now = waste(system).value;
  const floor = now - overhead / system.baseInterval - exposure * system.baseInterval;
  // With neither cost nor failure every interval is as good as the present one.
  const baseInterval =
    overhead === 0 && exposure === 0 ? system.baseInterval : Math.sqrt(Math.max(0, overhead) / exposure);
  const longest = Math.max(...system.classes.map((c) => lawSupport(c.duration)[1] / c.multiple));
  const outlasted = Math.max(lineLags(system).mean, longest);
  return {
    baseInterval,
    overhead,
    exposure,
    waste: now,
    leastWaste: floor + 2 * Math.sqrt(Math.max(0, overhead) * exposure),
    floor,
    insideDomain: baseInterval > outlasted || outlasted <= 0,
  };
}

/** The best base interval, and the waste at and around it, each from the closed form of its own system. */
export interface ProvenBaseInterval {
  readonly best: BestBaseInterval;
  /** Nothing fails and no checkpoint costs, so that no interval wastes anything. */
  readonly everyIsBest: boolean;
  /** The present interval, 1 % below the best, the best, 1 % above; the present one alone where no one is best. */
  readonly proof: readonly { readonly baseInterval: Seconds; readonly waste: number }[];
}

/** {@link bestBaseInterval}, with the waste on either side of it. */
export function provenBaseInterval(system: System): ProvenBaseInterval {
  const best = bestBaseInterval(system);
  const { baseInterval, overhead, exposure } = best;
  const everyIsBest = overhead === 0 && exposure === 0;
  const reachable = !everyIsBest && baseInterval > 0 && Number.isFinite(baseInterval);
  const around = reachable ? [0.99 * baseInterval, baseInterval, 1.01 * baseInterval] : [];
  const proof = [system.baseInterval, ...around].map((tried) => {
    return { baseInterval: tried, waste: waste(atItsPeriods({ ...system, baseInterval: tried })).value };
  });
  return { best, everyIsBest, proof };
}
