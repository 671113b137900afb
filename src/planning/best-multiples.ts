import type { System } from "../scenario/model/system.js";
import { MultiplesSearch, workOfSearch } from "./multiples-search.js";
import { isUnbounded, largestTried } from "./system-cost.js";

/** What the prices say about the multiple of one class. */
export interface BestMultiple {
  readonly classIndex: number;
  /** The present multiple, and the one that costs least together with those of the other classes. */
  readonly multiple: number;
  readonly best: number;
  /** Nothing speaks against ever longer periods, so that no multiple is best; `best` is then the present one. */
  readonly unbounded: boolean;
  /** Cost of the whole class per hour, with all multiples as they are and with all at their best. */
  readonly cost: number;
  readonly leastCost: number;
}

/** The best multiples, and what all classes cost per hour before and after. */
export interface BestMultiples {
  /** `waste` where the prices speak against no period, however long: then lost VM-hours count, at a price of 1. */
  readonly by: "prices" | "waste";
  readonly classes: readonly BestMultiple[];
  readonly cost: number;
  readonly leastCost: number;
  /** How many combinations of multiples were tried. */
  readonly tried: number;
}

/** Lost time alone: the waste of all VMs. */
export const wastePrices: System["prices"] = { write: 0, hold: 0, vmHour: 1 };

/**
 * The multiples at which writes, stable storage and lost time together cost least.
 *
 *     cost per hour = Σ_c n_c (α_c/i_c + γ_c i_c) + what the lags of the lines cost, const
 *
 * A slow checkpoint holds up every line at which its class is due, and with it the rollback of all VMs, so the classes
 * are tried together, each combination with the lags of its own ({@link systemCost}).
 *
 * - Source: E16, §4.1; the lags in it are this project's
 * - Limits: no change of one class among those that are tried, and no step of two, costs less; that nothing does is not
 *   proven. By the waste where prices speak against no period, however long
 */
export function bestMultiples(system: System): BestMultiples {
  return searched(system, workOfSearch.inPlan).found;
}

function searched(system: System, mostWork: number) {
  const priced = new MultiplesSearch(system, system.prices, largestTried, mostWork);
  const byWaste = isOpen(priced);
  const search = byWaste ? new MultiplesSearch(system, wastePrices, largestTried, mostWork) : priced;
  const multiples = search.best();
  const now = search.costAt(system.classes.map(({ multiple }) => multiple));
  const least = search.costAt(multiples);
  const classes = system.classes.map(
    ({ multiple }, c): BestMultiple => ({
      classIndex: c,
      multiple,
      best: multiples[c],
      unbounded: isUnbounded(search.separate[c]),
      cost: now.byClass[c],
      leastCost: least.byClass[c],
    }),
  );
  const [by, cost, leastCost] = [byWaste ? "waste" : "prices", now.value, least.value] as const;
  const found: BestMultiples = { by, classes, cost, leastCost, tried: search.tried };
  return { found, search, multiples };
}

/** Whether the prices leave the multiples open: nothing has one, or some class only ever saves by a longer period. */
function isOpen({ separate }: MultiplesSearch): boolean {
  return (
    separate.every(({ alpha, gamma, written }) => alpha === 0 && gamma === 0 && written(1) === 0) ||
    separate.some(isUnbounded)
  );
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

/** {@link bestMultiples}, each with the cost of its neighbours; none where no multiple is best. */
export function provenMultiples(system: System): ProvenMultiples {
  const { found, search, multiples } = searched(system, workOfSearch.asked);
  const classes = found.classes.map((one): ProvenMultiple => {
    const { classIndex, best, unbounded } = one;
    const tried = unbounded || system.classes.length > mostProven ? [] : [best - 1, best, best + 1];
    const proof = tried
      .filter((multiple) => multiple >= 1)
      .map((multiple) => ({ multiple, cost: search.costAt(multiples.with(classIndex, multiple)).value }));
    return { ...one, proof };
  });
  return { ...found, classes };
}
