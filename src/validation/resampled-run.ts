import type { Estimate, Estimates } from "../montecarlo/estimation/estimate.js";
import {
  Simulation,
  type SimulationOptions,
  type SimulationRun,
} from "../montecarlo/estimation/simulation.js";
import { RecordedExperiment } from "../montecarlo/replication/recorded-experiment.js";
import { findMeasure, refuseAbsentMeasures } from "../scenario/model/measures.js";
import type { Scenario } from "../scenario/model/scenario.js";
import type { Trace } from "../traces/trace.js";
import { peakIndices } from "./peak-indices.js";
import { tracedSystem } from "./traced-system.js";

const usualReplications = 200;

/**
 * A simulation of a trace that is put together anew from pieces of itself in every replication, each as long as the
 * trace: how far another trace of the same kind would differ.
 *
 * @throws {ScenarioError} as `tracedSystem`, and for options out of their range
 */
export function resampledSimulation(
  trace: Trace,
  scenario: Scenario,
  options: SimulationOptions = {},
): Simulation {
  const traced = tracedSystem(trace, scenario);
  refuseAbsentMeasures(options.measures ?? [], traced.system);
  const { seed = "vmqsc", replications = usualReplications } = options;
  const experiment = new RecordedExperiment(traced.system, { ...traced, seed, order: "resampled" });
  return new Simulation(traced.system, {
    atIndex: peakIndices(traced.system, options.measures),
    ...options,
    seed,
    replications,
    experiment,
  });
}

/**
 * The result of a resampled simulation, with intervals of one trace rather than of the mean over the replications: the
 * bootstrap's standard error is the standard deviation of the replications, `se(mean) √m`.
 */
export function resampledResult(simulation: Simulation): SimulationRun {
  const run = simulation.result();
  const measures = Object.entries<Estimate>(run.measures).map(([key, estimate]) => [
    key,
    ofOneTrace(estimate, findMeasure(key)?.unit === "1"),
  ]);
  return { ...run, measures: Object.fromEntries(measures) as Estimates };
}

function ofOneTrace(estimate: Estimate, isPlain: boolean): Estimate {
  const { mean, low, high, standardError, replications, byClass, byHost } = estimate;
  const wider = Math.sqrt(replications);
  const least = low >= 0 ? 0 : Number.NEGATIVE_INFINITY;
  const most = isPlain && high <= 1 ? 1 : Number.POSITIVE_INFINITY;
  const parts = (each: readonly Estimate[]) => each.map((one) => ofOneTrace(one, isPlain));
  return {
    ...estimate,
    standardError: standardError * wider,
    low: Math.max(least, mean - (mean - low) * wider),
    high: Math.min(most, mean + (high - mean) * wider),
    ...(byClass && { byClass: parts(byClass) }),
    ...(byHost && { byHost: parts(byHost) }),
  };
}
