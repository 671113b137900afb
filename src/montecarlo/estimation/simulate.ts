import type { System } from "../../scenario/model/system.js";
import type { Estimates } from "./estimate.js";
import { Simulation, type SimulationOptions, type SimulationRun } from "./simulation.js";

/**
 * Monte Carlo estimates of every measure, by the rules R1 to R10 and nothing else.
 *
 * - Source: protocol.md; intervals as in `estimates`, stopping as in `PrecisionRule`
 * - Limits: each interval holds at `confidence` by itself, not all of them at once
 *
 * @example
 * simulate(paper, { seed: "first", precision: 0.01 }).stableLogRatio.mean // near 1/6
 */
export function simulate(system: System, options: SimulationOptions = {}): Estimates {
  return simulateRun(system, options).measures;
}

/** The same with what it took: seed, messages, replications, seconds. */
export function simulateRun(system: System, options: SimulationOptions = {}): SimulationRun {
  const simulation = new Simulation(system, options);
  while (!simulation.done) simulation.step();
  return simulation.result();
}
