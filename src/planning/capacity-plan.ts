import { analyzeSome } from "../analytic/analyze.js";
import { domainWarnings } from "../analytic/domain.js";
import type { DomainWarning, Figure, Figures } from "../analytic/figure.js";
import { hyperperiod } from "../analytic/hyperperiod.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
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

/** Every closed form of a system, what it costs, and what to change first; yields the share of the work that is done. */
export function* capacityPlan(system: System): Generator<number, CapacityPlan> {
  const figures: [MeasureKey, Figure][] = [];
  for (const [place, { key }] of measures.entries()) {
    const figure = analyzeSome(system, [key])[key];
    if (figure) figures.push([key, figure]);
    yield (closedFormShare * place) / measures.length;
  }
  const warnings = domainWarnings(system);
  const priced = Object.values(system.prices).some((price) => price > 0);
  const cost = priced ? bestMultiples(system) : undefined;
  yield (1 + closedFormShare) / 2;
  return {
    system,
    figures: Object.fromEntries(figures) as unknown as Figures,
    cost,
    advice: advice(system),
    warnings,
    hyperperiod: hyperperiod(system),
  };
}

/** Share of the work that the closed forms take. */
const closedFormShare = 0.6;
