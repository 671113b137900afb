import { wholeImage } from "../scenario/model/checkpoint-bytes.js";
import { memoPerSystem } from "../scenario/model/memo-per-system.js";
import type { System, VmClass } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";
import { advanceLaws } from "./clock-skew.js";
import { drain, type Stream } from "./fair-sharing.js";
import { type Figure, meanOverVms } from "./figure.js";
import { inboundFlows } from "./flows.js";
import { coverLags } from "./line-lag.js";
import { hostKinds } from "./placement.js";
import { checkpointDelays } from "./storage-load.js";

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
export function vmRecoveryTime(system: System) {
  const { replaySpeedup } = system.recovery;
  const ages = checkpointAges(system);
  return overVms(system, (c) => restoreTime(system, c) + ages[c.index] / replaySpeedup);
}

/**
 * Messages replayed after the failure of one VM.
 *
 *     r_c A_c + e_c − κ_c/(i_c T0)
 *
 * `e_c` is the message that advances a VM early: it is delivered just after the checkpoint that it causes. `κ_c` counts
 * the messages that are missing before a checkpoint because they would have brought it forward.
 *
 * - Source: E13, R9; `e_c` and `κ_c` are this project's
 * - Assumes: as `vmRecoveryTime`
 * - Limits: `r_c A_c` without clock error
 */
export function vmReplayedMessages(system: System) {
  const inbound = inboundFlows(system);
  const ages = checkpointAges(system);
  const laws = advanceLaws(system);
  return overVms(system, ({ index, count, multiple }) => {
    const { early, missing } = laws[index];
    return (inbound[index] / count) * ages[index] + early - missing / (multiple * system.baseInterval);
  });
}

/**
 * Work that a VM loses when a host fails and every VM returns to the recovery line.
 *
 *     T0/2 + ℓ' − a_c + γ_c/T0
 *
 * Here `ℓ'` is the mean lag until a line is covered (`coverLags`): a failure returns to no line before. On line `k` a
 * VM has the state of its own advance to `k`, `a_c` after the boundary on average, not that of the boundary. A VM that
 * was late delays the line, so that it is returned to for less time; `γ_c` is the covariance of the two.
 *
 * - Source: E14, R7, R10; E14 writes `T0/2 + ℓ`, which is the upper end of it for a clock error of mean 0
 * - Assumes: failures at Poisson times, as probes; lags and clock errors below `T0`
 * - Limits: `T0/2` with perfect clocks and no duration
 */
export function hostRollback(system: System) {
  const { mean, covariances } = coverLags(system);
  const { baseInterval } = system;
  const laws = advanceLaws(system);
  return overVms(
    system,
    ({ index }) => baseInterval / 2 + mean - laws[index].mean + covariances.mean[index] / baseInterval,
  );
}

/**
 * Time to restart, restore and replay a VM up to the recovery line after a host failure.
 *
 *     restart + image_c/bandwidth + (T0 (i_c − 1)/2 + ℓ'_c − ℓ' − γ_c w_c/T0)/ρ
 *
 * A line reigns from its own lag to the next line's: one that follows a slow line starts late, so each distance
 * back to a checkpoint counts for as long as its line reigns: less where the VM was late, which is longer from its
 * checkpoint. `γ_c` is taken over the lines at which the class is not due.
 *
 * - Source: E14, R10; the terms in `ℓ'` and `γ_c` are this project's (E14 lets all lines reign for `T0`)
 * - Assumes: failures at Poisson times, as probes; lags below `T0`
 * - Limits: restart and restore alone for a class that is due at every index
 */
export function hostRecoveryTime(system: System) {
  const { recovery } = system;
  const { mean, meanWhenDue, covariances } = coverLags(system);
  const { baseInterval } = system;
  return overVms(system, ({ index, multiple }) => {
    const together = (covariances.whenNotDue[index] * (multiple - 1)) / (multiple * baseInterval);
    const distance = (baseInterval * (multiple - 1)) / 2 + meanWhenDue[index] - mean - together;
    return recovery.restart + restoreTimes(system).host[index] + distance / recovery.replaySpeedup;
  });
}

