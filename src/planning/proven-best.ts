import { analyzeSome } from "../analytic/analyze.js";
import type { LoadedScenario } from "../scenario/checks/loaded-scenario.js";
import { formatPath } from "../scenario/checks/path.js";
import { withValueAtPath } from "../scenario/checks/set-path.js";
import type { System } from "../scenario/model/system.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { type BestBaseInterval, bestBaseInterval } from "./best-base-interval.js";
import { type BestMultiple, bestMultiples } from "./best-multiples.js";
import { type BestPhases, bestPhases } from "./best-phases.js";

/** The best base interval, and the waste at and around it, each from the closed form of its own scenario. */
export interface ProvenBaseInterval {
  readonly best: BestBaseInterval;
  /** Nothing fails and no checkpoint costs, so that no interval wastes anything. */
  readonly everyIsBest: boolean;
  /** The present interval, 1 % below the best, the best, 1 % above; the present one alone where no one is best. */
  readonly proof: readonly { readonly baseInterval: Seconds; readonly waste: number }[];
}

/**
 * The base interval of least waste, with the waste on either side of it.
 *
 * - Source: E15
 * - Assumes: as `bestBaseInterval`; the proof rests on no expansion, each trial is the waste of a scenario of its own
 * - Limits: as `bestBaseInterval`; looks 1 % to either side, and nowhere where no one interval is best
 */
export function provenBaseInterval(scenario: LoadedScenario): ProvenBaseInterval {
  const { system } = scenario;
  const best = bestBaseInterval(system);
  const wasteAt = (baseInterval: Seconds) => {
    const changed = withValueAtPath(scenario, "baseInterval", baseInterval).system;
    return { baseInterval, waste: analyzeSome(changed, ["waste"]).waste!.value };
  };
  const { baseInterval, overhead, exposure } = best;
  const everyIsBest = overhead === 0 && exposure === 0;
  const reachable = !everyIsBest && baseInterval > 0 && Number.isFinite(baseInterval);
  const around = reachable ? [0.99 * baseInterval, baseInterval, 1.01 * baseInterval] : [];
  return { best, everyIsBest, proof: [system.baseInterval, ...around].map(wasteAt) };
}

/** The best multiple of one class, and what its neighbours cost. */
export interface ProvenMultiple extends BestMultiple {
  /** Cost of the whole class per hour one multiple below the best (absent at 1), at it, and one above. */
  readonly proof: readonly { readonly multiple: number; readonly cost: number }[];
}

/** The best multiples of all classes. */
export interface ProvenMultiples {
  /** `waste` where the scenario has no prices: then only lost VM-hours count, at a price of 1. */
  readonly by: "prices" | "waste";
  readonly cost: number;
  readonly leastCost: number;
  readonly classes: readonly ProvenMultiple[];
}

/**
 * The multiples of least cost, each with the cost of its neighbours.
 *
 *     cost per VM = α/i + γ i + const
 *
 * - Source: E16
 * - Assumes: as `bestMultiples`, for the neighbours too: line lags stay as they are
 * - Limits: as `bestMultiples`; no neighbours where the best is `Infinity`
 */
export function provenMultiples(system: System): ProvenMultiples {
  const priced = Object.values(system.prices).some((price) => price > 0);
  const found = priced ? bestMultiples(system) : bestMultiples(system, { write: 0, hold: 0, vmHour: 1 });
  return {
    by: priced ? "prices" : "waste",
    cost: found.cost,
    leastCost: found.leastCost,
    classes: found.classes.map((one) => {
      const { count } = system.classes[one.classIndex];
      const costAt = (multiple: number) => ({
        multiple,
        cost: one.cost + count * (costOf(one, multiple) - costOf(one, one.multiple)),
      });
      const { best } = one;
      const tried = Number.isFinite(best)
        ? [best - 1, best, best + 1].filter((multiple) => multiple >= 1)
        : [];
      return { ...one, proof: tried.map(costAt) };
    }),
  };
}

function costOf({ alpha, gamma }: BestMultiple, multiple: number): number {
  return alpha / multiple + gamma * multiple;
}

/** The best phases, and what they make of the bursts in the catalogue. */
export interface ProvenPhases extends BestPhases {
  readonly before: Bursts;
  readonly after: Bursts;
}

/** What a base boundary brings at most. */
export interface Bursts {
  readonly checkpointBurst: Bytes;
  readonly flushBurstBytes: Bytes;
}

/**
 * The phases that flatten the bursts, with the bursts of the scenario before and after.
 *
 * - Source: E5, E6
 * - Assumes: as `bestPhases`; the largest images and the largest flushes, told apart, may fall on different boundaries
 * - Limits: as `bestPhases`; `undefined` where that is
 */
export function provenPhases(scenario: LoadedScenario): ProvenPhases | undefined {
  const { system } = scenario;
  const best = bestPhases(system);
  if (!best) return undefined;
  const changed = system.classes.reduce(
    (moved, { name, index }) =>
      withValueAtPath(moved, formatPath(["classes", name, "phase"]), best.phases[index]),
    scenario,
  );
  return { ...best, before: bursts(system), after: bursts(changed.system) };
}

function bursts(system: System): Bursts {
  const { checkpointBurst, flushBurstBytes } = analyzeSome(system, ["checkpointBurst", "flushBurstBytes"]);
  return { checkpointBurst: checkpointBurst!.value, flushBurstBytes: flushBurstBytes!.value };
}
