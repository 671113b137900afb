import { Bench } from "tinybench";
import { analyze, prepare, presets, Sweep, stableLogRatio } from "../src/index.js";
import { parseSweepAxis } from "../src/planning/sweep-axis.js";
import type { Scenario } from "../src/scenario/model/scenario.js";
import type { Benchmark, Sample, Timing } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, spread } from "./repetitions.js";

const rounds = 3;
const batch = 1000;
const points = 1_000_000;

const figures: Readonly<Record<string, Omit<Timing, "value">>> = {
  ratio: {
    what: "η, ten classes, from a prepared system",
    unit: "calls/s",
    goal: { atLeast: 1_000_000 },
  },
  exact: { what: "η as a fraction, ten classes, from a prepared system", unit: "calls/s" },
  paper: { what: "η, the paper's scenario as a plain object, checked at each call", unit: "calls/s" },
  analyze: { what: "every closed form, `cloud`, checked at each call", unit: "calls/s" },
  sweep: {
    what: "η at 1,000,000 points, multiples and rates of three classes, processor time",
    unit: "s",
    goal: { atMost: 2 },
  },
};

/** The closed forms as the library offers them. */
export const closedForms: Benchmark = {
  about: `closed forms in one thread, ${rounds} processes, in each the median call`,
  run(workbench) {
    const [samples] = interleaved([""], rounds, (argument) => workbench.measureApart(argument));
    return Object.entries(figures).map(
      ([name, figure]): Timing => ({ ...figure, ...spread(samples.map((sample) => sample[name])) }),
    );
  },
  async measure(): Promise<Sample> {
    const sweep = secondsOfSweep();
    const system = prepare(tenClasses());
    // Plain objects, since scenarios that are frozen are checked once, and what is worked out for a system is kept.
    const paper: Scenario = structuredClone(presets.paper);
    const cloud: Scenario = structuredClone(presets.cloud);
    const bench = new Bench({ time: 400, warmupTime: 200 });
    // A call takes less than the clock's resolution, so they are timed a thousand at a time.
    bench.add("ratio", () => {
      let sum = 0;
      for (let call = 0; call < batch; call++) sum += stableLogRatio(system);
      return sum;
    });
    bench.add("exact", () => stableLogRatio(system, { exact: true }));
    bench.add("paper", () => stableLogRatio(paper));
    bench.add("analyze", () => analyze(cloud));
    await bench.run();
    const perSecond = bench.tasks.map(({ name, result }): [string, number] => {
      if (!("latency" in result)) throw new Error(`${name} was not measured`);
      return [name, ((name === "ratio" ? batch : 1) * 1000) / result.latency.p50];
    });
    return { ...Object.fromEntries(perSecond), sweep };
  },
};

/** Ten classes of ten VMs, all of which talk to all. */
function tenClasses(): Scenario {
  const names = Array.from({ length: 10 }, (_, c) => `class${c}`);
  return {
    classes: Object.fromEntries(names.map((name, c) => [name, { multiple: c + 1, count: 10 }])),
    traffic: {
      rates: Object.fromEntries(
        names.map((name, from) => [
          name,
          Object.fromEntries(names.map((other, to) => [other, `${from + to + 1}/s`])),
        ]),
      ),
    },
  };
}

function secondsOfSweep(): number {
  const scenario = {
    classes: { web: { count: 40 }, storage: { multiple: 2, count: 20 }, batch: { multiple: 4, count: 10 } },
    traffic: {
      rates: {
        web: { web: "40/s", storage: "8/s", batch: "2/s" },
        storage: { web: "8/s", batch: "1/s" },
        batch: { web: "2/s", storage: "1/s", batch: "1/s" },
      },
    },
  };
  const axes = [
    "classes.storage.multiple=1:100:1",
    "classes.batch.multiple=1:100:1",
    "traffic.rates.web.batch=1:100:1",
  ].map((text) => parseSweepAxis(text));
  const before = processUsage().processor;
  const sweep = new Sweep(scenario, axes);
  while (!sweep.done) sweep.step();
  if (sweep.length !== points || sweep.columns[0].some(Number.isNaN)) throw new Error("the sweep has gaps");
  return processUsage().processor - before;
}
