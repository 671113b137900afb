import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { Simulation } from "../../src/montecarlo/estimation/simulation.js";
import { WorkerDeath } from "../../src/montecarlo/parallel/replication-pool.js";
import { runOnThreads } from "../../src/montecarlo/parallel/run-on-threads.js";
import type { Experiment } from "../../src/montecarlo/replication/engine-task.js";
import { engineExperiment } from "../../src/montecarlo/replication/engine-task.js";
import { type EngineMode, replicationPlan } from "../../src/montecarlo/replication/replication-plan.js";
import type { System } from "../../src/scenario/model/system.js";
import { Validation } from "../../src/validation/validation.js";
import { builtPackage } from "../support/built-package.js";
import { paper, systemOf } from "../support/system-of.js";

const { workerFile } = await builtPackage("lib");
const skewed: System = {
  ...paper,
  clock: { error: { kind: "uniform", low: 0, high: 0.1 }, scope: "vm", redraw: "each-index" },
  delay: { within: { kind: "exponential", mean: 0.05 }, across: { kind: "exponential", mean: 0.05 } },
};

/** Short replications, so that there are many; the threads get them by the experiment's task. */
function shortReplications(system: System, mode: EngineMode) {
  return engineExperiment(system, { seed: "threads", work: 3000, mode });
}

async function simulated(workers: number, mode: EngineMode): Promise<Simulation> {
  const experiment = shortReplications(skewed, mode);
  const simulation = new Simulation(skewed, { experiment, precision: 0.02, maxTime: 600 });
  await runOnThreads(simulation, { workers, workerFile });
  return simulation;
}

