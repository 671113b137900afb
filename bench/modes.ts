import { criticalValue } from "../src/montecarlo/estimation/interval.js";
import { Simulation } from "../src/montecarlo/estimation/simulation.js";
import { prepare } from "../src/scenario/checks/prepare.js";
import { measures } from "../src/scenario/model/measures.js";
import { presets } from "../src/scenario/model/presets.js";
import type { System } from "../src/scenario/model/system.js";
import type { Benchmark, Timing } from "./benchmark.js";
import { threeClasses } from "./three-classes.js";

const scenarios: Readonly<Record<string, System>> = {
  paper: prepare(presets.paper),
  "three classes, delay 50 ms": skewed(0.05),
  "three classes, delay 1 s": skewed(1),
};
const replications = 60;
const falseAlarm = 1e-6;

/** The two modes side by side on every measure: they must have one law, however different their costs. */
export const modes: Benchmark = {
  about:
    "the largest difference between event mode and span mode over all measures, in standard errors of the " +
    `difference, from ${replications} replications of each; equal laws miss the goal once in a million such tables`,
  run: () => Object.entries(scenarios).map(([name, system]) => largestDifference(name, system)),
};

function skewed(meanDelay: number): System {
  const skew = { meanDelay, largestError: 0.1 };
  return threeClasses({ vms: 100, baseInterval: 10, perVm: 8.1, vmsPerHost: 10, skew });
}

function largestDifference(name: string, system: System): Timing {
  const [event, span] = [estimatesOf(system, "event"), estimatesOf(system, "span")];
  let largest = 0;
  let compared = 0;
  for (const { key } of measures) {
    const [one, other] = [event[key], span[key]];
    if (one === undefined || other === undefined || Number.isNaN(one.mean)) continue;
    compared++;
    if (one.mean === other.mean) continue;
    const standardError = Math.hypot(one.standardError, other.standardError);
    largest = Math.max(largest, Math.abs(one.mean - other.mean) / standardError);
  }
  const alpha = falseAlarm / (compared * Object.keys(scenarios).length);
  return {
    what: `${name}: ${compared} measures`,
    value: largest,
    unit: "",
    goal: { atMost: criticalValue(alpha, replications - 1) },
  };
}

function estimatesOf(system: System, mode: "event" | "span") {
  const simulation = new Simulation(system, {
    mode,
    seed: `bench ${mode}`,
    messages: Number.MAX_SAFE_INTEGER,
  });
  for (let replication = 0; replication < replications; replication++) simulation.step();
  return simulation.estimates();
}
