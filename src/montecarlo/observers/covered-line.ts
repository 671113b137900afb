import type { Seconds } from "../../scenario/model/units.js";
import { isDue, type Population } from "../population.js";
import { RowsByIndex } from "./rows-by-index.js";

/** The line that a failure of a host returns to (R10): at first that of the start. */
export class CoveredLine {
  /** When each VM came to it, and when it took its checkpoint on it. */
  readonly at: Float64Array;
  readonly checkpointAt: Float64Array;
  /** When each VM reached the indices whose line is not covered yet. */
  readonly reachedAt: RowsByIndex<Float64Array>;

  constructor(private readonly population: Population) {
    this.at = new Float64Array(population.vmCount);
    this.checkpointAt = new Float64Array(population.vmCount);
    this.reachedAt = new RowsByIndex((used) => used ?? new Float64Array(population.vmCount));
  }

  reached(vm: number, k: number, at: Seconds): void {
    this.reachedAt.at(k)[vm] = at;
  }

  /** All VMs are on the line again: what they had reached after it does not count. */
  goBack(): void {
    this.reachedAt.clear();
  }

  cover(k: number): void {
    const { at, checkpointAt, population, reachedAt } = this;
    at.set(reachedAt.at(k));
    for (let vm = 0; vm < at.length; vm++) {
      if (isDue(population, population.classOf[vm], k)) checkpointAt[vm] = at[vm];
    }
    reachedAt.release(k);
  }
}
