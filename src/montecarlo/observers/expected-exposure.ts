import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type Grouping, grouped, isDue, type Population } from "../population.js";
import { type DelayLaw, longestDelay } from "../random/delay-law.js";
import { pairIntensities } from "../sources/poisson-traffic.js";
import type { CoveredLine } from "./covered-line.js";
import { LineExposure } from "./line-exposure.js";

/**
 * Exposure by its expectation given when VMs advanced and lines were covered. What a VM sends before it reaches index
 * `k` brings nobody to `k`, so given those instants these messages are still Poisson. Of those that `u` had sent
 * before the checkpoint taken at `C_u` that it is restored from, `rate · E[(D + C_u − A)⁺]` reach `v` after instant
 * `A`. Those that reach it at index `d`, between its advances `A_v(d)` and `A_v(d + 1)`, are exposed for a time `w_d`:
 * until line `k + 1` is covered, or until `v` flushes them at `A_v(d + 1)`, so that
 *
 *     Σ_{d >= k} rate (w_d − w_{d−1}) E[(D + C_u − A_v(d))⁺],   w_{k−1} = 0
 */
export class ExpectedExposure extends LineExposure {
  private readonly indexOf: Int32Array;
  private readonly vmsOnHost: Grouping;
  /** Messages per second of an ordered pair of VMs, by class of the sender, then of the receiver. */
  private readonly rates: Float64Array;
  private readonly surplus: SurplusTable;

  /** @param line where VMs stand on the line that failures return to, which moves on after this observer has been told */
  constructor(
    system: System,
    private readonly population: Population,
    within: DelayLaw,
    private readonly line: CoveredLine,
  ) {
    super();
    const { vmCount, hostCount, hostOf } = population;
    this.surplus = new SurplusTable(within);
    this.indexOf = new Int32Array(vmCount);
    this.vmsOnHost = grouped(hostOf, hostCount);
    this.rates = ratesByClass(system);
  }

  advanced(vm: number, k: number): void {
    this.indexOf[vm] = k;
  }

  override lineCovered(next: number, at: Seconds): void {
    super.lineCovered(next, at);
    const k = next - 1;
    if (k < 1) return;
    for (let vm = 0; vm < this.population.vmCount; vm++) this.exposeFor(k, this.exposedTo(vm, k, at));
  }

  /** Message-seconds of what crosses line `k` to a receiver; line `k + 1` is covered at `until`. */
  private exposedTo(receiver: number, k: number, until: Seconds): number {
    const { at, reachedAt } = this.line;
    let exposed = 0;
    let before = 0;
    for (let d = k; d <= this.indexOf[receiver]; d++) {
      const advance = d === k ? at[receiver] : reachedAt.at(d)[receiver];
      if (advance >= until) break;
      const time = this.exposedWhenReceivedAt(k, receiver, d, until);
      if (time !== before) exposed += (time - before) * this.receivedAfter(advance, receiver);
      before = time;
    }
    return exposed;
  }

  /** `w_d`: how long a message that crosses line `k` is exposed if `vm` receives it at index `d`. */
  private exposedWhenReceivedAt(k: number, vm: number, d: number, until: Seconds): Seconds {
    const flushes = this.indexOf[vm] > d && !isDue(this.population, this.population.classOf[vm], d + 1);
    const end = flushes ? Math.min(until, this.line.reachedAt.at(d + 1)[vm]) : until;
    return Math.max(0, end - this.coveredAt[k]);
  }

  /** Messages that VMs of its host had sent to a receiver before their checkpoints, and that reach it after an instant. */
  private receivedAfter(instant: Seconds, receiver: number): number {
    const { line, surplus, rates, vmsOnHost } = this;
    const { classOf, classCount, hostOf } = this.population;
    const host = hostOf[receiver];
    let messages = 0;
    for (let n = vmsOnHost.start[host]; n < vmsOnHost.start[host + 1]; n++) {
      const sender = vmsOnHost.order[n];
      const behind = instant - line.checkpointAt[sender];
      if (behind >= surplus.longest || sender === receiver) continue;
      messages += rates[classOf[sender] * classCount + classOf[receiver]] * surplus.beyond(behind);
    }
    return messages;
  }
}

