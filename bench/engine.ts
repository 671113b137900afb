import type { EngineMode } from "../src/montecarlo/replication/replication-plan.js";
import type { System } from "../src/scenario/model/system.js";
import type { Benchmark, Sample, Timing, Workbench } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, ratios, spread } from "./repetitions.js";
import { replicateFor } from "./replicate-for.js";
import { threeClasses } from "./three-classes.js";

interface Case {
  readonly mode: EngineMode;
  readonly skewed: boolean;
  readonly vms: number;
}

const sizes = [100, 1_000, 10_000, 100_000];
const cases = (["event", "span"] as const).flatMap((mode) =>
  [false, true].flatMap((skewed) => sizes.map((vms): Case => ({ mode, skewed, vms }))),
);
const rounds = 3;
/** Long enough to tell costs apart, in seconds of processor time. */
const longEnough = 0.7;

/**
 * Messages per second of one replication, whose only work is the protocol and its tallies. Each case runs in a process
 * of its own, since what a process has run before decides how well its code is compiled.
 */
export const engine: Benchmark = {
  about:
    "the protocol run in one thread, in messages per second of processor time: three classes, T0 = 60 s, 8.1 " +
    "messages/s received per VM, 10 VMs a host; *skewed* is with exponential delays of 50 ms and clock errors " +
    "uniform on 0 to 100 ms",
  run: (workbench) => timings(interleaved(cases, rounds, (one) => measured(workbench, one))),
  measure: (argument) => messagesPerSecond(JSON.parse(argument) as Case),
};

type EngineSample = Sample<"rate" | "memory">;

function measured(workbench: Workbench, one: Case): EngineSample {
  return workbench.measureApart(JSON.stringify(one)) as EngineSample;
}

function messagesPerSecond({ mode, skewed, vms }: Case): EngineSample {
  replicateFor(0.3, system(100, skewed), mode);
  const { rate } = replicateFor(longEnough, system(vms, skewed), mode);
  return { rate, memory: processUsage().memory };
}

function system(vms: number, skewed: boolean): System {
  const skew = skewed && { skew: { meanDelay: 0.05, largestError: 0.1 } };
  return threeClasses({ vms, baseInterval: 60, perVm: 8.1, vmsPerHost: 10, ...skew });
}

function timings(samples: readonly EngineSample[][]): Timing[] {
  const of = (one: Case, name: keyof EngineSample) => samples[cases.indexOf(one)].map((found) => found[name]);
  const smallest = (one: Case) =>
    cases.find(({ mode, skewed, vms }) => mode === one.mode && skewed === one.skewed && vms === sizes[0])!;
  return [
    ...cases.map(
      (one): Timing => ({
        what: title(one),
        ...spread(of(one, "rate").map((rate) => rate / 1e6)),
        unit: "M msg/s",
        ...goalOfRate(one),
      }),
    ),
    ...cases
      .filter(({ mode, vms }) => mode === "event" && vms > sizes[0])
      .map(
        (one): Timing => ({
          what: `${title(one)}: cost of a message over that with 100 VMs`,
          ...spread(ratios(of(smallest(one), "rate"), of(one, "rate"))),
          unit: "x",
          goal: { atMost: 2 },
        }),
      ),
    ...cases
      .filter(({ vms }) => vms === sizes[0] || vms === sizes.at(-1))
      .map(
        (one): Timing => ({
          what: `${title(one)}: memory`,
          ...spread(of(one, "memory").map((bytes) => bytes / 1e6)),
          unit: "MB",
          ...(one.vms > sizes[0] && { goal: { atMost: 150 } }),
        }),
      ),
  ];
}

function title({ mode, skewed, vms }: Case): string {
  return `${mode} mode${skewed ? ", skewed" : ""}, ${vms.toLocaleString("en")} VMs`;
}

function goalOfRate({ mode, skewed, vms }: Case): Pick<Timing, "goal"> {
  return mode === "event" && vms === sizes[0] ? { goal: { atLeast: skewed ? 4 : 15 } } : {};
}
