import { analyzeSome } from "../analytic/analyze.js";
import { formatPath } from "../scenario/checks/path.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { withValueAtPath } from "../scenario/checks/set-path.js";
import type { System } from "../scenario/model/system.js";
import type { Bytes, Seconds } from "../scenario/model/units.js";
import { type BestBaseInterval, bestBaseInterval } from "./best-base-interval.js";
import { type BestMultiple, type BestMultiples, searchedMultiples } from "./best-multiples.js";
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
  /** Cost of all classes per hour one multiple below the best (absent at 1), at it, and one above, the others at their best. */
  readonly proof: readonly { readonly multiple: number; readonly cost: number }[];
}

/** The best multiples of all classes. */
export interface ProvenMultiples extends BestMultiples {
  readonly classes: readonly ProvenMultiple[];
}

/** Neighbours of more classes than these are not worked out. */
const mostProven = 200;

/**
 * The multiples of least cost, each with the cost of its neighbours.
 *
 * - Source: E16
 * - Assumes: as `bestMultiples`
 * - Limits: as `bestMultiples`; no neighbours where no multiple is best, nor for more than 200 classes
 */
export function provenMultiples(system: System): ProvenMultiples {
  const { found, search, multiples } = searchedMultiples(system);
  const classes = found.classes.map((one): ProvenMultiple => {
    const { classIndex, best, unbounded } = one;
    const tried = unbounded || system.classes.length > mostProven ? [] : [best - 1, best, best + 1];
    const proof = tried
      .filter((multiple) => multiple >= 1)
      .map((multiple) => ({
        multiple,
        cost: search.costAt(multiples.map((other, c) => (c === classIndex ? multiple : other))).value,
      }));
    return { ...one, proof };
  });
  return { ...found, classes };
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
