import { criticalValue } from "../src/montecarlo/estimation/interval.js";
import { prepare } from "../src/scenario/checks/prepare.js";
import { presets } from "../src/scenario/model/presets.js";
import type { Benchmark, Timing } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, ratios, spread } from "./repetitions.js";
import { type Replicated, replicateFor } from "./replicate-for.js";
import { type Delivery, simjsPaper } from "./simjs-model.js";

const titles = {
  event: "vmqsc, event mode",
  span: "vmqsc, span mode",
  call: "simjs, receivers called directly",
  send: "simjs, messages by its own `send`",
};

type Runner = keyof typeof titles;

const runners = Object.keys(titles) as Runner[];
const rounds = 5;
const longEnough = 0.7;

/** The paper's scenario in the engine and in a general simulation library, in the same run. */
export const besideSimjs: Benchmark = {
  about:
    "the paper's scenario without delay in one thread, in messages per second of processor time, beside the same " +
    "model in simjs 2.0.3; all four must find η = 1/6",
  run(workbench) {
    const samples = interleaved(
      runners,
      rounds,
      (runner, round) => workbench.measureApart(`${runner} ${round}`) as Replicated,
    );
    return timings(samples);
  },
  measure(argument) {
    const [runner, round] = argument.split(" ");
    return runner === "call" || runner === "send"
      ? simjsFor(longEnough, runner, Number(round))
      : replicateFor(longEnough, prepare(presets.paper), runner as "event" | "span", `bench ${round}`);
  },
};

/** Runs the simjs model, each time longer, until a run takes so many seconds of processor time. */
async function simjsFor(seconds: number, delivery: Delivery, round: number): Promise<Replicated> {
  for (let baseIntervals = 100, seed = 1000 * round; ; seed++) {
    const before = processUsage().processor;
    const { received, logged } = await simjsPaper(seed, baseIntervals, delivery);
    const taken = processUsage().processor - before;
    if (taken >= seconds) return { rate: received / taken, received, logged };
    baseIntervals = Math.ceil(baseIntervals * Math.min(16, (1.3 * seconds) / taken));
  }
}

function timings(samples: readonly Replicated[][]): Timing[] {
  const rates = (runner: Runner) => samples[runners.indexOf(runner)].map(({ rate }) => rate);
  return [
    ...runners.map(
      (runner): Timing => ({
        what: titles[runner],
        ...spread(rates(runner).map((rate) => rate / 1e6)),
        unit: "M msg/s",
        ...(runner === "event" && { goal: { atLeast: 5 } }),
      }),
    ),
    ...(["call", "send"] as const).map(
      (runner): Timing => ({
        what: `${titles.event}, over ${titles[runner]}`,
        ...spread(ratios(rates("event"), rates(runner))),
        unit: "x",
      }),
    ),
    ...runners.map(
      (runner, place): Timing => ({
        what: `${titles[runner]}: distance of η from 1/6, in standard errors`,
        value: distance(samples[place]),
        unit: "",
        goal: { atMost: criticalValue(falseAlarm / runners.length, Number.POSITIVE_INFINITY) },
      }),
    ),
  ];
}

const falseAlarm = 1e-6;

/** Given what was received, the logged count is binomial (E3). */
function distance(samples: readonly Replicated[]): number {
  const received = samples.reduce((sum, sample) => sum + sample.received, 0);
  const logged = samples.reduce((sum, sample) => sum + sample.logged, 0);
  const ratio = 1 / 6;
  return Math.abs(logged - ratio * received) / Math.sqrt(received * ratio * (1 - ratio));
}
