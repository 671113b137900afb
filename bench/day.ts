import { type EngineMode, replicationPlan, runReplication } from "../src/montecarlo/replication.js";
import type { Benchmark, Sample, Timing, Workbench } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, spread } from "./repetitions.js";
import { threeClasses } from "./three-classes.js";

interface Case {
  readonly vms: number;
  readonly skewed: boolean;
  /** Seconds that the project allows. */
  readonly goal: number;
}

const cases: readonly Case[] = [
  { vms: 1_000, skewed: false, goal: 1 },
  { vms: 10_000, skewed: false, goal: 1 },
  { vms: 1_000, skewed: true, goal: 10 },
];
const longCases: readonly Case[] = [{ vms: 10_000, skewed: true, goal: 90 }];

const indicesOfDay = 1440;
const mode: EngineMode = "span";

/** A whole day of large systems, which span mode makes a matter of seconds. */
export const day: Benchmark = {
  about:
    "processor time for 24 h in one replication in span mode, one thread: T0 = 60 s, 1,000 messages/s received per VM, " +
    "three classes, 50 VMs a host; *skewed* is with exponential delays of 5 ms and clock errors uniform on 0 to 20 ms",
  run(workbench) {
    const usual = wanted(workbench, cases, 3);
    return workbench.long ? [...usual, ...wanted(workbench, longCases, 1)] : usual;
  },
  measure: (argument) => simulateDay(JSON.parse(argument) as Case),
};

type DaySample = Sample<"seconds" | "messages" | "memory">;

function wanted(workbench: Workbench, chosen: readonly Case[], rounds: number): Timing[] {
  const measure = (one: Case) => workbench.measureApart(JSON.stringify(one)) as DaySample;
  const samples = interleaved(chosen, rounds, measure);
  return chosen.flatMap((one, place): Timing[] => {
    const { vms, skewed, goal } = one;
    const what = `${vms.toLocaleString("en")} VMs${skewed ? ", skewed" : ""}`;
    const [{ messages }] = samples[place];
    return [
      {
        what: `${what}: ${(messages / 1e9).toFixed(1)} billion messages`,
        ...spread(samples[place].map(({ seconds }) => seconds)),
        unit: "s",
        goal: { atMost: goal },
      },
      {
        what: `${what}: memory`,
        ...spread(samples[place].map(({ memory }) => memory / 1e6)),
        unit: "MB",
      },
    ];
  });
}

/** Start of the process and compilation count, as they do for whoever waits. */
function simulateDay({ vms, skewed }: Case): DaySample {
  const skew = skewed && { skew: { meanDelay: 0.005, largestError: 0.02 } };
  const system = threeClasses({ vms, baseInterval: 60, perVm: 1000, vmsPerHost: 50, ...skew });
  const plan = { ...replicationPlan(system, undefined, mode), indices: indicesOfDay };
  const { messages } = runReplication(system, { seed: "bench", replication: 0, plan });
  const { processor: seconds, memory } = processUsage();
  return { seconds, messages, memory };
}
