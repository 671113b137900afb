import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import type { PerSecond, Seconds } from "../../scenario/model/units.js";
import { flows } from "../flows.js";
import { lawSupport } from "../numerics/distribution-laws.js";

/** What one VM receives and sends per second, and the period of its basic checkpoints. */
export interface VmTraffic {
  readonly receives: PerSecond;
  readonly sends: PerSecond;
  readonly period: Seconds;
}

/**
 * Forced checkpoints of `mrs` per period: receipts that follow a send since the last checkpoint.
 *
 *     l m/s · (T − (1 − e^{−sT})/s),   s = l + m
 *
 * - Source: F1; mark, receive, send
 * - Assumes: receipts at rate `l` and sends at rate `m` are independent Poisson streams; a period of fixed length
 * - Limits: 0 where the VM only sends or only receives; `l m T/s` for long periods
 *
 * @example
 * forcedByMrs({ receives: 1, sends: 1, period: 1000 })  // => 499.75
 */
export function forcedByMrs({ receives, sends, period }: VmTraffic): number {
  const both = receives + sends;
  return both === 0 ? 0 : ((receives * sends) / both) * (period + Math.expm1(-both * period) / both);
}

/**
 * Forced checkpoints of `cbr` per period: every receipt but one that is the first event since the last checkpoint.
 *
 *     l T − (l/s)(1 − e^{−sT}),   s = l + m
 *
 * - Source: F2; checkpoint before receive
 * - Assumes: as `forcedByMrs`
 * - Limits: `l T − l/s` for long periods
 *
 * @example
 * forcedByCbr({ receives: 5, sends: 0, period: 1000 })  // => 4999
 */
export function forcedByCbr({ receives, sends, period }: VmTraffic): number {
  const both = receives + sends;
  return both === 0 ? 0 : receives * period + (receives / both) * Math.expm1(-both * period);
}

/**
 * Forced checkpoints of `cas` per period: one for every send (F3). It needs no assumption but the rate.
 *
 * @example
 * forcedByCas({ receives: 5, sends: 2, period: 10 })  // => 20
 */
export function forcedByCas({ sends, period }: VmTraffic): number {
  return sends * period;
}

/**
 * Forced checkpoints of `casbr` per period: one for every send, and for each receipt whose last event was a receipt.
 *
 *     m T + l T − (l/s)(1 − e^{−sT}) − F1
 *
 * - Source: F4
 * - Assumes: as `forcedByMrs`
 * - Limits: `m T + l² T/s` for long periods
 *
 * @example
 * forcedByCasbr({ receives: 0, sends: 2, period: 10 })  // => 20
 */
export function forcedByCasbr(vm: VmTraffic): number {
  return forcedByCas(vm) + forcedByCbr(vm) - forcedByMrs(vm);
}

/** What a VM of each class receives and sends. */
export function vmTraffic(system: System): readonly VmTraffic[] {
  const { from, flow, inbound } = flows(system);
  const outbound = new Float64Array(system.classes.length);
  for (let pair = 0; pair < flow.length; pair++) outbound[from[pair]] += flow[pair];
  return system.classes.map(({ index, count, multiple }) => ({
    receives: inbound[index] / count,
    sends: outbound[index] / count,
    period: multiple * system.baseInterval,
  }));
}

/**
 * Forced checkpoints per scheduled basic one, by class, where there is a closed form for the scheme and the scenario.
 *
 * - Source: F1 to F4 for any mix of classes and rates; F5 to F8 for two VMs, or one VM of a multiple among others that
 *   take a checkpoint at every index; F10 where all multiples are 1
 * - Assumes: F1, F2, F4 a period of fixed length; F5 to F10 no delay and perfect clocks
 */
export function forcedByClass(system: System, scheme: SchemeKey): readonly number[] | undefined {
  const vms = vmTraffic(system);
  switch (scheme) {
    case "cas":
      return vms.map(forcedByCas);
    case "cbr":
      return periodsAreFixed(system, vms) ? vms.map(forcedByCbr) : undefined;
    case "mrs":
      return periodsAreFixed(system, vms) ? vms.map(forcedByMrs) : undefined;
    case "casbr":
      return periodsAreFixed(system, vms) ? vms.map(forcedByCasbr) : undefined;
    default:
      return isIdeal(system) ? forcedInSpecialCase(system, scheme, vms) : undefined;
  }
}

/** Those that force nothing where all VMs take their checkpoints together. */
const quietTogether: ReadonlySet<SchemeKey> = new Set([
  "bcs",
  "bcs-aftersend",
  "bcs-reset",
  "qsa",
  "qsa-k",
  "hmnr",
  "fi",
]);

function forcedInSpecialCase(
  { classes, baseInterval }: System,
  scheme: SchemeKey,
  vms: readonly VmTraffic[],
): readonly number[] | undefined {
  const two = classes.reduce((sum, { count }) => sum + count, 0) === 2;
  const [{ multiple, phase }] = classes;
  if (classes.every((other) => other.multiple === multiple && other.phase === phase)) {
    // F10, and of F5 what two VMs add.
    if (quietTogether.has(scheme) || (two && scheme === "bhmr")) return classes.map(() => 0);
    if (two && (scheme === "fdas" || scheme === "fdi")) return vms.map(forcedByMrs);
  }
  const slow = classes.filter((one) => one.multiple > 1);
  if (slow.length !== 1 || slow[0].count !== 1) return undefined;
  const [{ index }] = slow;
  const forced = forcedAtSlowVm(scheme, slow[0].multiple, vms[index], { two, baseInterval });
  return forced === undefined ? undefined : classes.map((each) => (each.index === index ? forced : 0));
}

/** F6 to F8: at one VM of a larger multiple among VMs of multiple 1, the only one that anything forces. */
function forcedAtSlowVm(
  scheme: SchemeKey,
  multiple: number,
  { receives, sends }: VmTraffic,
  { two, baseInterval }: { readonly two: boolean; readonly baseInterval: Seconds },
): number | undefined {
  const hears = -Math.expm1(-receives * baseInterval);
  const speaks = -Math.expm1(-sends * baseInterval);
  switch (scheme) {
    case "qsa-k":
      return (multiple - 1) * hears;
    case "bcs":
      return hears * (multiple - hears);
    case "bhmr":
    case "hmnr":
    case "fi":
      return two && multiple === 2 ? speaks * hears : undefined;
    default:
      return undefined;
  }
}

/** No delay, and clocks that all err alike. */
export function isIdeal({ delay, clock }: System): boolean {
  const immediate = [delay.within, delay.across].every((law) => law.kind === "constant" && law.value === 0);
  return immediate && clock.error.kind === "constant";
}

/** Whether a period is always as long, or so long that it does not matter. */
function periodsAreFixed({ clock }: System, vms: readonly VmTraffic[]): boolean {
  if (clock.error.kind === "constant" || clock.redraw === "once") return true;
  const [low, high] = lawSupport(clock.error);
  return vms.every(({ receives, sends, period }) => (receives + sends) * (period - (high - low)) > 25);
}
