import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { EventStream } from "../events/event-stream.js";
import type { Player } from "../events/player.js";
import type { JobRecord } from "../job/job-run.js";
import { isDue, type Population } from "../population.js";
import type { StreamsByPurpose } from "../random/random-stream.js";
import { meanOf, sampler } from "../random/sampler.js";
import type { ControlDelays } from "../schemes/coordinated.js";
import { makeScheme, type SchemeSetting } from "../schemes/make-scheme.js";
import type { RunSources } from "../sources/run-sources.js";
import { writesThrough } from "../storage/stable-writes.js";
import { FailureSurvey } from "./failure-survey.js";

export interface ComparisonParts {
  readonly schemes: readonly SchemeKey[];
  readonly sources: RunSources;
  readonly streams: StreamsByPurpose;
  readonly window: { readonly first: number; readonly last: number };
  /** Failures that are worked out per base interval, on average. */
  readonly probesPerInterval: number;
}

/** What happened in the measured part, the same for all schemes. */
export type CommonCounts = ReturnType<typeof comparisonRun>["common"];

/** What one scheme did in it, and in the job under failures that happen where the scenario has one. */
export type SchemeRecord = ReturnType<typeof comparisonRun>["schemes"][number] & { readonly job?: JobRecord };

/** Plays one stream of events to several schemes, and works out the same failures for each. */
export function comparisonRun(system: System, parts: ComparisonParts) {
  const { sources, streams, window } = parts;
  const { population, timers, source } = sources;
  const setting = schemeSetting(system, sources, streams);
  const schemes = parts.schemes.map((key) => makeScheme(key, setting));
  const counter = new Counter(population);
  const random = streams("failures");
  const survey = new FailureSurvey(schemes, system, population, random);
  const stream = new EventStream({ timers, source, players: [counter, ...schemes] });
  const from = window.first * system.baseInterval;
  const until = window.last * system.baseInterval;
  stream.runUntil(from);
  counter.begin();
  const sentBefore = stream.sent;
  for (const { counts } of schemes) counts.begin(from);
  // Failures come at Poisson times.
  const gap = system.baseInterval / parts.probesPerInterval;
  const next = (at: Seconds) => at - gap * Math.log(random.double());
  for (let at = next(from); at < until; at = next(at)) {
    stream.runUntil(at);
    survey.failAt(at);
  }
  stream.runUntil(until);
  for (const scheme of schemes) scheme.end?.();
  const { scheduled, received } = counter;
  const sent = stream.sent - sentBefore;
  return {
    common: { system, seconds: until - from, scheduled, sent, received, probes: survey.probes },
    schemes: schemes.map((scheme, place) => ({ scheme, until, recovery: survey.sums[place] })),
  };
}

/** What schemes play in, of a system. */
export function schemeSetting(
  system: System,
  { population, durations }: Pick<RunSources, "population" | "durations">,
  streams: StreamsByPurpose,
): SchemeSetting {
  const { classes, baseInterval, policies } = system;
  return {
    population,
    baseInterval,
    policies,
    durations,
    image: classes.map(({ image }) => image),
    pause: classes.map(({ pause }) => pause),
    burstSpan: Math.max(...classes.map(({ duration }) => meanOf(duration))),
    writesThrough: writesThrough(system),
    controlDelays: controlDelays(system, population, streams),
  };
}

/** Control messages travel as others do, with delays from streams of their own. */
function controlDelays(
  { delay: { within, across } }: System,
  { hostOf }: Population,
  streams: StreamsByPurpose,
): ControlDelays {
  return (k, purpose) => {
    const stream = streams(`control/${purpose}/${k}`);
    const delays = { within: sampler(within, stream), across: sampler(across, stream) };
    return (vm) => (hostOf[vm] === hostOf[0] ? delays.within() : delays.across());
  };
}

/** Counts what happens whatever the schemes do. */
class Counter implements Player<undefined> {
  readonly scheduled: Float64Array;
  received = 0;

  constructor(private readonly population: Population) {
    this.scheduled = new Float64Array(population.classCount);
  }

  begin(): void {
    this.scheduled.fill(0);
    this.received = 0;
  }

  timer(vm: number, k: number): void {
    const c = this.population.classOf[vm];
    if (isDue(this.population, c, k)) this.scheduled[c]++;
  }

  send(): undefined {}

  receive(): void {
    this.received++;
  }
}