/** `A_c`: mean age of a VM's last complete checkpoint, by class. */
function checkpointAges(system: System): Seconds[] {
  const laws = advanceLaws(system);
  const { restorable } = checkpointDelays(system);
  return system.classes.map(({ index, multiple }) => {
    const period = multiple * system.baseInterval;
    return period / 2 + restorable[index] + laws[index].redrawnVariance / period;
  });
}

/** Time to restart a VM that has failed, and read back its image. */
export function restoreTime(system: System, { index }: VmClass): Seconds {
  return system.recovery.restart + restoreTimes(system).vm[index];
}

/** The same after a host failure, where all VMs read back their images at once: until the last VM of the class is back. */
export function lastRestoreTime(system: System, { index }: VmClass): Seconds {
  return system.recovery.restart + restoreTimes(system).last[index];
}

function overVms(system: System, figure: (vmClass: VmClass) => number) {
  return meanOverVms(system, system.classes.map(figure));
}

/**
 * How long it takes to read images back, by class, without the restart: of one VM that has failed; and after a host
 * failure until a VM of the class has its image, in the mean, and until the last one has.
 *
 *     VM failure:    full_c/min(bandwidth, read, link), or from the host's own disk, while the image is there, min(bandwidth, staging)
 *     host failure:  the end of each VM's stream where all read at once, at `bandwidth` each at the most
 *
 * - Source: E13, E14, E21, R11
 * - Assumes: a restore reads the whole image; the images of a recovery line have left the hosts' own disks, as they are
 *   complete
 * - Limits: `image_c/bandwidth` without storage
 */
export const restoreTimes = memoPerSystem((system) => {
  const { classes, recovery, storage } = system;
  const { bandwidth } = recovery;
  if (!storage) {
    const alone = classes.map((one) => wholeImage(one) / bandwidth);
    return { vm: alone, host: alone, last: alone };
  }
  const streams: Stream[] = [];
  const classOf: number[] = [];
  const kinds = hostKinds(system);
  kinds.forEach(({ counts }, kind) => {
    for (const [index, count] of counts) {
      for (let vm = 0; vm < count; vm++) {
        streams.push({ host: kind, at: 0, bytes: wholeImage(classes[index]) });
        classOf.push(index);
      }
    }
  });
  const copies = kinds.map(({ hosts }) => hosts.length);
  const limits = { shared: storage.read, hostLink: storage.hostLink, each: bandwidth };
  const { ends } = drain(streams, limits, copies);
  const total = classes.map(() => 0);
  const last = classes.map(() => 0);
  ends.forEach((end, place) => {
    total[classOf[place]] += end * copies[streams[place].host];
    last[classOf[place]] = Math.max(last[classOf[place]], end);
  });
  return {
    vm: classes.map((one) => aloneFrom(system, one)),
    host: classes.map(({ index, count }) => total[index] / count),
    last,
  };
});

function aloneFrom(system: System, one: VmClass): Seconds {
  const { read, hostLink, staging } = system.storage!;
  const { bandwidth } = system.recovery;
  const bytes = wholeImage(one);
  const remote = bytes / Math.min(bandwidth, read, hostLink);
  if (staging === undefined) return remote;
  const { restorable, complete } = checkpointDelays(system);
  const period = one.multiple * system.baseInterval;
  const local = (complete[one.index] - restorable[one.index]) / period;
  return (1 - local) * remote + (local * bytes) / Math.min(bandwidth, staging);
}

/**
 * Time to read back the image of one VM that has failed.
 *
 * - Source: E13, R9, R11
 * - Assumes: as {@link restoreTimes}
 * - Limits: `image_c/bandwidth` where `recovery.bandwidth` is the least of all limits
 */
export function vmRestoreTime(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  return meanOverVms(system, restoreTimes(system).vm);
}

/**
 * Time until the last image is read back after a host failure; by class, until the last of the class is.
 *
 * - Source: E21, R10, R11
 * - Assumes: as {@link restoreTimes}
 * - Limits: `Σ n_c full_c/read` where the shared bandwidth is the least of all limits
 */
export function hostRestoreTime(system: System): Figure | undefined {
  if (!system.storage) return undefined;
  const { last } = restoreTimes(system);
  return { value: Math.max(...last), byClass: last };
}
