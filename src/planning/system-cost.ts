import { checkpointByteRate } from "../analytic/checkpoint-load.js";
import { stableLogMeanBytes } from "../analytic/stable-log-held.js";
import { stableLogByteRate } from "../analytic/stable-log-load.js";
import { waste } from "../analytic/waste.js";
import { atItsPeriods } from "../scenario/model/checkpoint-bytes.js";
import type { System } from "../scenario/model/system.js";

/** What something costs per hour, in all and by class. */
export interface Cost {
  readonly value: number;
  readonly byClass: readonly number[];
}

const hour = 3600;
const gibibyte = 2 ** 30;

/**
 * What a system costs per hour: what it writes to stable storage, what it holds there, and the time its VMs lose.
 *
 *     hour (p_w (checkpoint bytes/s + stable-log bytes/s) + p_s S + p_vm Σ_c n_c W_c)
 *
 * - Source: E16, with E5, E6, E7 and E15 as they are for this very system
 * - Assumes: the domain of these
 * - Limits: other prices than the scenario's may be given; the waste of all VMs where only lost time has one; `wasted`
 *   is for those who know the waste already
 *
 * @example
 * systemCost(paper, { write: 0, hold: 0, vmHour: 1 }).value  // => 0
 */
export function systemCost(system: System, prices: System["prices"], wasted = wasteByClass): Cost {
  const perByte = (hour * prices.write) / gibibyte;
  const perHeldByte = prices.hold / gibibyte;
  const none = system.classes.map(() => 0);
  const images = perByte > 0 ? checkpointByteRate(system).byClass! : none;
  const logged = perByte > 0 ? stableLogByteRate(system).byClass! : none;
  const held = perHeldByte > 0 ? stableLogMeanBytes(system).byClass! : none;
  const lost = prices.vmHour > 0 ? wasted(system) : none;
  const byClass = system.classes.map(
    ({ index, count }) =>
      perByte * (images[index] + logged[index]) +
      perHeldByte * held[index] +
      prices.vmHour * count * lost[index],
  );
  return { value: byClass.reduce((sum, one) => sum + one, 0), byClass };
}

function wasteByClass(system: System): readonly number[] {
  return waste(system).byClass!;
}

/** A system with other multiples, by class; a phase that does not fit is taken modulo its multiple. */
export function withMultiples(system: System, multiples: readonly number[]): System {
  const classes = system.classes.map((one, c) =>
    one.multiple === multiples[c] ? one : { ...one, multiple: multiples[c], phase: one.phase % multiples[c] },
  );
  return atItsPeriods({ ...system, classes });
}
