import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { workerData } from "node:worker_threads";

/**
 * Stands in for the engine's worker: finds known totals, but dies over some replications, each as often as the seed
 * says. Folders remember the deaths, since nothing in the thread can.
 */
export function runReplicationOfTask(replication) {
  const { folder, mortal, way, deaths } = JSON.parse(workerData.seed);
  for (let death = 0; mortal.includes(replication) && death < deaths; death++) {
    if (mkdirSync(join(folder, `${replication}/${death}`), { recursive: true })) return ways[way]();
  }
  const values = Float64Array.of(1 + (replication % 7), 10);
  return { totals: { replication, messages: 10, values } };
}

const ways = {
  exit: () => process.exit(3),
  crash: () =>
    new Promise(() => {
      setImmediate(() => {
        throw new Error("crashed");
      });
    }),
  memory: () => {
    const hoard = [];
    for (;;) hoard.push(new Array(1e5).fill(hoard.length));
  },
  throw: () => ({
    thrown: { name: "InvariantError", message: "line 3 before its checkpoints", stack: "at" },
  }),
};
