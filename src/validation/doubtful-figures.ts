import type { DomainWarning, Figures } from "../analytic/figure.js";
import { chanceOfAtMost } from "../analytic/peak-quantiles.js";
import type { Estimate } from "../montecarlo/estimation/estimate.js";
import { levelEstimates } from "../montecarlo/estimation/estimates.js";
import {
  engineOfLength,
  Simulation,
  type SimulationOptions,
  type SimulationRun,
} from "../montecarlo/estimation/simulation.js";
import { type MeasureKey, measures } from "../scenario/model/measures.js";
import type { System } from "../scenario/model/system.js";
import { peakIndices } from "./peak-indices.js";
import { peaksWithLevels } from "./quantile-row.js";

/** What a simulation finds of the measures for which a plan's closed forms do not vouch. */
export interface SimulatedFigures {
  readonly run: SimulationRun;
  /** By peak: how far it goes in 99.9 % of lines, where a quantile of the closed form is in doubt. */
  readonly quantiles: { readonly [Key in MeasureKey]?: SimulatedQuantile };
}

/** The 99.9 % quantile of a peak as the closed form has it and as lines have it. */
export interface SimulatedQuantile {
  /** The closed form's. */
  readonly closedForm: number;
  /** How likely the closed form takes it that it suffices, and for which share of lines it did. */
  readonly chance: number;
  readonly sufficed: Estimate;
  /** What did suffice for 99.9 % of lines, to 1 %; infinite where more than twenty times the closed form's was needed. */
  readonly value: number;
  /** Ends of its interval; the upper one is infinite where too few lines were seen to tell. */
  readonly low: number;
  readonly high: number;
}

const probability = 0.999;
/** By how much levels differ, and how far they reach: a quantile is known to the one, and up to the other. */
const step = 1.01;
const furthest = 20;

/** A run on the engine of those measures alone for which the closed forms do not vouch, and what it has found so far. */
export interface DoubtfulFigures {
  readonly simulation: Simulation;
  result(): SimulatedFigures;
}

/** Nothing where the closed forms vouch for every measure that the engine knows. */
export function doubtfulFigures(
  system: System,
  figures: Figures,
  warnings: readonly DomainWarning[],
  options: SimulationOptions,
): DoubtfulFigures | undefined {
  const outside = new Set<MeasureKey>(warnings.flatMap((warning) => warning.measures));
  const known = new Set<string>(engineOfLength(system, options).layout.slots.map(({ measure }) => measure));
  const scattered = (key: MeasureKey) =>
    system.pattern !== undefined && figures[key]?.quantiles !== undefined;
  const wanted = measures.flatMap(({ key }) =>
    known.has(key) && (outside.has(key) || scattered(key)) ? [key] : [],
  );
  if (wanted.length === 0) return undefined;
  const levels = peaksWithLevels.flatMap((measure) => {
    const { quantiles, atIndex, atHost: host, beforeFlush } = figures[measure];
    if (!wanted.includes(measure) || quantiles === undefined || atIndex === undefined) return [];
    return levelsFrom(quantiles.p999).map((atMost) => ({ measure, atIndex, beforeFlush, host, atMost }));
  });
  const { precision, messages, replications } = options;
  const open = precision === undefined && messages === undefined && replications === undefined;
  const simulation = new Simulation(system, {
    ...options,
    ...(open && { precision: 0.01 }),
    measures: wanted,
    atIndex: peakIndices(system, wanted),
    experiment: engineOfLength(system, options, levels),
  });
  const result = () => {
    const shares = levelEstimates(simulation.totals, simulation.confidence);
    const quantiles: { [Key in MeasureKey]?: SimulatedQuantile } = {};
    for (const measure of peaksWithLevels) {
      const own = shares.filter(({ slot }) => slot.measure === measure);
      if (own.length === 0 || Number.isNaN(own[0].mean)) continue;
      const least = (end: "mean" | "low" | "high") =>
        own.find((share) => share[end] >= probability)?.slot.atMost ?? Number.POSITIVE_INFINITY;
      const { slot, ...sufficed } = own[0];
      const closedForm = slot.atMost!;
      const chance = chanceOfAtMost(system, measure, figures[measure], closedForm);
      const [value, low, high] = [least("mean"), least("high"), least("low")];
      quantiles[measure] = { closedForm, chance, sufficed, value, low, high };
    }
    return { run: simulation.result(), quantiles };
  };
  return { simulation, result };
}

/** Counts from the closed form's quantile on, each a little above the last. */
function levelsFrom(least: number): readonly number[] {
  const levels = [least];
  for (let level = least; level < furthest * least; levels.push(level))
    level = Math.max(level + 1, Math.ceil(level * step));
  return levels;
}
