import { checkpointByteRate } from "../analytic/checkpoint-load.js";
import { flows } from "../analytic/flows.js";
import { restoreTimes } from "../analytic/recovery.js";
import { stableLogMeanBytes } from "../analytic/stable-log-held.js";
import { stableLogByteRate } from "../analytic/stable-log-load.js";
import { waste } from "../analytic/waste.js";
import { atItsPeriods, atPeriod, wholeImage } from "../scenario/model/checkpoint-bytes.js";
import type { System, VmClass } from "../scenario/model/system.js";

/** What something costs per hour, in all and by class. */
export interface Cost {
  readonly value: number;
  readonly byClass: readonly number[];
}

const hour = 3600;
const gibibyte = 2 ** 30;

/**
 * What a system costs per hour, at prices that may be others than its own: what it writes to stable storage, what it holds
 * there, and the time its VMs lose.
 *
 *     hour (p_w (checkpoint bytes/s + stable-log bytes/s) + p_s S + p_vm Σ_c n_c W_c)
 *
 * - Source: E16, with E5, E6, E7 and E15 as they are for this very system
 */
export function systemCost(system: System, prices: System["prices"]): Cost {
  const perByte = (hour * prices.write) / gibibyte;
  const perHeldByte = prices.hold / gibibyte;
  const none = system.classes.map(() => 0);
  const images = perByte > 0 ? checkpointByteRate(system).byClass! : none;
  const logged = perByte > 0 ? stableLogByteRate(system).byClass! : none;
  const held = perHeldByte > 0 ? stableLogMeanBytes(system).byClass! : none;
  const lost = prices.vmHour > 0 ? waste(system).byClass! : none;
  const byClass = system.classes.map(
    ({ index, count }) =>
      perByte * (images[index] + logged[index]) +
      perHeldByte * held[index] +
      prices.vmHour * count * lost[index],
  );
  return { value: byClass.reduce((sum, one) => sum + one, 0), byClass };
}

/** A system with other multiples, by class; a phase that does not fit is taken modulo its multiple. */
export function withMultiples(system: System, multiples: readonly number[]): System {
  const classes = system.classes.map((one, c) =>
    one.multiple === multiples[c] ? one : { ...one, multiple: multiples[c], phase: one.phase % multiples[c] },
  );
  return atItsPeriods({ ...system, classes });
}

/** What a class costs beside the lags of the lines, per hour: `α/i + γ i + rest + written(i)`. */
export interface SeparateCost {
  readonly alpha: number;
  readonly gamma: number;
  readonly rest: number;
  /** What writes and pauses of incremental checkpoints cost at a multiple (E22); 0 where images are whole. */
  readonly written: (multiple: number) => number;
}

/**
 * `α` and `γ` of each class, from the costs of the system with all multiples 1, 2 and 4, storage that takes no time, and
 * checkpoints that take none: nothing then holds up a line, so that no class's multiple moves the cost of another.
 */
export function separateCosts(system: System, prices: System["prices"]): readonly SeparateCost[] {
  const { storage, ...others } = system;
  const instant = {
    ...others,
    classes: system.classes.map((one) => ({ ...one, duration: { kind: "constant", value: 0 } as const })),
  };
  const [one, two, four] = [1, 2, 4].map((multiple) => {
    const alike = system.classes.map(() => multiple);
    return systemCost(withMultiples(instant, alike), prices).byClass;
  });
  const { failures, hosts, recovery } = system;
  const lost = prices.vmHour * (failures.vm + hosts.count * failures.host);
  const { inboundBytes } = flows(system);
  const restored = storage && restoreTimes(system);
  return system.classes.map((vmClass, c) => {
    const written = writtenBy(system, vmClass, prices);
    const [atOne, atTwo, atFour] = [one[c] - written(1), two[c] - written(2), four[c] - written(4)];
    const [fall, slowerFall] = [atOne - atTwo, atTwo - atFour];
    // α/2 − γ and α/4 − 2γ.
    const nothingHeld = prices.hold * inboundBytes[c] === 0;
    const gamma = lost === 0 && nothingHeld ? 0 : (fall - 2 * slowerFall) / 3;
    const alpha = 2 * (fall + gamma);
    const apart = wholeImage(vmClass) / recovery.bandwidth;
    const restoring = restored
      ? failures.vm * (restored.vm[c] - apart) + hosts.count * failures.host * (restored.host[c] - apart)
      : 0;
    return {
      alpha,
      gamma,
      rest: atOne - alpha - gamma + prices.vmHour * vmClass.count * restoring,
      written,
    };
  });
}

/** What the checkpoints of a class cost per hour at a multiple, where they grow with the period; 0 where they do not. */
function writtenBy(
  { baseInterval }: System,
  vmClass: VmClass,
  prices: System["prices"],
): (multiple: number) => number {
  if (!vmClass.growth && !vmClass.pauseGrowth) return () => 0;
  return (multiple) => {
    const { image, pause } = atPeriod(vmClass, multiple * baseInterval);
    const each = (3600 * prices.write * image) / 2 ** 30 + prices.vmHour * pause;
    return (vmClass.count * each) / (multiple * baseInterval);
  };
}

/** No multiple beyond this is tried. */
export const largestTried = 100_000;

/** The multiple at which a class costs least by itself; `undefined` where none is, for longer periods only ever save. */
export function bestAlone(cost: SeparateCost): number | undefined {
  const { alpha, gamma, written } = cost;
  const flat = alpha === 0 && gamma === 0 && written(1) === 0;
  if (flat || gamma < 0 || isUnbounded(cost)) return undefined;
  const at = (multiple: number) => alpha / multiple + gamma * multiple + written(multiple);
  // Where images grow with the period the cost may bend more than once: a grid first, and its best one's neighbours.
  let best = 1;
  const consider = (multiple: number) => {
    if (multiple < 1 || multiple > largestTried || at(multiple) >= at(best)) return false;
    best = multiple;
    return true;
  };
  for (let multiple = 1; multiple <= largestTried; multiple = Math.ceil(multiple * 1.2)) consider(multiple);
  for (let step = Math.max(1, best >> 2); step >= 1; step >>= 1) {
    while (consider(best - step) || consider(best + step));
  }
  return best;
}

/** Whether a longer period only ever saves. */
export function isUnbounded({ alpha, gamma, written }: SeparateCost): boolean {
  return alpha + largestTried * written(largestTried) > 0 && gamma <= 0;
}

export function separateAt({ alpha, gamma, rest, written }: SeparateCost, multiple: number): number {
  return alpha / multiple + gamma * multiple + rest + written(multiple);
}
