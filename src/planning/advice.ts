import { stableLogShares } from "../analytic/stable-log-ratio.js";
import { countVms, type System } from "../scenario/model/system.js";
import { type BestBaseInterval, bestBaseInterval } from "./best-base-interval.js";
import { type BestMultiple, bestMultiples } from "./best-multiples.js";
import { type BestPhases, bestPhases } from "./best-phases.js";

/** What to change first, with what it would bring. */
export interface Advice {
  /** The classes that dominate the stable-log ratio, the largest part of it first. */
  readonly dominant: readonly DominantClass[];
  /** The multiple whose change lowers the waste most; absent where none does. */
  readonly multiple?: WasteByMultiple;
  /** Absent where nothing fails or nothing costs, so that no base interval is best. */
  readonly baseInterval?: BestBaseInterval;
  /** Absent where the bursts are as flat as phases can make them, or the search would take too long. */
  readonly phases?: BestPhases;
}

/** A class, and its part in the stable-log ratio. */
export interface DominantClass {
  readonly classIndex: number;
  /** `F_b w_b/(Λ η)`: which share of all that is logged it receives. */
  readonly part: number;
  /** What the ratio would be if the class were SI. */
  readonly ratioAsSi: number;
}

/** A multiple that wastes less than the present one. */
export interface WasteByMultiple {
  readonly classIndex: number;
  readonly multiple: number;
  readonly best: number;
  /** Waste of the whole system, at the present multiple and at the best. */
  readonly waste: number;
  readonly leastWaste: number;
}

/** Classes beyond those that make up this much of the ratio do not dominate it. */
const dominantPart = 0.8;

/** A change that lowers the waste by less than this share of it is not worth a word. */
const worthwhile = 0.01;

/** Multiples beyond these are no advice, whatever the formula says. */
const largestMultiple = 1000;

/**
 * What to change first: the classes that dominate the stable-log ratio, the multiple and the base interval that
 * would lower the waste, the phases that would flatten the bursts.
 *
 * - Source: E2, E5, E6, E15, E16
 * - Assumes: as the closed forms it draws on; one change at a time
 * - Limits: changes that gain less than 1 % are left out
 */
export function advice(system: System): Advice {
  const multiple = wasteByMultiple(system);
  const baseInterval = bestBaseInterval(system);
  const phases = bestPhases(system);
  const gained = baseInterval.waste - baseInterval.leastWaste;
  const attainable = baseInterval.baseInterval > 0 && baseInterval.baseInterval < Number.POSITIVE_INFINITY;
  return {
    dominant: dominantClasses(system),
    multiple,
    ...(attainable && gained > worthwhile * baseInterval.waste && { baseInterval }),
    ...(phases && phases.burst < phases.burstBefore * (1 - worthwhile) && { phases }),
  };
}

function dominantClasses(system: System): readonly DominantClass[] {
  const shares = stableLogShares(system);
  const ratio = shares.reduce((sum, { share, logged }) => sum + share * logged, 0);
  if (ratio === 0) return [];
  const classes = shares
    .map(({ share, logged }, classIndex): DominantClass => {
      const own = share * logged;
      return { classIndex, part: own / ratio, ratioAsSi: ratio - own };
    })
    .sort((a, b) => b.part - a.part);
  const dominant: DominantClass[] = [];
  let covered = 0;
  for (const candidate of classes) {
    if (covered >= dominantPart) break;
    dominant.push(candidate);
    covered += candidate.part;
  }
  return dominant;
}

function wasteByMultiple(system: System): WasteByMultiple | undefined {
  // Lost VM-hours at a price of 1 are the waste itself, over all VMs.
  const { classes, cost } = bestMultiples(system, { write: 0, hold: 0, vmHour: 1 });
  const vms = countVms(system);
  let best: BestMultiple | undefined;
  for (const candidate of classes) {
    if (candidate.best > largestMultiple) continue;
    if (gain(candidate) > (best ? gain(best) : worthwhile * cost)) best = candidate;
  }
  if (!best) return undefined;
  const { classIndex, multiple, best: better } = best;
  return {
    classIndex,
    multiple,
    best: better,
    waste: cost / vms,
    leastWaste: (cost - gain(best)) / vms,
  };
}

function gain({ cost, leastCost }: BestMultiple): number {
  return cost - leastCost;
}