const cells = 8192;

/**
 * `E[(D − x)⁺]` of a delay, looked up, in cells that grow with `x` as heavy tails need it: beside the law itself an error of
 * some millionths of the mean.
 */
class SurplusTable {
  readonly longest: Seconds;
  private readonly mean: Seconds;
  private readonly values: Float64Array;

  constructor(delay: DelayLaw) {
    this.mean = delay.cutMean(Number.MAX_VALUE);
    this.longest = longestDelay(delay);
    this.values = Float64Array.from(
      { length: cells + 1 },
      (_, point) => this.mean - delay.cutMean(this.longest * (point / cells) ** 2),
    );
  }

  /** @param x below `longest` */
  beyond(x: Seconds): Seconds {
    if (x <= 0) return this.mean - x;
    const place = cells * Math.sqrt(x / this.longest);
    const cell = Math.floor(place);
    const below = this.values[cell];
    return below + (place - cell) * (this.values[cell + 1] - below);
  }
}

/**
 * Exposure under `inTransit: stable`, by its expectation given when lines were covered and checkpoints taken: of what
 * `u` had sent to VMs of its host before its checkpoint at `C_u`, `rate · E[(D − (t − C_u))⁺]` is still under way at
 * `t`, and whatever has arrived is safe.
 */
export class ExpectedUnderWay extends LineExposure {
  /** Messages per second of each VM to others on its host. */
  private readonly localRate: Float64Array;
  private readonly longest: Seconds;

  constructor(
    system: System,
    population: Population,
    private readonly within: DelayLaw,
    private readonly line: CoveredLine,
  ) {
    super();
    this.longest = longestDelay(within);
    this.localRate = localRates(system, population);
  }

  override lineCovered(next: number, at: Seconds): void {
    super.lineCovered(next, at);
    const k = next - 1;
    // The reign of the line ends here, and with it what would still have been exposed.
    if (k > 0) this.exposeFor(k, this.exposedFrom(this.coveredAt[k]) - this.exposedFrom(at));
  }

  /** Message-seconds from `at` on, if the line reigned for ever. */
  private exposedFrom(at: Seconds): number {
    let sum = 0;
    for (const [vm, checkpointAt] of this.line.checkpointAt.entries()) {
      const passed = at - checkpointAt;
      if (passed < this.longest) sum += this.localRate[vm] * surplusSquare(this.within, passed);
    }
    return sum;
  }
}

/** `½ E[((D − x)⁺)²]`, from the moments of `D` cut at `x`. */
function surplusSquare(delay: DelayLaw, x: Seconds): number {
  const squares = delay.cutSquare(Number.MAX_VALUE) - delay.cutSquare(x);
  return squares / 2 - x * (delay.cutMean(Number.MAX_VALUE) - delay.cutMean(x));
}

/** Messages per second of an ordered pair of VMs, by class of the sender, then of the receiver. */
function ratesByClass(system: System): Float64Array {
  const { classes, rates } = system;
  const { from, to } = rates;
  const byClass = new Float64Array(classes.length ** 2);
  for (const [pair, intensity] of pairIntensities(system).entries()) {
    const { count } = classes[to[pair]];
    const orderedPairs = classes[from[pair]].count * (from[pair] === to[pair] ? count - 1 : count);
    byClass[from[pair] * classes.length + to[pair]] = intensity / orderedPairs;
  }
  return byClass;
}

/** Messages per second of each VM to the others on its host. */
function localRates(system: System, { vmCount, classCount, hostOf, classOf }: Population): Float64Array {
  const rates = ratesByClass(system);
  const onHost = new Map<number, Float64Array>();
  for (let vm = 0; vm < vmCount; vm++) {
    const counts = onHost.get(hostOf[vm]) ?? new Float64Array(classCount);
    counts[classOf[vm]]++;
    onHost.set(hostOf[vm], counts);
  }
  return Float64Array.from({ length: vmCount }, (_, vm) => {
    const from = classOf[vm];
    let rate = 0;
    onHost.get(hostOf[vm])?.forEach((count, to) => {
      rate += rates[from * classCount + to] * (count - (from === to ? 1 : 0));
    });
    return rate;
  });
}
