import { simulateRun } from "../src/montecarlo/estimation/simulation.js";
import { runReplication } from "../src/montecarlo/replication/replication.js";
import { replicationPlan } from "../src/montecarlo/replication/replication-plan.js";
import { pairIntensities } from "../src/montecarlo/sources/poisson-traffic.js";
import { prepare } from "../src/scenario/checks/prepare.js";
import { presets } from "../src/scenario/model/presets.js";
import type { System } from "../src/scenario/model/system.js";
import type { Benchmark, Sample, Timing, Workbench } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, spread } from "./repetitions.js";
import { threeClasses } from "./three-classes.js";

interface Case {
  readonly vms: number;
  readonly skewed: boolean;
  /** Cut into replications as `simulate` does it by default, warm-ups and all, instead of one long one. */
  readonly cut?: true;
  /** Seconds that the project allows. */
  readonly goal: number;
}

const cases: readonly Case[] = [
  { vms: 1_000, skewed: false, goal: 1 },
  { vms: 10_000, skewed: false, goal: 1 },
  { vms: 1_000, skewed: true, goal: 10 },
];
const cutCases: readonly Case[] = [{ vms: 1_000, skewed: true, cut: true, goal: 10 }];
const longCases: readonly Case[] = [{ vms: 10_000, skewed: true, goal: 90 }];

const secondsOfDay = 86_400;
/** The built-in cloud, whose storage takes time, staging and all. */
const cloudGoal = 20;

/** A whole day of large systems, which span mode makes a matter of seconds. */
export const day: Benchmark = {
  about:
    "processor time for 24 h in one replication in span mode, one thread: T0 = 60 s, 1,000 messages/s received per VM, " +
    "three classes, 50 VMs a host; *skewed* is with exponential delays of 5 ms and clock errors uniform on 0 to 20 ms; " +
    "*cut* has the messages of 24 h in replications as `simulate` cuts them",
  run(workbench) {
    const usual = [...wanted(workbench, cases, 3), ...wanted(workbench, cutCases, 1)];
    const all = workbench.long ? [...usual, ...wanted(workbench, longCases, 1)] : usual;
    return [
      ...all,
      ...told("`cloud`, storage on", [workbench.measureApart("cloud") as DaySample], cloudGoal),
    ];
  },
  measure: (argument) => (argument === "cloud" ? dayOfCloud() : simulateDay(JSON.parse(argument) as Case)),
};

type DaySample = Sample<"seconds" | "messages" | "memory">;

function wanted(workbench: Workbench, chosen: readonly Case[], rounds: number): Timing[] {
  const measure = (one: Case) => workbench.measureApart(JSON.stringify(one)) as DaySample;
  const samples = interleaved(chosen, rounds, measure);
  return chosen.flatMap((one, place): Timing[] => {
    const { vms, skewed, cut, goal } = one;
    const what = `${vms.toLocaleString("en")} VMs${skewed ? ", skewed" : ""}${cut ? ", cut" : ""}`;
    return told(what, samples[place], goal);
  });
}

function told(what: string, samples: readonly DaySample[], goal: number): Timing[] {
  const [{ messages }] = samples;
  return [
    {
      what: `${what}: ${(messages / 1e9).toFixed(1)} billion messages`,
      ...spread(samples.map(({ seconds }) => seconds)),
      unit: "s",
      goal: { atMost: goal },
    },
    { what: `${what}: memory`, ...spread(samples.map(({ memory }) => memory / 1e6)), unit: "MB" },
  ];
}

/** Start of the process and compilation count, as they do for whoever waits. */
function simulateDay({ vms, skewed, cut }: Case): DaySample {
  const skew = skewed && { skew: { meanDelay: 0.005, largestError: 0.02 } };
  const system = threeClasses({ vms, baseInterval: 60, perVm: 1000, vmsPerHost: 50, ...skew });
  const messages = cut ? inReplications(system) : inOneReplication(system);
  return { ...usageUntilNow(), messages };
}

function dayOfCloud(): DaySample {
  const messages = inOneReplication(prepare(presets.cloud));
  return { ...usageUntilNow(), messages };
}

function usageUntilNow(): { readonly seconds: number; readonly memory: number } {
  const { processor: seconds, memory } = processUsage();
  return { seconds, memory };
}

function inOneReplication(system: System): number {
  const plan = { ...replicationPlan(system, undefined, "span"), indices: secondsOfDay / system.baseInterval };
  return runReplication(system, { seed: "bench", replication: 0, plan }).messages;
}

function inReplications(system: System): number {
  const perSecond = pairIntensities(system).reduce((sum, intensity) => sum + intensity, 0);
  const messages = secondsOfDay * perSecond;
  return simulateRun(system, { mode: "span", seed: "bench", messages }).messages;
}