describe("on 1, 2 and 7 threads", () => {
  it.each(["span", "event"] as const)("a simulation by %s stops at the same point", async (mode) => {
    const alone = await simulated(1, mode);
    for (const workers of [2, 7]) {
      const pooled = await simulated(workers, mode);
      expect(pooled.stopReason).toBe("goal");
      expect(JSON.stringify(pooled.totals)).toBe(JSON.stringify(alone.totals));
      expect(pooled.estimates()).toEqual(alone.estimates());
    }
  });

  it("a validation decides at the same look", async () => {
    const reports = [1, 2, 7].map(async (workers) => {
      const validation = new Validation(paper, {
        experiment: shortReplications(paper, "span"),
        margin: 0.05,
        maxTime: 600,
        measures: ["stableLogRatio", "messageRate"],
      });
      await runOnThreads(validation, { workers, workerFile });
      const { seconds, ...report } = validation.report();
      return report;
    });
    const [alone, two, seven] = await Promise.all(reports);
    expect(alone?.stopReason).toBe("goal");
    expect([two, seven]).toEqual([alone, alone]);
  });
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Mortality {
  readonly way: "exit" | "crash" | "memory" | "throw";
  /** The replications whose thread dies, and how often. */
  readonly mortal: readonly number[];
  readonly deaths: number;
}

/** A run of 20 replications on two threads that are killed as told. */
async function survived(mortality: Mortality) {
  const folder = mkdtempSync(join(tmpdir(), "vmqsc-mortal-"));
  folders.push(folder);
  const known: Experiment = {
    layout: { slots: [{ measure: "stableLogRatio" }] },
    run: (replication) => ({
      replication,
      messages: 10,
      values: Float64Array.of(1 + (replication % 7), 10),
    }),
  };
  const task = {
    system: paper,
    seed: JSON.stringify({ folder, ...mortality }),
    plan: replicationPlan(paper),
  };
  const simulation = new Simulation(paper, { experiment: { ...known, task }, messages: 200 });
  const alone = new Simulation(paper, { experiment: known, messages: 200 });
  while (!alone.done) alone.step();
  const sentences: string[] = [];
  const failure = await runOnThreads(simulation, {
    workers: 2,
    workerFile: fileURLToPath(new URL("../support/mortal.worker.mjs", import.meta.url)),
    heapMebibytes: 32,
    onDeath: (sentence) => sentences.push(sentence),
  }).catch((error: unknown) => error);
  return { failure, sentences, simulation, alone };
}

describe("a worker that dies", () => {
  it.each([
    ["exit", "worker exited with code: 3"],
    ["crash", "crashed"],
    ["memory", "out of memory"],
  ] as const)("is reported in a sentence, and its replication run again: %s", async (way, reason) => {
    const { failure, sentences, simulation, alone } = await survived({ way, mortal: [3, 11], deaths: 1 });
    expect(failure).toBeUndefined();
    expect(sentences.sort()).toEqual(
      [11, 3].map((number) => `a worker died over replication ${number} (${reason}); it runs again`),
    );
    expect(JSON.stringify(simulation.totals)).toBe(JSON.stringify(alone.totals));
  });

  it("again and again ends the run", async () => {
    const { failure, sentences, simulation } = await survived({ way: "exit", mortal: [5], deaths: 3 });
    expect(failure).toBeInstanceOf(WorkerDeath);
    expect((failure as Error).message).toBe(
      "replication 5 is given up, 3 workers died over it, the last one by: worker exited with code: 3",
    );
    expect(sentences).toHaveLength(2);
    expect(simulation.done).toBe(false);
  });

  it("is not what an error of the engine makes of it: that is thrown on", async () => {
    const { failure, sentences } = await survived({ way: "throw", mortal: [5], deaths: 1 });
    expect(failure).toMatchObject({ name: "InvariantError", message: "line 3 before its checkpoints" });
    expect(sentences).toEqual([]);
  });
});

describe("a run on threads", () => {
  it.each([1, 2])("stops at once when it is told to, with what is known so far: %d", async (workers) => {
    const simulation = new Simulation(paper, { precision: 1e-9, maxTime: 600 });
    const interrupt = new AbortController();
    let known = 0;
    await runOnThreads(simulation, {
      workers,
      workerFile,
      signal: interrupt.signal,
      // One that arrives may bring along others that waited for their turn.
      onProgress: () => {
        known = simulation.totals.count;
        if (known >= 5) interrupt.abort();
      },
    });
    expect(simulation.stopReason).toBe("interrupted");
    expect(known).toBeGreaterThanOrEqual(5);
    expect(simulation.totals.count).toBe(known);
    expect(simulation.estimates().stableLogRatio?.mean).toBeGreaterThan(0);
  });

  it("does nothing where it is told to stop beforehand", async () => {
    const simulation = new Simulation(paper);
    await runOnThreads(simulation, { workers: 2, workerFile, signal: AbortSignal.abort() });
    expect([simulation.stopReason, simulation.totals.count]).toEqual(["interrupted", 0]);
  });

  it.each([0, 1.5, 257, Number.NaN])("refuses %d workers", async (workers) => {
    await expect(runOnThreads(new Simulation(paper), { workers })).rejects.toThrow(
      `workers must be a whole number from 1 to 256, got ${workers}`,
    );
  });

  it("ends for want of time in the midst of a replication, and of two short ones not before it has an interval", async () => {
    const long = systemOf({
      classes: [{ multiple: 2, count: 2_000_000 }],
      rates: [[1]],
      hosts: { count: 4 },
    });
    const slow = new Simulation(long, { maxTime: 0.3, mode: "event" });
    await runOnThreads(slow, { workers: 2, workerFile });
    expect([slow.stopReason, slow.totals.count]).toEqual(["time", 0]);
    const quick = new Simulation(paper, { maxTime: 1e-6, precision: 1e-9 });
    await runOnThreads(quick, { workers: 2, workerFile });
    expect(quick.stopReason).toBe("time");
    expect(quick.totals.count).toBeGreaterThanOrEqual(2);
  });

  it("says so where the worker has not been built", async () => {
    const missing = { workers: 2, workerFile: "no-such-worker.js" };
    await expect(runOnThreads(new Simulation(paper), missing)).rejects.toThrow(
      "no-such-worker.js is missing; npm run build makes it",
    );
  });
});
