import { type AdvanceLaw, advanceLaws } from "../analytic/clock-skew.js";
import { inboundFlows, meanInboundSize } from "../analytic/flows.js";
import { coverLags } from "../analytic/line-cover.js";
import { waste } from "../analytic/waste.js";
import type { System } from "../scenario/model/system.js";
import type { Seconds } from "../scenario/model/units.js";

/** What the prices say about the multiple of one class. */
export interface BestMultiple {
  readonly classIndex: number;
  /** The present multiple, and the one of least cost: `Infinity` when a longer period only ever saves. */
  readonly multiple: number;
  readonly best: number;
  /** `sqrt(α/γ)`, the multiple of least cost if it could be broken. */
  readonly continuous: number;
  /** `α` and `γ` of a VM, in price units per hour: the cost is `α/i + γ i + const`. */
  readonly alpha: number;
  readonly gamma: number;
  /** Cost of the whole class per hour, at the present multiple and at the best. */
  readonly cost: number;
  readonly leastCost: number;
}

/** The best multiples, and what all classes cost per hour before and after. */
export interface BestMultiples {
  readonly classes: readonly BestMultiple[];
  readonly cost: number;
  readonly leastCost: number;
}

const hour = 3600;
const gibibyte = 2 ** 30;

/**
 * The multiple of each class at which writes, stable storage and lost time together cost least.
 *
 *     cost per VM = α/i + γ i + const
 *     α = image p_w/T0 + pause p_vm/T0 − r b p_w − r b (ℓ'_c − a_c − (V_c − (κ_c + C_c)/r)/T0) p_s + f_vm V_c p_vm/(ρ T0)
 *     γ = r b T0 p_s/2 + f_vm T0 p_vm/(2ρ) + H f_h T0 p_vm/(2ρ)
 *
 * Convex, so the best whole number is the floor or the ceiling of `sqrt(α/γ)`, whichever costs less; it is 1 where
 * `α ≤ γ`. A VM that receives more bytes in a base interval than its image weighs should be SI.
 *
 * - Source: E16, §4.1; the terms in `ℓ'_c − a_c` and `V_c` (E7, E13) are this project's
 * - Assumes: line lags stay as they are; a class's multiple moves them little
 * - Limits: other prices than the scenario's may be given (time lost alone: the waste). `Infinity` where `γ = 0 < α`:
 *   nothing in the prices speaks against ever longer periods
 */
export function bestMultiples(system: System, prices: System["prices"] = system.prices): BestMultiples {
  const laws = advanceLaws(system);
  const lost = waste(system).byClass!;
  const classes = system.classes.map((_, c) => bestMultiple(system, prices, c, laws[c], lost[c]));
  const total = (key: "cost" | "leastCost") => classes.reduce((sum, one) => sum + one[key], 0);
  return { classes, cost: total("cost"), leastCost: total("leastCost") };
}

function bestMultiple(
  system: System,
  prices: System["prices"],
  c: number,
  law: AdvanceLaw,
  wasted: number,
): BestMultiple {
  const { alpha, gamma } = multipleCosts(system, prices, c, law);
  const { multiple, count } = system.classes[c];
  const continuous = alpha > 0 ? Math.sqrt(alpha / gamma) : 0;
  const varying = (i: number) => (i === Number.POSITIVE_INFINITY ? 0 : alpha / i + gamma * i);
  const below = Math.max(1, Math.floor(continuous));
  const lower =
    below === Number.POSITIVE_INFINITY || varying(below) <= varying(below + 1) ? below : below + 1;
  // Without prices every multiple is as good as the present one.
  const best = alpha === 0 && gamma === 0 ? multiple : lower;
  const cost = costNow(system, prices, c, law, wasted);
  return {
    classIndex: c,
    multiple,
    best,
    continuous,
    alpha,
    gamma,
    cost: count * cost,
    leastCost: count * (cost - varying(multiple) + varying(best)),
  };
}

/** `α` and `γ` of one VM, per hour. */
function multipleCosts(
  system: System,
  prices: System["prices"],
  c: number,
  law: AdvanceLaw,
): { alpha: number; gamma: number } {
  const { baseInterval, failures, hosts, recovery } = system;
  const { write, hold, lost } = pricesInSeconds(prices);
  const { image, pause } = system.classes[c];
  const received = receivedBytes(system, c);
  const lag = heldPastLine(system, c, law);
  const replay = lost / recovery.replaySpeedup;
  const alpha =
    (image * write + pause * lost) / baseInterval -
    received * (write + lag * hold) +
    (failures.vm * law.redrawnVariance * replay) / baseInterval;
  const gamma =
    (baseInterval / 2) * (received * hold + failures.vm * replay + hosts.count * failures.host * replay);
  return { alpha: alpha * hour, gamma: gamma * hour };
}

/** What one VM costs per hour as it is: checkpoints and flushes written, stable log held, time lost. */
function costNow(
  system: System,
  prices: System["prices"],
  c: number,
  law: AdvanceLaw,
  wasted: number,
): number {
  const { baseInterval } = system;
  const { write, hold, lost } = pricesInSeconds(prices);
  const { image, multiple } = system.classes[c];
  const received = receivedBytes(system, c);
  const flushedShare = 1 - 1 / multiple;
  const held = (baseInterval * (multiple - 1)) / 2 + heldPastLine(system, c, law) * flushedShare;
  const written = image / (multiple * baseInterval) + received * flushedShare;
  return hour * (written * write + received * held * hold + wasted * lost);
}

/**
 * For how long entries are held beyond the intervals between flush and checkpoint (E7):
 * `ℓ'_c − a_c − (V_c − n_c (κ_c + C_c)/F_c)/T0`.
 */
function heldPastLine(system: System, c: number, law: AdvanceLaw): Seconds {
  const received = inboundFlows(system)[c] / system.classes[c].count;
  const bent = received > 0 ? (law.missing + law.earlyCovariance) / received : 0;
  return coverLags(system).meanWhenDue[c] - law.mean - (law.redrawnVariance - bent) / system.baseInterval;
}

/** `r b`: bytes per second that one VM receives. */
function receivedBytes(system: System, c: number): number {
  return (inboundFlows(system)[c] / system.classes[c].count) * meanInboundSize(system, c);
}

/** Prices per byte written, per byte-second held, per VM-second lost. */
function pricesInSeconds(prices: System["prices"]): { write: number; hold: number; lost: number } {
  return { write: prices.write / gibibyte, hold: prices.hold / gibibyte / hour, lost: prices.vmHour / hour };
}
