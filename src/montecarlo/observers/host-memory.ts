import type { Seconds } from "../../scenario/model/units.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import type { FastEngine } from "../fast-engine/fast-engine.js";
import type { Population } from "../population.js";
import { isMeasured, type MeasuredWindow } from "./log-peaks.js";

/** Hosts times indices of the hyperperiod up to which the memory of each host is told apart at each index. */
const mostPlaces = 10_000;
/** Hosts up to which each is looked at by itself, where flushes empty its memory: one look passes over all VMs. */
const mostLooks = 500;

/** Whether there are few enough hosts and indices to tell the memory of each host apart at each index. */
export function tellsHostsApart(hostCount: number, hyperperiod: number, dropsAtFlush: boolean): boolean {
  if (dropsAtFlush && hostCount > mostLooks) return false;
  return hyperperiod > 0 && hostCount * hyperperiod <= mostPlaces;
}

/**
 * What the memory of each host holds just before lines are covered, and under `volatileLog: drop` before the first flush of
 * one of its VMs: messages received, and copies of those sent.
 */
export class HostMemory implements EngineObserver {
  readonly lines: Float64Array;
  /** By index, then by host, a pair of messages and bytes. */
  readonly held: Float64Array;
  /** The same before flushes: how many, by index and host, and what was held. */
  readonly flushes: Float64Array;
  readonly heldBeforeFlush: Float64Array;
  /** The index that VMs of each host have flushed for. */
  private readonly flushed: Int32Array;
  private readonly all: Float64Array;

  constructor(
    private readonly population: Population,
    private readonly window: MeasuredWindow,
    private readonly hyperperiod: number,
    private readonly engine: () => Pick<FastEngine, "rules" | "forEachInTransit">,
  ) {
    this.lines = new Float64Array(hyperperiod);
    const { hostCount } = population;
    this.held = new Float64Array(2 * hyperperiod * hostCount);
    this.flushes = new Float64Array(hyperperiod * hostCount);
    this.heldBeforeFlush = new Float64Array(2 * hyperperiod * hostCount);
    this.flushed = new Int32Array(hostCount);
    this.all = new Float64Array(2 * hostCount);
  }

  dropping(vm: number, k: number, at: Seconds): void {
    const { hostOf, hostCount } = this.population;
    const host = hostOf[vm];
    if (k <= this.flushed[host]) return;
    this.flushed[host] = k;
    if (!isMeasured(this.window, k)) return;
    const place = (k % this.hyperperiod) * hostCount + host;
    this.addMemory(this.all.fill(0), at);
    this.flushes[place]++;
    this.heldBeforeFlush[2 * place] += this.all[2 * host];
    this.heldBeforeFlush[2 * place + 1] += this.all[2 * host + 1];
  }

  lineCovering(k: number, at: Seconds): void {
    if (!isMeasured(this.window, k)) return;
    const { hostCount } = this.population;
    const place = k % this.hyperperiod;
    this.lines[place]++;
    this.addMemory(this.held.subarray(2 * place * hostCount, 2 * (place + 1) * hostCount), at);
  }

  private addMemory(memory: Float64Array, at: Seconds): void {
    const { hostOf } = this.population;
    const engine = this.engine();
    engine.rules.logs.addOnHosts(memory, engine.rules.index, at);
    engine.forEachInTransit(({ from, to, bytes }) => {
      const host = hostOf[from];
      if (host === hostOf[to]) return;
      memory[2 * host] += 1;
      memory[2 * host + 1] += bytes;
    });
  }
}
