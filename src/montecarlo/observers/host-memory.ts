import type { Seconds } from "../../scenario/model/units.js";
import type { EngineObserver } from "../fast-engine/engine-observer.js";
import type { FastEngine } from "../fast-engine/fast-engine.js";
import type { Population } from "../population.js";
import type { MeasuredWindow } from "./tallies.js";

/** Hosts times indices of the hyperperiod up to which the memory of each host is told apart at each index. */
const mostPlaces = 10_000;

/** Whether there are few enough hosts and indices to tell the memory of each host apart at each index. */
export function tellsHostsApart(hostCount: number, hyperperiod: number): boolean {
  return hyperperiod > 0 && hostCount * hyperperiod <= mostPlaces;
}

/** What the memory of each host holds just before lines are covered: messages received, and copies of those sent. */
export class HostMemory implements EngineObserver {
  /** Lines, by index of the hyperperiod. */
  readonly lines: Float64Array;
  /** By index, then by host, a pair of messages and bytes. */
  readonly held: Float64Array;

  constructor(
    private readonly population: Population,
    private readonly window: MeasuredWindow,
    private readonly hyperperiod: number,
    private readonly engine: () => Pick<FastEngine, "rules" | "forEachInTransit">,
  ) {
    this.lines = new Float64Array(hyperperiod);
    this.held = new Float64Array(2 * hyperperiod * population.hostCount);
  }

  lineCovering(k: number, at: Seconds): void {
    if (k <= this.window.first || k > this.window.last) return;
    const { hostOf, hostCount } = this.population;
    const engine = this.engine();
    const place = k % this.hyperperiod;
    const memory = this.held.subarray(2 * place * hostCount, 2 * (place + 1) * hostCount);
    this.lines[place]++;
    engine.rules.logs.addOnHosts(memory, engine.rules.index, at);
    engine.forEachInTransit(({ from, to, bytes }) => {
      const host = hostOf[from];
      if (host === hostOf[to]) return;
      memory[2 * host] += 1;
      memory[2 * host + 1] += bytes;
    });
  }
}
