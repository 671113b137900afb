import type { System } from "../../scenario/system.js";
import type { Seconds } from "../../scenario/units.js";
import { isDue, type Population } from "../population.js";
import type { ClosedInterval } from "../protocol/message-logs.js";
import type { ProtocolObserver } from "../protocol/protocol-observer.js";
import type { DelayLaw } from "../random/delay-law.js";
import { pairIntensities } from "../sources/poisson-traffic.js";
import type { MeasuredWindow } from "./tallies.js";

/** Exposed messages times the reign of their line, and the reigns. */
export interface ExposureSums {
  readonly messageSeconds: number;
  readonly seconds: Seconds;
}

/**
 * Messages that the failure of a host could not bring back, line by line (R10): they crossed the line, were sent
 * before the checkpoint from which their sender is restored, so that no replay sends them again, and sender and
 * receiver share the host whose memory is lost. Such a sender is due at the line, short delays granted. A failure
 * finds a line with a probability in proportion to its *reign*, from its own cover to the next line's.
 */
export abstract class LineExposure implements ProtocolObserver {
  private readonly exposed: number[] = [];
  private readonly coveredAt: Seconds[] = [0];

  /** Adds exposed messages of line `k`, over all hosts. */
  protected expose(k: number, messages: number): void {
    this.exposed[k] = (this.exposed[k] ?? 0) + messages;
  }

  abstract advanced(
    vm: number,
    k: number,
    at: Seconds,
    due: boolean,
    early: boolean,
    closed: ClosedInterval,
    completion: Seconds,
  ): void;

  lineCovered(k: number, at: Seconds): void {
    this.coveredAt[k] = at;
  }

  /**
   * Exposed messages times the reign of their line, and the reigns, summed over the lines of the window; the line
   * after the last of them must be covered.
   */
  sums(window: MeasuredWindow): ExposureSums {
    let messageSeconds = 0;
    let seconds = 0;
    for (let k = window.first + 1; k <= window.last; k++) {
      const reign = this.coveredAt[k + 1] - this.coveredAt[k];
      messageSeconds += (this.exposed[k] ?? 0) * reign;
      seconds += reign;
    }
    return { messageSeconds, seconds };
  }
}

/** Exposure by counting the messages as they arrive. */
export class CountedExposure extends LineExposure {
  constructor(private readonly population: Population) {
    super();
  }

  advanced(): void {}

  crossed(from: number, to: number, sentIndex: number, index: number): void {
    const { classOf, hostOf } = this.population;
    if (hostOf[from] !== hostOf[to]) return;
    let older = false;
    for (let k = sentIndex + 1; k <= index; k++) {
      older ||= isDue(this.population, classOf[from], k);
      if (older) this.expose(k, 1);
    }
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
  private readonly reachedAt = new Map<number, Float64Array>();
  private readonly spare: Float64Array[] = [];
  private readonly onHost: readonly number[][];
  /** Messages per second of an ordered pair of VMs, by class of the sender, then of the receiver. */
  private readonly rates: Float64Array;
  private readonly meanDelay: Seconds;
  /** No delay is longer than this, but for a share that a double does not show. */
  private readonly longest: Seconds;

  constructor(
    system: System,
    private readonly population: Population,
    private readonly within: DelayLaw,
  ) {
    super();
    this.meanDelay = within.cutMean(Number.MAX_VALUE);
    let longest = this.meanDelay;
    while (within.cutMean(longest) < this.meanDelay) longest *= 2;
    this.longest = longest;
    this.checkpointAt = new Float64Array(population.vmCount);
    this.onHost = vmsByHost(population);
    const { classCount } = population;
    this.rates = new Float64Array(classCount * classCount);
    const { from, to } = system.rates;
    for (const [pair, intensity] of pairIntensities(system).entries()) {
      const { count } = system.classes[to[pair]];
      const orderedPairs = system.classes[from[pair]].count * (from[pair] === to[pair] ? count - 1 : count);
      this.rates[from[pair] * classCount + to[pair]] = intensity / orderedPairs;
    }
  }

  /** Pairs of VMs that share a host, and of classes: what a line and a replication cost. */
  static work(population: Population): number {
    const pairs = vmsByHost(population).reduce((sum, { length }) => sum + length * length, 0);
    return pairs + population.classCount ** 2;
  }

  advanced(vm: number, k: number, at: Seconds): void {
    let row = this.reachedAt.get(k);
    if (row === undefined) {
      row = this.spare.pop() ?? new Float64Array(this.population.vmCount);
      this.reachedAt.set(k, row);
    }
    row[vm] = at;
  }

  override lineCovered(k: number, at: Seconds): void {
    super.lineCovered(k, at);
    const row = this.reachedAt.get(k) as Float64Array;
    const { classOf, vmCount } = this.population;
    for (let vm = 0; vm < vmCount; vm++) {
      if (isDue(this.population, classOf[vm], k)) this.checkpointAt[vm] = row[vm];
    }
    let exposed = 0;
    for (const vms of this.onHost) exposed += this.exposedOn(vms, row);
    this.expose(k, exposed);
    this.reachedAt.delete(k);
    this.spare.push(row);
  }

  private exposedOn(vms: readonly number[], reachedAt: Float64Array): number {
    const { classOf, classCount } = this.population;
    let exposed = 0;
    for (const sender of vms) {
      const row = classOf[sender] * classCount;
      const sentUntil = this.checkpointAt[sender];
      for (const receiver of vms) {
        const behind = reachedAt[receiver] - sentUntil;
        const rate = this.rates[row + classOf[receiver]];
        if (behind >= this.longest || rate === 0 || receiver === sender) continue;
        exposed += rate * (this.meanDelay - (behind > 0 ? this.within.cutMean(behind) : behind));
      }
    }
    return exposed;
  }
}

function vmsByHost({ vmCount, hostCount, hostOf }: Population): number[][] {
  const onHost = Array.from({ length: hostCount }, () => [] as number[]);
  for (let vm = 0; vm < vmCount; vm++) onHost[hostOf[vm]].push(vm);
  return onHost;
}
