import { runReplication, totalsLayout } from "../src/montecarlo/replication/replication.js";
import { type EngineMode, replicationPlan } from "../src/montecarlo/replication/replication-plan.js";
import type { System } from "../src/scenario/model/system.js";
import type { Sample } from "./benchmark.js";
import { processUsage } from "./process-usage.js";

/**
 * What a replication took and counted: messages per second of processor time, and of its measured part the messages
 * received and those written to the stable log.
 */
export type Replicated = Sample<"rate" | "received" | "logged">;

/** Runs replications, each longer than the last, until one takes so many seconds of processor time. */
export function replicateFor(seconds: number, system: System, mode: EngineMode, seed = "bench"): Replicated {
  const slot = totalsLayout(system).slots.findIndex(
    ({ measure, classIndex, host }) =>
      measure === "stableLogRatio" && classIndex === undefined && host === undefined,
  );
  let indices = 1;
  for (let replication = 0; ; replication++) {
    const plan = { ...replicationPlan(system, undefined, mode), warmUp: 1, indices };
    const before = processUsage().processor;
    const { messages, values } = runReplication(system, { seed, replication, plan });
    const taken = processUsage().processor - before;
    if (taken >= seconds) {
      // Messages of the warm-up and of the run-out cost as much as the measured ones.
      const rate = (messages * (plan.warmUp + indices + plan.runOut)) / indices / taken;
      return { rate, logged: values[2 * slot], received: values[2 * slot + 1] };
    }
    indices = Math.ceil(indices * Math.min(16, (1.3 * seconds) / Math.max(taken, 1e-3)));
  }
}
