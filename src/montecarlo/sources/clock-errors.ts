import type { Clock } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import type { Population } from "../population.js";
import type { RandomStream } from "../random/random-stream.js";
import { type BlockSampler, blockSampler, samplerRange } from "../random/sampler.js";

/**
 * Errors of the VMs' local clocks: the clock of `v` reads `k·T0` at real time `k·T0 + error`.
 */
export interface ClockErrors {
  /** Bounds of every error that will ever be given. */
  readonly low: Seconds;
  readonly high: Seconds;
  /** Fills in the error of every VM at index `k`. Asked once for each index, in order. */
  fill(k: number, errors: Float64Array): void;
}

/** The clocks of a scenario: an error for each VM or each host, drawn at every index or once and for all. */
export function drawnClockErrors(clock: Clock, population: Population, stream: RandomStream): ClockErrors {
  return new DrawnErrors(clock, population, stream);
}

class DrawnErrors implements ClockErrors {
  readonly low: Seconds;
  readonly high: Seconds;
  private readonly draw: BlockSampler;
  private readonly ofHost: Float64Array | undefined;
  private readonly fixed: Float64Array | undefined;

  constructor(
    clock: Clock,
    private readonly population: Population,
    stream: RandomStream,
  ) {
    ({ low: this.low, high: this.high } = samplerRange(clock.error));
    this.draw = blockSampler(clock.error, stream);
    this.ofHost = clock.scope === "host" ? new Float64Array(population.hostCount) : undefined;
    this.fixed = clock.redraw === "each-index" ? undefined : new Float64Array(population.vmCount);
    if (this.fixed !== undefined) this.fillAnew(this.fixed);
  }

  fill(_k: number, errors: Float64Array): void {
    if (this.fixed === undefined) this.fillAnew(errors);
    else errors.set(this.fixed);
  }

  private fillAnew(errors: Float64Array): void {
    const { ofHost } = this;
    const { hostOf } = this.population;
    this.draw(ofHost ?? errors);
    if (ofHost === undefined) return;
    for (let vm = 0; vm < errors.length; vm++) errors[vm] = ofHost[hostOf[vm]];
  }
}
