import type { SchemeKey } from "../../scenario/model/schemes.js";
import { countVms, type System } from "../../scenario/model/system.js";
import type { PerSecond, Seconds } from "../../scenario/model/units.js";
import { isIdeal } from "./forced-checkpoints.js";

/**
 * Control messages per second of coordinated checkpoints, a round each base interval.
 *
 *     2 (n − 1)/T0 with round numbers on messages,   3 (n − 1)/T0 in two phases,   2 n (n − 1)/T0 after Tamir and Séquin
 *
 * - Source: F13
 * - Limits: 0 for one VM
 */
export function controlMessageRate(system: System, scheme: SchemeKey): PerSecond {
  const vms = countVms(system);
  const perRound = {
    coordinated: 2 * (vms - 1),
    "coordinated-blocking": 3 * (vms - 1),
    "tamir-sequin": 2 * vms * (vms - 1),
  };
  return scheme in perRound ? perRound[scheme as keyof typeof perRound] / system.baseInterval : 0;
}

/**
 * Share of time for which a blocking round stops VMs: from the request until all have reported and may go on.
 *
 *     (d + D · E[max of n − 1 Gamma(2)])/T0
 *
 * - Source: F14; `d` the time to write an image, `D` the mean delay of a control message
 * - Assumes: durations constant and alike; delays 0, or exponential with one mean
 * - Limits: `d/T0` without delays; grows with the logarithm of `n`
 *
 * @returns undefined outside these assumptions
 */
export function blockedShare(system: System): number | undefined {
  const [first, ...others] = system.classes.map(({ duration }) => duration);
  if (first.kind !== "constant") return undefined;
  if (others.some((law) => law.kind !== "constant" || law.value !== first.value)) return undefined;
  const { within, across } = system.delay;
  const laws = system.hosts.count === 1 ? [within] : [within, across];
  const rounds = countVms(system) - 1;
  const means = laws.map((law) => {
    if (law.kind === "constant" && law.value === 0) return 0;
    return law.kind === "exponential" ? law.mean : undefined;
  });
  const [mean] = means;
  if (mean === undefined || means.some((other) => other !== mean)) return undefined;
  return (first.value + mean * largestRoundTrip(rounds)) / system.baseInterval;
}

/**
 * Mean of the largest of `count` sums of two exponential times of mean 1.
 *
 *     ∫ 1 − (1 − (1 + x) e^{−x})^count dx
 *
 * - Source: F14
 *
 * @example
 * largestRoundTrip(9)  // => 4.499…
 */
export function largestRoundTrip(count: number): number {
  if (count === 0) return 0;
  // Simpson's rule on [0, end], beyond which nothing is left; the integrand is smooth.
  const end = 40 + 2 * Math.log(count);
  const steps = 4000;
  const width = end / steps;
  const left = (x: number) => -Math.expm1(count * Math.log1p(-(1 + x) * Math.exp(-x)));
  let sum = 1 + left(end);
  for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * left(step * width);
  return (sum * width) / 3;
}

/**
 * How far coordinated checkpoints set every VM back, whoever fails.
 *
 *     T0/2 + lag,   lag the time to write the images
 *
 * - Source: claim 5 of the comparison, as E14 for VM_QSC
 * - Assumes: no delay, perfect clocks, durations constant
 *
 * @returns undefined outside these assumptions
 */
export function coordinatedRollback(system: System): Seconds | undefined {
  const durations = system.classes.map(({ duration }) =>
    duration.kind === "constant" ? duration.value : Number.NaN,
  );
  const lag = Math.max(...durations);
  const ideal = isIdeal(system) && system.storage === undefined;
  return ideal && lag < system.baseInterval ? system.baseInterval / 2 + lag : undefined;
}
