import type { SchemeKey } from "../../scenario/model/schemes.js";
import type { System } from "../../scenario/model/system.js";
import type { Messages, Seconds } from "../../scenario/model/units.js";
import { EventStream } from "../events/event-stream.js";
import type { Player } from "../events/player.js";
import type { JobRecord } from "../job/job-run.js";
import { grouped, isDue, type Population } from "../population.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { meanOf, sampler } from "../random/sampler.js";
import type { ControlDelays } from "../schemes/coordinated.js";
import { makeScheme, type SchemeSetting } from "../schemes/make-scheme.js";
import type { Recovery, Scheme } from "../schemes/scheme.js";
import type { RunSources } from "../sources/run-sources.js";
import { restoreTimes } from "../storage/read-times.js";
import { writesThrough } from "../storage/stable-writes.js";

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

/** What the failures of one kind have come to, summed over all that were worked out. */
export class FailureSums {
  readonly lost: Float64Array;
  /** Work lost by the VM that lost most, VMs that lost work, and the age of the oldest image restored. */
  worst: Seconds = 0;
  setBack = 0;
  oldest: Seconds = 0;
  /** Time until the VMs that had to be restored run again where they were, all together. */
  recovery: Seconds = 0;
  /** The part of the VM that has failed itself, where it is one. */
  ownRecovery: Seconds = 0;
  deliverAgain: Messages = 0;
  unrecoverable: Messages = 0;
  orphans: Messages = 0;

  constructor(classCount: number) {
    this.lost = new Float64Array(classCount);
  }
}

/** Works out for every scheme what the failure of one VM, drawn at random, and that of its whole host would come to. */
export class FailureSurvey {
  probes = 0;
  /** By scheme; images held by class, summed over the instants of the failures. */
  readonly sums;
  private readonly vmsByHost: ReturnType<typeof grouped>;

  constructor(
    private readonly schemes: readonly Scheme[],
    private readonly system: System,
    private readonly population: Population,
    private readonly stream: RandomStream,
  ) {
    const { hostOf, hostCount, classCount } = population;
    this.vmsByHost = grouped(hostOf, hostCount);
    this.sums = schemes.map(() => ({
      vm: new FailureSums(classCount),
      host: new FailureSums(classCount),
      images: new Float64Array(classCount),
    }));
  }

  /** They fail at `at`, which is now; the run goes on as if nothing had happened. */
  failAt(at: Seconds): void {
    const { population, stream } = this;
    const vm = Math.floor(stream.double() * population.vmCount);
    const host = population.hostOf[vm];
    const { order, start } = this.vmsByHost;
    const together = Array.from(order.subarray(start[host], start[host + 1]));
    for (const [place, scheme] of this.schemes.entries()) {
      const sums = this.sums[place];
      this.add(scheme.recover([vm], at, "vm"), at, sums.vm, vm);
      this.add(scheme.recover(together, at, "host"), at, sums.host, vm);
      scheme.imagesHeld(sums.images);
    }
    this.probes++;
  }

  private add(recovery: Recovery, at: Seconds, sums: FailureSums, failed: number): void {
    const { backTo, imageFrom, deliverAgain, unrecoverable, orphans } = recovery;
    const { system, population } = this;
    const { restart, replaySpeedup } = system.recovery;
    const restore = restoreTimes(system, population, recovery);
    let [worst, oldest] = [0, 0];
    for (let vm = 0; vm < backTo.length; vm++) {
      if (imageFrom[vm] === Number.POSITIVE_INFINITY) continue;
      const c = population.classOf[vm];
      const age = at - imageFrom[vm];
      const lost = at - backTo[vm];
      sums.lost[c] += lost;
      const time = restart + restore[vm] + (age - lost) / replaySpeedup;
      sums.recovery += time;
      if (vm === failed) sums.ownRecovery += time;
      if (lost > 0) sums.setBack++;
      worst = Math.max(worst, lost);
      oldest = Math.max(oldest, age);
    }
    sums.worst += worst;
    sums.oldest += oldest;
    sums.deliverAgain += deliverAgain;
    sums.unrecoverable += unrecoverable;
    sums.orphans += orphans;
  }
}
