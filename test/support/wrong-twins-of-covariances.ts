import { advanceLaws } from "../../src/analytic/clock-skew.js";
import { crossHostFlows } from "../../src/analytic/cross-host.js";
import { inboundFlows } from "../../src/analytic/flows.js";
import { coverLags } from "../../src/analytic/line-lag.js";
import { hostRecoveryTime, hostRollback, vmReplayedMessages } from "../../src/analytic/recovery.js";
import { senderCopiesMean } from "../../src/analytic/sender-copies.js";
import { stableLogMean } from "../../src/analytic/stable-log-held.js";
import { volatileLogMean } from "../../src/analytic/volatile-log-held.js";
import { waste } from "../../src/analytic/waste.js";
import type { System, VmClass } from "../../src/scenario/model/system.js";

/**
 * The closed forms of E7 to E9 and E13 to E15 without what they have of covariances: of an advance and its line's
 * cover (`γ_c`), of an advance's being early and its time (`C_c`), and without the messages that are missing before an
 * early advance (`κ_c`). Each shows with few clocks, or with few messages.
 */

/** E8 without `γ_c`. */
export function volatileLogWithoutCovariance(system: System): number {
  const { whenDue } = coverLags(system).covariances;
  const inbound = inboundFlows(system);
  return less(
    volatileLogMean(system).value,
    system,
    ({ index, multiple }) => (inbound[index] * whenDue[index]) / multiple,
  );
}

/** E9 without `γ_c`. */
export function senderCopiesWithoutCovariance(system: System): number {
  const { mean } = coverLags(system).covariances;
  const cross = crossHostFlows(system).inbound;
  return less(senderCopiesMean(system).value, system, ({ index }) => cross[index] * mean[index]);
}

/** E14 without `γ_c`. */
export function rollbackWithoutCovariance(system: System): number {
  const { mean } = coverLags(system).covariances;
  return less(hostRollback(system).value, system, ({ index, count }) => (count / vms(system)) * mean[index]);
}

/** E14's recovery without `γ_c`. */
export function hostRecoveryWithoutCovariance(system: System): number {
  const { whenNotDue } = coverLags(system).covariances;
  const { replaySpeedup } = system.recovery;
  return less(
    hostRecoveryTime(system).value,
    system,
    ({ index, count, multiple }) =>
      ((-count / vms(system)) * whenNotDue[index] * (1 - 1 / multiple)) / replaySpeedup,
  );
}

/** E15 without `γ_c`. */
export function wasteWithoutCovariance(system: System): number {
  const rollback = hostRollback(system).value - rollbackWithoutCovariance(system);
  const recovery = hostRecoveryTime(system).value - hostRecoveryWithoutCovariance(system);
  return waste(system).value - system.hosts.count * system.failures.host * (rollback + recovery);
}

/** E13 without `κ_c`. */
export function replayedWithoutMissing(system: System): number {
  const laws = advanceLaws(system);
  return less(
    vmReplayedMessages(system).value,
    system,
    ({ index, count, multiple }) => ((-count / vms(system)) * laws[index].missing) / multiple,
  );
}

/** E7 without `κ_c` and `C_c`. */
export function stableLogWithoutMissing(system: System): number {
  const laws = advanceLaws(system);
  return less(stableLogMean(system).value, system, ({ index, count, multiple }) => {
    const { missing, earlyCovariance } = laws[index];
    return count * (missing + earlyCovariance) * (1 - 1 / multiple);
  });
}

/** A value without the sum over classes of `term/T0`. */
function less(value: number, { classes, baseInterval }: System, term: (one: VmClass) => number): number {
  return value - classes.reduce((sum, one) => sum + term(one) / baseInterval, 0);
}

function vms({ classes }: System): number {
  return classes.reduce((sum, { count }) => sum + count, 0);
}
