import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Advance } from "../fast-engine/engine-observer.js";
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
 * Exposure by its expectation given when VMs advanced and lines were covered. What a VM sends before it reaches index
 * `k` brings nobody to `k`, so given those instants these messages are still Poisson. Of those that `u` had sent
 * before the checkpoint taken at `C_u` that it is restored from, `rate · E[(D + C_u − A)⁺]` reach `v` after instant
 * `A`. Those that reach it at index `d`, between its advances `A_v(d)` and `A_v(d + 1)`, are exposed for a time `w_d`:
 * until line `k + 1` is covered, or until `v` flushes them at `A_v(d + 1)`, so that
 *
 *     Σ_{d >= k} rate (w_d − w_{d−1}) E[(D + C_u − A_v(d))⁺],   w_{k−1} = 0
 */
export class ExpectedExposure extends LineExposure {
  /** When each VM took the checkpoint it stands on, or stands behind, at the line. */
  private readonly checkpointAt: Float64Array;
  private readonly reached: RowsByIndex<Reached>;
  private readonly indexOf: Int32Array;
  private readonly vmsOnHost: Grouping;
  private readonly cellsOnHost: Grouping;
  /** Messages per second of an ordered pair of VMs, by class of the sender, then of the receiver. */
  private readonly rates: Float64Array;
  private readonly meanDelay: Seconds;
  /** What a delay lasts beyond this is nothing beside its mean. */
  private readonly longest: Seconds;
  private table: SurplusTable | undefined;
  /** By cell, over the VMs that have reached the line so far: those due as senders, all as receivers, weighed by `w_k`. */
  private readonly senders: SurplusSums;
  private readonly receivers: Float64Array;
  private readonly receiverTimes: Float64Array;
  /** `w_k` of each VM. */
  private readonly weights: Float64Array;

  constructor(
    system: System,
    private readonly population: Population,
    private readonly within: DelayLaw,
  ) {
    super();
    const { vmCount, hostCount, hostOf, cellCount, cellHost } = population;
    this.meanDelay = within.cutMean(Number.MAX_VALUE);
    this.longest = longestThatShows(within);
    this.receivers = new Float64Array(cellCount);
    this.receiverTimes = new Float64Array(cellCount);
    this.weights = new Float64Array(vmCount);
    this.checkpointAt = new Float64Array(vmCount);
    this.indexOf = new Int32Array(vmCount);
    this.reached = new RowsByIndex(() => new Reached(vmCount));
    this.vmsOnHost = grouped(hostOf, hostCount);
    this.cellsOnHost = grouped(cellHost, hostCount);
    this.senders = surplusSums(within, cellHost, this.cellsOnHost);
    this.rates = ratesByClass(system);
  }

  /** What a line and a replication cost: pairs of VMs that share a host, or VMs and cells, and pairs of classes. */
  static work(
    { baseInterval }: System,
    { hostOf, hostCount, cellHost, classCount }: Population,
    within: DelayLaw,
  ): number {
    const vms = grouped(hostOf, hostCount).start;
    const byCell = within.memoryless && longestThatShows(within) < baseInterval / 2;
    const others = byCell ? grouped(cellHost, hostCount).start : vms;
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
    this.indexOf[vm] = k;
  }

  override lineCovered(next: number, at: Seconds): void {
    super.lineCovered(next, at);
    const { classOf, vmCount } = this.population;
    const k = next - 1;
    if (k < 1) return;
    const reached = this.reached.at(k);
    const latestOld = reached.at[reached.order[0]] - this.longest;
    for (let vm = 0; vm < vmCount; vm++) this.weights[vm] = this.exposedWhenReceivedAt(k, vm, k, at);
    let exposed = this.exposedByDue(k, reached);
    for (let vm = 0; vm < vmCount; vm++) {
      if (isDue(this.population, classOf[vm], k)) this.checkpointAt[vm] = reached.at[vm];
      else if (this.checkpointAt[vm] > latestOld) exposed += this.exposedBy(vm, reached.at, this.weights);
    }
    this.exposeFor(k, exposed + this.exposedLater(k, at, reached));
    reached.count = 0;
    this.reached.release(k);
  }

