import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { type Grouping, grouped, isDue, type Population } from "../population.js";
import { type DelayLaw, longestDelay } from "../random/delay-law.js";
import { type SurplusSums, SurplusTable, surplusSums } from "../random/surplus-sums.js";
import { pairIntensities } from "../sources/poisson-traffic.js";
import { LineExposure } from "./line-exposure.js";
import { RowsByIndex } from "./rows-by-index.js";

/** The VMs that have reached an index, in the order of time. */
class Reached {
  count = 0;
  readonly order: Int32Array;
  /** When each of them got there. */
  readonly at: Float64Array;

  constructor(vmCount: number) {
    this.order = new Int32Array(vmCount);
    this.at = new Float64Array(vmCount);
  }
}

/**
 * Exposure by its expectation given when each VM reached the line. What a VM sends before it reaches index `k`
 * brings nobody to `k`, so given those instants these messages are still Poisson: from `u`, restored from a
 * checkpoint taken at `C_u`, to `v` on its host, which reached the line at `A_v`, `rate · E[(D + C_u − A_v)⁺]` of
 * them are exposed.
 */
export class ExpectedExposure extends LineExposure {
  /** When each VM took the checkpoint it stands on, or stands behind, at the covered line. */
  private readonly checkpointAt: Float64Array;
  private readonly reached: RowsByIndex<Reached>;
  private readonly vmsOnHost: Grouping;
  private readonly cellsOnHost: Grouping;
  /** Messages per second of an ordered pair of VMs, by class of the sender, then of the receiver. */
  private readonly rates: Float64Array;
  private readonly meanDelay: Seconds;
  private readonly longest: Seconds;
  private table: SurplusTable | undefined;
  /** By cell, over the VMs that have reached the line so far: those due as senders, all as receivers. */
  private readonly senders: SurplusSums;
  private readonly receivers: Float64Array;
  private readonly receiverTimes: Float64Array;

  constructor(
    system: System,
    private readonly population: Population,
    private readonly within: DelayLaw,
  ) {
    super();
    const { vmCount, hostCount, hostOf, cellCount, cellHost } = population;
    this.meanDelay = within.cutMean(Number.MAX_VALUE);
    this.longest = longestDelay(within);
    this.receivers = new Float64Array(cellCount);
    this.receiverTimes = new Float64Array(cellCount);
    this.checkpointAt = new Float64Array(vmCount);
    this.reached = new RowsByIndex(() => new Reached(vmCount));
    this.vmsOnHost = grouped(hostOf, hostCount);
    this.cellsOnHost = grouped(cellHost, hostCount);
    this.senders = surplusSums(within, cellHost, this.cellsOnHost);
    this.rates = ratesByClass(system);
  }

  /** What a line and a replication cost: pairs of VMs that share a host, or VMs and cells, and pairs of classes. */
  static work({ hostOf, hostCount, cellHost, classCount }: Population, within: DelayLaw): number {
    const vms = grouped(hostOf, hostCount).start;
    const others = within.memoryless ? grouped(cellHost, hostCount).start : vms;
    let pairs = 0;
    for (let host = 0; host < hostCount; host++) {
      pairs += (vms[host + 1] - vms[host]) * (others[host + 1] - others[host]);
    }
    return pairs + classCount ** 2;
  }

  advanced(vm: number, k: number, at: Seconds): void {
    const reached = this.reached.at(k);
    reached.order[reached.count++] = vm;
    reached.at[vm] = at;
  }

  override lineCovered(k: number, at: Seconds): void {
    super.lineCovered(k, at);
    const { classOf, vmCount } = this.population;
    const reached = this.reached.at(k);
    const latestOld = reached.at[reached.order[0]] - this.longest;
    let exposed = this.exposedByDue(k, reached);
    for (let vm = 0; vm < vmCount; vm++) {
      if (isDue(this.population, classOf[vm], k)) this.checkpointAt[vm] = reached.at[vm];
      else if (this.checkpointAt[vm] > latestOld) exposed += this.exposedBy(vm, reached.at);
    }
    this.expose(k, exposed);
    reached.count = 0;
    this.reached.release(k);
  }

  /** Of the VMs due at the line, and so restored from it, in one pass over all that reached it. */
  private exposedByDue(k: number, { count, order, at }: Reached): number {
    const { population, cellsOnHost, senders, receivers, receiverTimes, rates, meanDelay } = this;
    const { classOf, classCount, cellOf, cellClass, hostOf } = population;
    senders.clear();
    receivers.fill(0);
    receiverTimes.fill(0);
    const origin = at[order[0]];
    let exposed = 0;
    for (let place = 0; place < count; place++) {
      const vm = order[place];
      const c = classOf[vm];
      const now = at[vm] - origin;
      const host = hostOf[vm];
      const due = isDue(population, c, k);
      senders.moveOn(host, now);
      for (let n = cellsOnHost.start[host]; n < cellsOnHost.start[host + 1]; n++) {
        const cell = cellsOnHost.order[n];
        const other = cellClass[cell];
        // From those that were there before: the delays must have outlasted the time since.
        exposed += rates[other * classCount + c] * senders.total(cell);
        // To those that were there before: whatever was in transit, or sent since.
        if (due) {
          const since = receivers[cell] * (meanDelay + now) - receiverTimes[cell];
          exposed += rates[c * classCount + other] * since;
        }
      }
      const own = cellOf[vm];
      receivers[own]++;
      receiverTimes[own] += now;
      if (due) senders.add(own);
    }
    return exposed;
  }

  /** Of a VM that is restored from a checkpoint before the line, if that is not long ago. */
  private exposedBy(sender: number, reachedAt: Float64Array): number {
    const { vmsOnHost, longest } = this;
    this.table ??= new SurplusTable(this.within);
    const { table } = this;
    const { classOf, classCount, hostOf } = this.population;
    const row = classOf[sender] * classCount;
    const sentUntil = this.checkpointAt[sender];
    const host = hostOf[sender];
    let exposed = 0;
    for (let n = vmsOnHost.start[host]; n < vmsOnHost.start[host + 1]; n++) {
      const receiver = vmsOnHost.order[n];
      const behind = reachedAt[receiver] - sentUntil;
      if (behind >= longest || receiver === sender) continue;
      exposed += this.rates[row + classOf[receiver]] * table.mean(behind);
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
    this.dueAt = new RowsByIndex(() => new Float64Array(population.vmCount));
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
