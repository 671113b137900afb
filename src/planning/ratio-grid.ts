import { streams } from "../analytic/flows.js";
import { ratioOfFlows } from "../analytic/stable-log-ratio.js";
import type { System, VmClass } from "../scenario/model/system.js";

/** What a number of the scenario does to the stable-log ratio (E1, E2), where it is one of these. */
export type RatioKnob =
  | { readonly kind: "multiple"; readonly classIndex: number }
  | { readonly kind: "count"; readonly classIndex: number }
  | { readonly kind: "rate"; readonly pair: number };

/**
 * The stable-log ratio of one system after another that differ in a few numbers, without checking each anew.
 *
 *     η = Σ_b F_b (1 − 1/i_b) / Σ_b F_b
 *
 * - Source: E1, E2
 * - Assumes: `inTransit: volatile`; the caller has checked that the numbers are valid together
 * - Limits: a new multiple costs time in the classes, a new count or rate in the pairs with traffic
 */
export class RatioGrid {
  private readonly system: System;
  /** The classes of `#system`, of which multiples and counts change. */
  private readonly classes: { -readonly [Key in keyof VmClass]: VmClass[Key] }[];
  private readonly inbound: Float64Array;
  private stale = true;

  constructor(system: System) {
    const classes = system.classes.map((vmClass) => ({ ...vmClass }));
    this.classes = classes;
    this.system = { ...system, classes, rates: { ...system.rates, rate: system.rates.rate.slice() } };
    this.inbound = new Float64Array(classes.length);
  }

  turn(knob: RatioKnob, value: number): void {
    if (knob.kind === "multiple") {
      this.classes[knob.classIndex].multiple = value;
      return;
    }
    if (knob.kind === "count") this.classes[knob.classIndex].count = value;
    else this.system.rates.rate[knob.pair] = value;
    this.stale = true;
  }

  ratio(): number {
    if (this.stale) this.addUp();
    return ratioOfFlows(this.inbound, this.classes);
  }

  private addUp(): void {
    const { from, to, rate } = this.system.rates;
    this.inbound.fill(0);
    for (let pair = 0; pair < rate.length; pair++) {
      this.inbound[to[pair]] += streams(this.system, from[pair], to[pair]) * rate[pair];
    }
    this.stale = false;
  }
}