  /** How long a message that crosses line `k` is exposed if `vm` receives it at index `d`; line `k + 1` is covered at `until`. */
  private exposedWhenReceivedAt(k: number, vm: number, d: number, until: Seconds): Seconds {
    const flushes = this.indexOf[vm] > d && !isDue(this.population, this.population.classOf[vm], d + 1);
    const end = flushes ? Math.min(until, this.reached.at(d + 1).at[vm]) : until;
    return Math.max(0, end - this.coveredAt[k]);
  }

  /** What those that are received at later indices than the line's are exposed for, beyond `w_k`. */
  private exposedLater(k: number, until: Seconds, { at, order, count }: Reached): number {
    const latestCheckpoint = at[order[count - 1]];
    const { vmCount, hostOf } = this.population;
    const { vmsOnHost, checkpointAt } = this;
    let exposed = 0;
    for (let vm = 0; vm < vmCount; vm++) {
      let before = this.weights[vm];
      for (let d = k + 1; d <= this.indexOf[vm]; d++) {
        const advance = this.reached.at(d).at[vm];
        if (advance >= until || advance - latestCheckpoint >= this.longest) break;
        const weight = this.exposedWhenReceivedAt(k, vm, d, until);
        const host = hostOf[vm];
        for (let n = vmsOnHost.start[host]; weight !== before && n < vmsOnHost.start[host + 1]; n++) {
          const sender = vmsOnHost.order[n];
          exposed += (weight - before) * this.receivedAfter(sender, vm, advance - checkpointAt[sender]);
        }
        before = weight;
      }
    }
    return exposed;
  }

  /** Of the VMs due at the line, and so restored from it, in one pass over all that reached it. */
  private exposedByDue(k: number, { count, order, at }: Reached): number {
    const { population, cellsOnHost, senders, receivers, receiverTimes, rates, meanDelay, weights } = this;
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
        exposed += weights[vm] * rates[other * classCount + c] * senders.total(cell);
        // To those that were there before: whatever was in transit, or sent since.
        if (due) {
          const since = receivers[cell] * (meanDelay + now) - receiverTimes[cell];
          exposed += rates[c * classCount + other] * since;
        }
      }
      const own = cellOf[vm];
      receivers[own] += weights[vm];
      receiverTimes[own] += weights[vm] * now;
      if (due) senders.add(own);
    }
    return exposed;
  }

  /** Of a VM that is restored from a checkpoint before the line, if that is not long ago. */
  private exposedBy(sender: number, reachedAt: Float64Array, weights: Float64Array): number {
    const { vmsOnHost, checkpointAt } = this;
    const host = this.population.hostOf[sender];
    let exposed = 0;
    for (let n = vmsOnHost.start[host]; n < vmsOnHost.start[host + 1]; n++) {
      const receiver = vmsOnHost.order[n];
      const behind = reachedAt[receiver] - checkpointAt[sender];
      exposed += weights[receiver] * this.receivedAfter(sender, receiver, behind);
    }
    return exposed;
  }

  /** What one VM had sent to another before its checkpoint, and the other receives later than `behind` after that. */
  private receivedAfter(sender: number, receiver: number, behind: Seconds): number {
    if (behind >= this.longest || receiver === sender) return 0;
    this.table ??= new SurplusTable(this.within);
    const { classOf, classCount } = this.population;
    return this.rates[classOf[sender] * classCount + classOf[receiver]] * this.table.mean(behind);
  }
}

/** Beyond this, delays add less than a millionth of their mean to what is in transit. */
function longestThatShows(delay: DelayLaw): Seconds {
  const mean = delay.cutMean(Number.MAX_VALUE);
  let [low, high] = [0, longestDelay(delay)];
  if (mean === 0 || mean - delay.cutMean(high) > 1e-6 * mean) return high;
  while (high - low > 1e-3 * high) {
    const middle = (low + high) / 2;
    if (mean - delay.cutMean(middle) > 1e-6 * mean) low = middle;
    else high = middle;
  }
  return high;
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

  advanced(vm: number, k: number, at: Seconds, { due }: Advance): void {
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
