import type { System } from "../../scenario/system.js";
import type { Seconds } from "../../scenario/units.js";
import { type Grouping, grouped, isDue, type Population } from "../population.js";
import type { DelayLaw } from "../random/delay-law.js";
import { pairIntensities } from "../sources/poisson-traffic.js";
import { LineExposure } from "./line-exposure.js";
import { RowsByIndex } from "./rows-by-index.js";

/**
 * Exposure by its expectation given when each VM reached the line. What a VM sends before it reaches index `k`
 * brings nobody to `k`, so given those instants these messages are still Poisson: from `u`, restored from a
 * checkpoint taken at `C_u`, to `v` on its host, which reached the line at `A_v`, `rate · E[(D + C_u − A_v)⁺]` of
 * them are exposed.
 */
export class ExpectedExposure extends LineExposure {
  /** When each VM took the checkpoint it stands on, or stands behind, at the covered line. */
  private readonly checkpointAt: Float64Array;
  private readonly reachedAt: RowsByIndex;
  private readonly onHost: Grouping;
  /** Messages per second of an ordered pair of VMs, by class of the sender, then of the receiver. */
  private readonly rates: Float64Array;
  private readonly surplus: SurplusTable;

  constructor(
    system: System,
    private readonly population: Population,
    within: DelayLaw,
  ) {
    super();
    this.surplus = new SurplusTable(within);
    this.checkpointAt = new Float64Array(population.vmCount);
    this.reachedAt = new RowsByIndex(population.vmCount);
    this.onHost = grouped(population.hostOf, population.hostCount);
    this.rates = ratesByClass(system);
  }

  /** Pairs of VMs that share a host, and of classes: what a line and a replication cost. */
  static work(population: Population): number {
    const { start } = grouped(population.hostOf, population.hostCount);
    let pairs = 0;
    for (let host = 0; host < population.hostCount; host++) pairs += (start[host + 1] - start[host]) ** 2;
    return pairs + population.classCount ** 2;
  }

  advanced(vm: number, k: number, at: Seconds): void {
    this.reachedAt.at(k)[vm] = at;
  }

  override lineCovered(k: number, at: Seconds): void {
    super.lineCovered(k, at);
    const row = this.reachedAt.at(k);
    const { classOf, vmCount } = this.population;
    for (let vm = 0; vm < vmCount; vm++) {
      if (isDue(this.population, classOf[vm], k)) this.checkpointAt[vm] = row[vm];
    }
    let exposed = 0;
    for (let host = 0; host < this.population.hostCount; host++) exposed += this.exposedOn(host, row);
    this.expose(k, exposed);
    this.reachedAt.release(k);
  }

  private exposedOn(host: number, reachedAt: Float64Array): number {
    const { classOf, classCount } = this.population;
    const { surplus } = this;
    const { start, order } = this.onHost;
    const [first, end] = [start[host], start[host + 1]];
    let exposed = 0;
    for (let from = first; from < end; from++) {
      const sender = order[from];
      const row = classOf[sender] * classCount;
      const sentUntil = this.checkpointAt[sender];
      for (let to = first; to < end; to++) {
        const receiver = order[to];
        const behind = reachedAt[receiver] - sentUntil;
        const rate = this.rates[row + classOf[receiver]];
        if (behind >= surplus.longest || rate === 0 || receiver === sender) continue;
        exposed += rate * surplus.mean(behind);
      }
    }
    return exposed;
  }
}

/**
 * Exposure under `inTransit: stable`, by its expectation given when lines were covered and checkpoints taken: of what
 * `u` had sent to VMs of its host before its checkpoint at `C_u`, `rate · E[(D − (t − C_u))⁺]` is still under way at
 * `t`, and whatever has arrived is safe.
 */
export class ExpectedUnderWay extends LineExposure {
  private readonly checkpointAt: Float64Array;
  private readonly dueAt: RowsByIndex;
  /** Messages per second of each VM to others on its host. */
  private readonly localRate: Float64Array;
  private readonly longest: Seconds;

  constructor(
    system: System,
    private readonly population: Population,
    private readonly within: DelayLaw,
  ) {
    super();
    this.longest = longestDelay(within);
    this.checkpointAt = new Float64Array(population.vmCount);
    this.dueAt = new RowsByIndex(population.vmCount);
    this.localRate = localRates(system, population);
  }

  advanced(vm: number, k: number, at: Seconds, due: boolean): void {
    if (!due) return;
    this.dueAt.at(k)[vm] = at;
  }

  override lineCovered(k: number, at: Seconds): void {
    super.lineCovered(k, at);
    // The reign of the line before ends here, and with it what would still have been exposed.
    if (k > 1) this.exposeFor(k - 1, -this.exposedFrom(at));
    const row = this.dueAt.at(k);
    const { classOf, vmCount } = this.population;
    for (let vm = 0; vm < vmCount; vm++) {
      if (isDue(this.population, classOf[vm], k)) this.checkpointAt[vm] = row[vm];
    }
    this.dueAt.release(k);
    this.exposeFor(k, this.exposedFrom(at));
  }

  /** Message-seconds from `at` on, if the line reigned for ever. */
  private exposedFrom(at: Seconds): number {
    let sum = 0;
    for (let vm = 0; vm < this.population.vmCount; vm++) {
      const passed = at - this.checkpointAt[vm];
      if (passed < this.longest) sum += this.localRate[vm] * surplusSquare(this.within, passed);
    }
    return sum;
  }
}

const surplusCells = 8192;

/**
 * `E[(D − x)⁺]` of a delay, looked up: it is asked for every pair of VMs on a host at every line. Between two of the
 * points it is taken for linear, which puts it too high by some millionths of the mean at most.
 */
class SurplusTable {
  readonly longest: Seconds;
  private readonly meanDelay: Seconds;
  private readonly perSecond: number;
  private readonly values: Float64Array;

  constructor(delay: DelayLaw) {
    this.meanDelay = delay.cutMean(Number.MAX_VALUE);
    this.longest = longestDelay(delay);
    this.perSecond = surplusCells / this.longest;
    this.values = Float64Array.from(
      { length: surplusCells + 1 },
      (_, cell) => this.meanDelay - delay.cutMean((cell / surplusCells) * this.longest),
    );
  }

  /** @param x below `longest` */
  mean(x: Seconds): Seconds {
    if (x <= 0) return this.meanDelay - x;
    const place = x * this.perSecond;
    const cell = Math.floor(place);
    const below = this.values[cell];
    return below + (place - cell) * (this.values[cell + 1] - below);
  }
}

/** `½ E[((D − x)⁺)²]`, from the moments of `D` cut at `x`. */
function surplusSquare(delay: DelayLaw, x: Seconds): number {
  const squares = delay.cutSquare(Number.MAX_VALUE) - delay.cutSquare(x);
  return squares / 2 - x * (delay.cutMean(Number.MAX_VALUE) - delay.cutMean(x));
}

/** A time that no delay is longer than, but for a share that a double does not show. */
function longestDelay(delay: DelayLaw): Seconds {
  const mean = delay.cutMean(Number.MAX_VALUE);
  let longest = mean;
  while (delay.cutMean(longest) < mean) longest *= 2;
  return longest;
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
