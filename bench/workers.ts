import { availableParallelism } from "node:os";
import type { Benchmark, Timing } from "./benchmark.js";
import { runVmqsc } from "./child-process.js";
import { interleaved, ratios, spread } from "./repetitions.js";

const rounds = 3;
/** Some ten seconds on two threads, and as many for each where there are 2, 3, 5, 6 or 7. */
const replications = 210;

/** The same run on one thread and on several: the same result to the last bit, sooner. */
export const workers: Benchmark = {
  about:
    `wall-clock time of \`vmqsc simulate cloud --replications ${replications} --workers N\`, whole processes, ` +
    "as a ratio to one worker; every run must give the same result to the last bit",
  run() {
    const counts = [...new Set([1, 2, availableParallelism()])];
    const runs = interleaved(counts, rounds, simulateWith);
    const results = new Set(runs.flat().map(({ result }) => result));
    if (results.size > 1) throw new Error("the result depends on the number of workers");
    const times = runs.map((found) => found.map(({ seconds }) => seconds));
    return counts.map(
      (count, place): Timing =>
        count === 1
          ? { what: "1 worker", ...spread(times[place]), unit: "s" }
          : {
              what: `${count} workers: how many times as fast as 1`,
              ...spread(ratios(times[0], times[place])),
              unit: "x",
              ...(count === 2 && { goal: { atLeast: 1.8 } }),
            },
    );
  },
};

function simulateWith(count: number): { readonly seconds: number; readonly result: string } {
  const options = [
    "--seed",
    "bench",
    "--replications",
    String(replications),
    "--workers",
    String(count),
    "--json",
  ];
  const { printed, seconds } = runVmqsc(["simulate", "cloud", ...options]);
  return { seconds, result: JSON.stringify({ ...JSON.parse(printed), seconds: undefined }) };
}
