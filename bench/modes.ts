import { simulateRun } from "../src/montecarlo/simulate.js";
import { criticalValue } from "../src/montecarlo/student-interval.js";
import { measures } from "../src/scenario/measures.js";
import { prepare } from "../src/scenario/prepare.js";
import { presets } from "../src/scenario/presets.js";
import type { System } from "../src/scenario/system.js";
import type { Benchmark, Timing } from "./benchmark.js";
import { threeClasses } from "./three-classes.js";

const scenarios: Readonly<Record<string, () => System>> = {
  paper: () => prepare(presets.paper),
  cloud: () => prepare(presets.cloud),
  "three classes, skewed": () =>
    threeClasses({
      vms: 100,
      baseInterval: 10,
      perVm: 8.1,
      vmsPerHost: 10,
      skew: { meanDelay: 0.05, largestError: 0.1 },
    }),
};
const replications = 24;
const falseAlarm = 1e-6;

/** The two modes side by side on every measure: they must have one law, however different their costs. */
export const modes: Benchmark = {
  about:
    "the largest difference between event mode and span mode over all measures, in standard errors of the " +
    `difference, ${replications} replications of each; *at most* is where one in a million such tables would miss it`,
  run: () => Object.entries(scenarios).map(([name, system]) => largestDifference(name, system())),
};

function largestDifference(name: string, system: System): Timing {
  const messages = replications * messagesPerReplication;
  const run = (mode: "event" | "span") => simulateRun(system, { mode, messages, seed: `bench ${mode}` });
  const [event, span] = [run("event"), run("span")];
  let largest = 0;
  let compared = 0;
  for (const { key } of measures) {
    const [one, other] = [event.measures[key], span.measures[key]];
    if (one === undefined || other === undefined || Number.isNaN(one.mean)) continue;
    compared++;
    if (one.mean === other.mean) continue;
    largest = Math.max(
      largest,
      Math.abs(one.mean - other.mean) / Math.hypot(one.standardError, other.standardError),
    );
  }
  const fewest = Math.min(event.replications, span.replications);
  return {
    what: `${name}: ${compared} measures`,
    value: largest,
    unit: "",
    goal: { atMost: criticalValue(falseAlarm / compared / Object.keys(scenarios).length, fewest - 1) },
  };
}

const messagesPerReplication = 250_000;
