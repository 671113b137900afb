import { countVms, type FailureLaw, type RecordedFailure, type System } from "../../scenario/model/system.js";
import type { PerSecond, Seconds } from "../../scenario/model/units.js";
import { drawExponential } from "../random/exponential-sampler.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { type Sampler, sampler } from "../random/sampler.js";
import type { StrikingFailures } from "./job-run.js";

/** One failure, on the clock of its kind. */
interface Failure {
  readonly at: Seconds;
  readonly number: number;
}

/** When things of one kind fail, each for itself, one failure after the other. */
export class FailureTimes {
  /** When the next of them fails, and which; infinite if none ever does. */
  nextTime: Seconds = Number.POSITIVE_INFINITY;
  next = 0;

  constructor(private readonly failures: Iterator<Failure>) {
    this.advance();
  }

  advance(): void {
    const { done, value } = this.failures.next();
    this.nextTime = done ? Number.POSITIVE_INFINITY : value.at;
    this.next = done ? 0 : value.number;
  }
}

/**
 * Times between failures with mean `1/rate` by a law. The first is counted from any moment of a thing's life, since a job
 * begins on hosts that have been running: failures then come at that rate from the start, whatever the law.
 *
 * - Source: the law of the remaining life, `(1 − G(t))/mean`: a uniform share of a gap drawn by its length
 */
export function failureGaps(
  law: FailureLaw,
  rate: PerSecond,
  stream: RandomStream,
): { readonly first: Sampler; readonly gap: Sampler } {
  const mean = 1 / rate;
  const normal = sampler({ kind: "normal", mean: 0, sd: 1 }, stream);
  switch (law.kind) {
    case "exponential": {
      const gap = () => mean * drawExponential(stream);
      return { first: gap, gap };
    }
    case "weibull": {
      const scale = mean / gamma(1 + 1 / law.shape);
      return {
        gap: () => scale * drawExponential(stream) ** (1 / law.shape),
        first: () =>
          stream.double() * scale * drawGamma(1 + 1 / law.shape, stream, normal) ** (1 / law.shape),
      };
    }
    case "lognormal": {
      const { sigma } = law;
      const location = Math.log(mean) - sigma ** 2 / 2;
      return {
        gap: () => Math.exp(location + sigma * normal()),
        first: () => stream.double() * Math.exp(location + sigma ** 2 + sigma * normal()),
      };
    }
  }
}

/** Failures of `count` things alike, by a law. */
export function drawnFailureTimes(
  law: FailureLaw,
  rate: PerSecond,
  count: number,
  stream: RandomStream,
): FailureTimes {
  if (rate === 0) return new FailureTimes([].values());
  return new FailureTimes(
    law.kind === "exponential"
      ? failuresTogether(rate * count, count, stream)
      : failuresOfEach(failureGaps(law, rate, stream), count),
  );
}

/**
 * Failures of the hosts and VMs of a system, for one job after the other: hosts fail by the time since the job began, VMs by the
 * time in which it makes progress. Recorded ones, if there are any, come in place of them.
 */
export function failuresOfJobs(
  system: System,
  streams: StreamsByPurpose,
  recorded?: readonly RecordedFailure[],
): () => StrikingFailures {
  if (recorded !== undefined) return () => recordedFailures(recorded);
  const { hosts, failures } = system;
  const { law = { kind: "exponential" } } = failures;
  const vms = countVms(system);
  const [ofHosts, ofVms] = [streams("hosts"), streams("vms")];
  return () => ({
    hosts: drawnFailureTimes(law, failures.host, hosts.count, ofHosts),
    vms: drawnFailureTimes(law, failures.vm, vms, ofVms),
    vmsBy: "progress",
  });
}

/** Failures as they were recorded, both kinds by the time since the job began; after the last of them nothing fails. */
export function recordedFailures(recorded: readonly RecordedFailure[]): StrikingFailures {
  const inOrder = [...recorded].sort((one, other) => one.at - other.at);
  const listed = (kind: "host" | "vm") => new FailureTimes(inOrder.filter(({ of }) => of === kind).values());
  return { hosts: listed("host"), vms: listed("vm"), vmsBy: "time" };
}

/** Exponential times forget their age: failures of all together are one Poisson process, and any of them is as likely. */
function* failuresTogether(rate: PerSecond, count: number, stream: RandomStream): Generator<Failure> {
  for (let at = 0; ; ) {
    at += drawExponential(stream) / rate;
    yield { at, number: Math.floor(stream.double() * count) };
  }
}

/** Each fails by itself, and is as good as new after that. */
function* failuresOfEach(gaps: ReturnType<typeof failureGaps>, count: number): Generator<Failure> {
  const times = Float64Array.from({ length: count }, () => gaps.first());
  for (;;) {
    let number = 0;
    for (let one = 1; one < count; one++) if (times[one] < times[number]) number = one;
    yield { at: times[number], number };
    times[number] += gaps.gap();
  }
}

/** `Γ(x)` for `x >= 1`, by Lanczos's series. */
function gamma(x: number): number {
  const base = x + 6.5;
  const series = lanczos.reduce((sum, term, place) => sum + (place === 0 ? term : term / (x - 1 + place)), 0);
  return Math.sqrt(2 * Math.PI) * base ** (x - 0.5) * Math.exp(-base) * series;
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** A draw from the gamma law of `shape >= 1` and scale 1 (Marsaglia and Tsang 2000). */
function drawGamma(shape: number, stream: RandomStream, normal: Sampler): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(stream.double()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
