import { describe, expect, it } from "vitest";
import { criticalValue } from "../../src/montecarlo/estimation/interval.js";
import { Simulation, simulate, simulateRun } from "../../src/montecarlo/estimation/simulation.js";
import { minimumReplications } from "../../src/montecarlo/estimation/stopping.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import { knownExperiment } from "../support/known-experiment.js";
import { paper, systemOf } from "../support/system-of.js";
import { expectStandardNormal } from "./standard-normal.js";

function experiment(seed = "simulation") {
  return knownExperiment(seed, [
    { measure: "stableLogRatio", ratio: 1 / 6, spread: 0.05 },
    { measure: "lineLag", ratio: 2, spread: 0.5 },
  ]);
}

function runToEnd(simulation: Simulation): Simulation {
  while (!simulation.done) simulation.step();
  return simulation;
}

describe("a simulation", () => {
  it("runs to the precision that is asked of η", () => {
    const simulation = runToEnd(new Simulation(paper, { experiment: experiment(), precision: 0.01 }));
    const { mean, high } = simulation.estimates().stableLogRatio!;
    expect(simulation.stopReason).toBe("goal");
    expect(high - mean).toBeLessThanOrEqual(0.01 * mean);
    expect(simulation.totals.count).toBeGreaterThan(minimumReplications);
  });

  it("runs to that precision of every measure that is named", () => {
    const simulation = runToEnd(
      new Simulation(paper, { experiment: experiment(), precision: 0.05, measures: ["lineLag"] }),
    );
    const { stableLogRatio, lineLag } = simulation.estimates();
    expect(stableLogRatio).toBeUndefined();
    expect(lineLag!.high - lineLag!.mean).toBeLessThanOrEqual(0.05 * lineLag!.mean);
  });

  it("runs for the messages that are asked for, and no further", () => {
    const { messages, replications } = simulateRun(paper, { experiment: experiment(), messages: 7500 });
    expect({ messages, replications }).toEqual({ messages: 8000, replications: 8 });
  });

  it("runs two replications at least, however small the budget", () => {
    expect(simulateRun(paper, { experiment: experiment(), messages: 1 }).replications).toBe(2);
    const simulation = runToEnd(new Simulation(paper, { experiment: experiment(), maxTime: 1e-9 }));
    expect(simulation.stopReason).toBe("time");
    expect(simulation.totals.count).toBe(2);
  });

  it("comes to the same, to the last bit, whoever runs the replications and in whatever order they arrive", () => {
    const options = { precision: 0.01, seed: "pool" };
    const alone = runToEnd(new Simulation(paper, { experiment: experiment(), ...options }));
    const pooled = new Simulation(paper, { experiment: experiment(), ...options });
    const elsewhere = experiment();
    for (let first = 0; !pooled.done; first += 7)
      for (const offset of [3, 0, 6, 1, 5, 2, 4]) pooled.absorb(elsewhere.run(first + offset));
    expect(pooled.estimates()).toEqual(alone.estimates());
    expect(JSON.stringify(pooled.totals)).toBe(JSON.stringify(alone.totals));
  });

  it("can be looked at on the way and stopped at any time", () => {
    const simulation = new Simulation(paper, { experiment: experiment(), messages: 1e9 });
    expect(simulation.estimates()).toEqual({});
    simulation.step();
    expect(simulation.estimates().stableLogRatio).toMatchObject({ low: 0, high: 1 });
    simulation.step();
    expect(simulation.progress()).toMatchObject({ replications: 2, messages: 2000, share: 2e-6 });
    simulation.stop();
    expect(simulation.stopReason).toBe("interrupted");
    simulation.step();
    expect(simulation.result()).toMatchObject({ seed: "vmqsc", replications: 2, messages: 2000 });
    expect(simulation.progress().share).toBe(1);
  });

  it("foresees how far it has to go", () => {
    const simulation = new Simulation(paper, { experiment: experiment(), precision: 0.001 });
    // It looks at 32 replications and at twice as many time after time, as long as the end is far.
    const seen = 2 ** 6 * minimumReplications;
    for (let step = 0; step < seen; step++) simulation.step();
    const foreseen = seen / simulation.progress().share;
    // (2.58 · 0.05 / 0.001)² replications are needed, and a variance is known to 2/(n − 1) of its square.
    const needed = ((criticalValue(0.01, seen - 1) * 0.05) / 0.001) ** 2;
    expectStandardNormal((foreseen / needed - 1) / Math.sqrt(2 / (seen - 1)));
  });

  it.each([
    [{ precision: 0 }, "precision must be a number above 0, got 0"],
    [{ precision: Number.NaN }, "precision must be a number above 0, got NaN"],
    [{ confidence: 1 }, "confidence must be a number above 0 and below 1, got 1"],
    [{ messages: -5 }, "messages must be a number above 0 and at most 9007199254740991, got -5"],
    [{ maxTime: Number.POSITIVE_INFINITY }, "maxTime must be a number above 0, got Infinity"],
  ])("refuses %o", (options, sentence) => {
    expect(() => new Simulation(paper, options)).toThrow(sentence);
  });

  it("refuses a scenario whose messages are too many to be counted one by one, before the run", () => {
    const busy = (rate: number) => systemOf({ classes: [{ count: 2 }], rates: [[rate]] });
    expect(() => new Simulation(busy(1e11))).toThrow(
      /^one replication of this scenario has about \d\.\de\+\d+ messages, and no more than 1e\+15 can be counted exactly/,
    );
    expect(() => new Simulation(busy(1e9)).step()).not.toThrow();
  });
});

describe("the engine behind it", () => {
  it.each(["span", "event"] as const)("runs replication 7 by %s alone as it runs it after others", (mode) => {
    const options = { seed: "alone", work: 1000, mode };
    const alone = engineExperiment(paper, options).run(7);
    const experiment = engineExperiment(paper, options);
    for (let replication = 0; replication < 7; replication++) experiment.run(replication);
    expect(experiment.run(7)).toEqual(alone);
  });

  it("gives the same to the last bit for the same seed, and something else for another", () => {
    const first = simulate(paper, { seed: "first", messages: 1e6 });
    expect(simulate(paper, { seed: "first", messages: 1e6 })).toEqual(first);
    expect(simulate(paper, { seed: "second", messages: 1e6 }).stableLogRatio?.mean).not.toBe(
      first.stableLogRatio?.mean,
    );
  });
});
