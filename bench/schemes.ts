import { schemeSetting } from "../src/montecarlo/comparison/comparison-run.js";
import { EventStream } from "../src/montecarlo/events/event-stream.js";
import { openStream } from "../src/montecarlo/random/random-stream.js";
import { makeScheme } from "../src/montecarlo/schemes/make-scheme.js";
import { drawnSources } from "../src/montecarlo/sources/run-sources.js";
import type { SchemeKey } from "../src/scenario/model/schemes.js";
import type { Benchmark, Sample, Timing, Workbench } from "./benchmark.js";
import { processUsage } from "./process-usage.js";
import { interleaved, ratios, spread } from "./repetitions.js";
import { threeClasses } from "./three-classes.js";

interface Case {
  readonly title: string;
  readonly schemes: readonly SchemeKey[];
  /** Million messages/s that the project wants. */
  readonly goal?: number;
}

const handful = ["mrs", "bcs", "bcs-aftersend", "lazy-bcs", "qsa-k"] as const;
const cases: readonly Case[] = [
  { title: "the events alone", schemes: [] },
  { title: "bcs", schemes: ["bcs"], goal: 2 },
  { title: handful.join(", "), schemes: handful, goal: 1 },
  { title: "vmqsc, by identities", schemes: ["vmqsc"] },
  { title: "uncoordinated, whose garbage grows with the run", schemes: ["uncoordinated"] },
  { title: "fdas, which carries a vector", schemes: ["fdas"], goal: 0.3 },
];
const [eventsAlone] = cases;
const rounds = 3;
const vms = 50;
const perVm = 8.1;
const baseInterval = 10;
/** Base intervals that are timed, after a tenth as many to warm up. */
const intervals = 500;

/** What schemes cost beside a stream of events that only draws and orders them. */
export const schemes: Benchmark = {
  about:
    `schemes on one stream of events in one thread, in messages per second of processor time: three classes, ${vms} VMs, ` +
    `T0 = ${baseInterval} s, ${perVm} messages/s received per VM, delays exponential with a mean of 50 ms, clock errors ` +
    "uniform on 0 to 100 ms; garbage is collected at every line",
  run: (workbench) => timings(interleaved(cases, rounds, (one) => measured(workbench, one))),
  measure: (argument) => messagesPerSecond(JSON.parse(argument) as readonly SchemeKey[]),
};

function measured(workbench: Workbench, one: Case): Sample<"rate" | "memory"> {
  return workbench.measureApart(JSON.stringify(one.schemes)) as Sample<"rate" | "memory">;
}

/** The rate of one run, in a process of its own. */
function messagesPerSecond(keys: readonly SchemeKey[]): Sample<"rate" | "memory"> {
  const skew = { meanDelay: 0.05, largestError: 0.1 };
  const system = threeClasses({ vms, baseInterval, perVm, vmsPerHost: 10, skew });
  const streams = (purpose: string) => openStream("bench", 0, purpose);
  const sources = drawnSources(system, streams);
  const setting = schemeSetting(system, sources, streams);
  const players = keys.map((key) => makeScheme(key, setting));
  const images = new Float64Array(system.classes.length);
  const stream = new EventStream({ ...sources, players });
  const play = (from: number, until: number) => {
    for (let k = from; k < until; k++) {
      stream.runUntil((k + 1) * baseInterval);
      for (const player of players) player.imagesHeld(images);
    }
  };
  play(0, intervals / 10);
  const [sent, before] = [stream.sent, processUsage().processor];
  play(intervals / 10, intervals);
  const { processor, memory } = processUsage();
  return { rate: (stream.sent - sent) / (processor - before), memory };
}

function timings(samples: readonly Sample<"rate" | "memory">[][]): Timing[] {
  const of = (one: Case, name: "rate" | "memory") => samples[cases.indexOf(one)].map((found) => found[name]);
  return [
    ...cases.map(
      (one): Timing => ({
        what: one.title,
        ...spread(of(one, "rate").map((rate) => rate / 1e6)),
        unit: "M msg/s",
        ...(one.goal !== undefined && { goal: { atLeast: one.goal } }),
      }),
    ),
    ...cases.slice(1).map(
      (one): Timing => ({
        what: `${one.title}: cost of a message over the events alone`,
        ...spread(ratios(of(eventsAlone, "rate"), of(one, "rate"))),
        unit: "x",
      }),
    ),
    ...cases.slice(1).map(
      (one): Timing => ({
        what: `${one.title}: memory`,
        ...spread(of(one, "memory").map((bytes) => bytes / 1e6)),
        unit: "MB",
      }),
    ),
  ];
}
