import type { System } from "../scenario/model/system.js";
import { meanOverVms } from "./figure.js";
import { hostRecoveryTime, hostRollback, vmRecoveryTime } from "./recovery.js";

/**
 * Share of the VMs' time that is lost to checkpoint pauses, lost work and recovery.
 *
 *     W_c = pause_c/(i_c T0) + f_vm R_vm,c + H f_h (G_c + R_h,c)
 *
 * With every failure of a host all VMs return to the line, `G_c` of work lost and `R_h,c` to get there.
 *
 * - Source: E15, R6, R9, R10, with the recovery figures of `recovery.ts`
 * - Assumes: failures at Poisson times, as probes: one does not fall into the recovery of another
 * - Limits: first order in the failure rates; past 1 the system does nothing but recover
 */
export function waste(system: System) {
  const { vm, host } = system.failures;
  const hostFailures = system.hosts.count * host;
  const vmRecovery = vmRecoveryTime(system).byClass;
  const rollback = hostRollback(system).byClass;
  const hostRecovery = hostRecoveryTime(system).byClass;
  const byClass = system.classes.map(
    ({ index, pause, multiple }) =>
      pause / (multiple * system.baseInterval) +
      vm * vmRecovery[index] +
      hostFailures * (rollback[index] + hostRecovery[index]),
  );
  return meanOverVms(system, byClass);
}
