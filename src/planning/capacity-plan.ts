import { analyze } from "../analytic/analyze.js";
import { domainWarnings } from "../analytic/domain.js";
import type { DomainWarning, Figures } from "../analytic/figure.js";
import { hyperperiod } from "../analytic/hyperperiod.js";
import type { System } from "../scenario/model/system.js";
import { type Advice, advice } from "./advice.js";
import { type BestMultiples, bestMultiples } from "./best-multiples.js";

/** All that a capacity plan says. */
export interface CapacityPlan {
  readonly system: System;
  readonly figures: Figures;
  /** Absent where nothing has a price. */
  readonly cost?: BestMultiples;
  readonly advice: Advice;
  readonly warnings: readonly DomainWarning[];
  readonly hyperperiod: bigint;
}

/**
 * Every closed form of a system, what it costs, and what to change first.
 *
 * - Source: E1 to E16
 * - Assumes: the domain of each formula; `warnings` says where the system is outside
 *
 * @example
 * capacityPlan(paper).hyperperiod  // => 2n
 */
export function capacityPlan(system: System): CapacityPlan {
  const priced = Object.values(system.prices).some((price) => price > 0);
  return {
    system,
    figures: analyze(system),
    cost: priced ? bestMultiples(system) : undefined,
    advice: advice(system),
    warnings: domainWarnings(system),
    hyperperiod: hyperperiod(system),
  };
}
