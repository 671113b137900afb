import { countVms, type FailureLaw, type RecordedFailure, type System } from "../../scenario/model/system.js";
import type { PerSecond, Seconds } from "../../scenario/model/units.js";
import { drawExponential } from "../random/exponential-sampler.js";
import type { RandomStream, StreamsByPurpose } from "../random/random-stream.js";
import { type Sampler, sampler } from "../random/sampler.js";
import type { StrikingFailures } from "./job-run.js";

/** When things of one kind fail, each for itself, one failure after the other. */
export interface FailureTimes {
  /** When the next of them fails, on the clock that is theirs; infinite if never. */
  readonly nextTime: Seconds;
  readonly next: number;
  advance(): void;
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
  if (rate === 0) return { nextTime: Number.POSITIVE_INFINITY, next: 0, advance: () => {} };
  if (law.kind === "exponential") return new PooledFailures(rate * count, count, stream);
  return new SingleFailures(failureGaps(law, rate, stream), count);
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
  return {
    hosts: new ListedFailures(inOrder.filter(({ of }) => of === "host")),
    vms: new ListedFailures(inOrder.filter(({ of }) => of === "vm")),
    vmsBy: "time",
  };
}

class ListedFailures implements FailureTimes {
  private place = 0;

  constructor(private readonly list: readonly RecordedFailure[]) {}

  get nextTime(): Seconds {
    return this.list[this.place]?.at ?? Number.POSITIVE_INFINITY;
  }

  get next(): number {
    return this.list[this.place].number;
  }

  advance(): void {
    this.place++;
  }
}

/** Exponential times forget their age: failures of all together are one Poisson process, and any of them is as likely. */
class PooledFailures implements FailureTimes {
  nextTime: Seconds = 0;
  next = 0;

  constructor(
    private readonly rate: PerSecond,
    private readonly count: number,
    private readonly stream: RandomStream,
  ) {
    this.advance();
  }

  advance(): void {
    this.nextTime += drawExponential(this.stream) / this.rate;
    this.next = Math.floor(this.stream.double() * this.count);
  }
}

/** Each fails by itself, and is as good as new after that. */
class SingleFailures implements FailureTimes {
  next = 0;
  private readonly times: Float64Array;

  constructor(
    private readonly gaps: ReturnType<typeof failureGaps>,
    count: number,
  ) {
    this.times = Float64Array.from({ length: count }, () => gaps.first());
    this.choose();
  }

  get nextTime(): Seconds {
    return this.times[this.next];
  }

  advance(): void {
    this.times[this.next] += this.gaps.gap();
    this.choose();
  }

  private choose(): void {
    const { times } = this;
    this.next = 0;
    for (let one = 1; one < times.length; one++) if (times[one] < times[this.next]) this.next = one;
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
