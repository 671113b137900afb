import type { System, VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceLaws } from "./clock-skew.js";
import type { Figure } from "./figure.js";
import { inboundFlows } from "./flows.js";
import { coverLags } from "./line-cover.js";
import { lawMean } from "./numerics/distribution-laws.js";
import { weightedMean } from "./numerics/weighted-mean.js";

/**
 * Time to restart, restore and replay one VM after its own failure.
 *
 *     restart + image_c/bandwidth + A_c/ρ,   A_c = i_c T0/2 + d_c + V_c/(i_c T0)
 *
 * `A_c` is the age of the last complete checkpoint. Checkpoints whose instants vary leave longer gaps to fall
 * into: `V_c` is the variance of the advance from one checkpoint to the next.
 *
 * - Source: E13, R6, R9; the term in `V_c` is this project's (E13 has evenly spaced checkpoints)
 * - Assumes: failures at Poisson times, as probes; durations below the class's own period
 * - Limits: restart and restore alone as replay becomes fast
 */
export function vmRecoveryTime(system: System): Figure {
  const { replaySpeedup } = system.recovery;
  const ages = checkpointAges(system);
  return overVms(system, (c) => restoreTime(system, c) + ages[c.index] / replaySpeedup);
}

/**
 * Messages replayed after the failure of one VM.
 *
 *     r_c A_c + e_c
 *
 * The last term is the message that advances a VM early: it is delivered just after the checkpoint that it causes.
 *
 * - Source: E13, R9; E13 has no `e_c`
 * - Assumes: as `vmRecoveryTime`
 * - Limits: leaves out what the early message's own timing adds, of the order of `e_c` times the share of a
 *   period that the clock errors take up
 */
export function vmReplayedMessages(system: System): Figure {
  const inbound = inboundFlows(system);
  const ages = checkpointAges(system);
  const laws = advanceLaws(system);
  return overVms(system, ({ index, count }) => (inbound[index] / count) * ages[index] + laws[index].early);
}

/**
 * Work that a VM loses when a host fails and every VM returns to the recovery line.
 *
 *     T0/2 + ℓ' − a_c
 *
 * Here `ℓ'` is the mean lag until a line is covered (`coverLags`): a failure returns to no line before. On line `k` a
 * VM has the state of its own advance to `k`, `a_c` after the boundary on average, not that of the boundary.
 *
 * - Source: E14, R7, R10; E14 writes `T0/2 + ℓ`, which is the upper end of it for a clock error of mean 0
 * - Assumes: failures at Poisson times, as probes; lags and clock errors below `T0`
 * - Limits: `T0/2` with perfect clocks and no duration; leaves out the covariance of a VM's advance and the line's
 *   lag, divided by `T0`
 */
export function hostRollback(system: System): Figure {
  const { mean } = coverLags(system);
  const laws = advanceLaws(system);
  return overVms(system, (c) => system.baseInterval / 2 + mean - laws[c.index].mean);
}

/**
 * Time to restart, restore and replay a VM up to the recovery line after a host failure.
 *
 *     restart + image_c/bandwidth + (T0 (i_c − 1)/2 + ℓ'_c − ℓ')/ρ
 *
 * A line reigns from its own lag to the next line's: one that follows a slow line starts late, so each distance
 * back to a checkpoint counts for as long as its line reigns.
 *
 * - Source: E14, R10; the term `ℓ'_c − ℓ'` is this project's (E14 lets all lines reign for `T0`)
 * - Assumes: failures at Poisson times, as probes; lags below `T0`
 * - Limits: restart and restore alone for a class that is due at every index
 */
export function hostRecoveryTime(system: System): Figure {
  const { replaySpeedup } = system.recovery;
  const { mean, meanWhenDue } = coverLags(system);
  return overVms(system, (c) => {
    const distance = (system.baseInterval * (c.multiple - 1)) / 2 + meanWhenDue[c.index] - mean;
    return restoreTime(system, c) + distance / replaySpeedup;
  });
}

/** `A_c`: mean age of a VM's last complete checkpoint, by class. */
function checkpointAges(system: System): Seconds[] {
  const laws = advanceLaws(system);
  return system.classes.map(({ index, multiple, duration }) => {
    const period = multiple * system.baseInterval;
    return period / 2 + lawMean(duration) + laws[index].redrawnVariance / period;
  });
}

/** Time to restart a VM and read back its image. */
function restoreTime(system: System, { image }: VmClass): Seconds {
  return system.recovery.restart + image / system.recovery.bandwidth;
}

function overVms(system: System, figure: (vmClass: VmClass) => number): Figure {
  const byClass = system.classes.map(figure);
  const counts = system.classes.map(({ count }) => count);
  return { value: weightedMean(byClass, counts), byClass };
}
