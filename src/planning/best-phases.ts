import { flows } from "../analytic/flows.js";
import { hyperperiod } from "../analytic/hyperperiod.js";
import type { System } from "../scenario/model/system.js";
import type { Bytes } from "../scenario/model/units.js";

/** Phases that flatten what base boundaries write, beside those of the scenario. */
export interface BestPhases {
  /** By class, in the scenario's order. */
  readonly phases: readonly number[];
  /** Bytes that the largest boundary writes, with these phases and with the scenario's. */
  readonly burst: Bytes;
  readonly burstBefore: Bytes;
  /** No phases can bring it below: the mean over all boundaries, or what the largest class writes by itself. */
  readonly leastBurst: Bytes;
  /** Every choice of phases was tried, or the least burst is reached. */
  readonly proven: boolean;
}

/** The search walks through the hyperperiod; beyond that many indices it is not made. */
const longestHyperperiod = 1 << 14;
/** Up to so many steps of that walk every choice of phases is tried. */
const exhaustiveSteps = 4_000_000;
/** Steps of one round of moves beyond which there is no search at all. */
const mostSteps = 100_000_000;

/**
 * The phases for which the largest burst of writes at a base boundary is least.
 *
 *     min over φ of max_{1 <= k <= L} ( Σ_{c due at k} n_c image_c + T0 Σ_{c not due at k} F_c s_c )
 *
 * - Source: E5, E6
 * - Limits: exact where few enough choices exist; else each class is moved in turn, heaviest first, until no move
 *   helps. `undefined` where the search would take minutes
 */
export function bestPhases(system: System): BestPhases | undefined {
  return bestPhasesThat(system, () => true);
}

/** The same among those phases that somebody accepts, who is asked about each that is better than those before. */
export function bestPhasesThat(system: System, accepts: Accepts): BestPhases | undefined {
  const period = hyperperiod(system);
  if (period > BigInt(longestHyperperiod)) return undefined;
  const moves = system.classes.reduce((sum, { multiple }) => sum + multiple, 0);
  if (moves * Number(period) > mostSteps) return undefined;
  const bursts = new BurstsByIndex(system, Number(period));
  const before = system.classes.map(({ phase }) => phase);
  const burstBefore = bursts.largestAt(before);
  const leastBurst = bursts.leastBurst();
  const exhaustive = bursts.choices() * bursts.length <= exhaustiveSteps;
  const found = exhaustive ? bursts.tryAll(before, accepts) : bursts.descend(before, accepts);
  const attained = bursts.largestAt(found);
  const [phases, burst] = attained < burstBefore ? [found, attained] : [before, burstBefore];
  const proven = exhaustive || burst <= leastBurst * (1 + 1e-12);
  return { phases, burst, burstBefore, leastBurst, proven };
}

/** A system with other phases, by class. */
export function withPhases(system: System, phases: readonly number[]): System {
  return { ...system, classes: system.classes.map((one, c) => ({ ...one, phase: phases[c] })) };
}

type Accepts = (phases: readonly number[]) => boolean;

/** What is better by rounding alone is not. */
const less = 1 - 1e-12;

/** The bytes written at each index of the hyperperiod, for one choice of phases after another. */
class BurstsByIndex {
  private readonly load: Float64Array;
  private readonly multiples: readonly number[];
  /** What each class writes at an index where it is due, beyond what it writes at one where it is not. */
  private readonly weights: readonly number[];
  private readonly always: number;

  constructor(
    system: System,
    readonly length: number,
  ) {
    const { inboundBytes } = flows(system);
    const flushes = system.classes.map(({ index }) => system.baseInterval * inboundBytes[index]);
    this.load = new Float64Array(length);
    this.multiples = system.classes.map(({ multiple }) => multiple);
    this.weights = system.classes.map(({ index, count, image }) => count * image - flushes[index]);
    this.always = flushes.reduce((sum, flush) => sum + flush, 0);
  }

  /** Choices of phases that differ: a shift of all classes alike changes nothing. */
  choices(): number {
    return this.multiples.reduce((product, multiple) => product * multiple, 1) / Math.max(...this.multiples);
  }

  /** The largest burst of one choice of phases. */
  largestAt(phases: readonly number[]): Bytes {
    this.load.fill(this.always);
    for (const [c, phase] of phases.entries()) this.add(c, phase, 1);
    return this.largest();
  }

  leastBurst(): Bytes {
    const mean = this.weights.reduce((sum, weight, c) => sum + weight / this.multiples[c], this.always);
    // What is not due flushes, so a class that is due alone still meets the flushes of all others.
    const lightest = this.weights.map((weight) => Math.min(weight, 0));
    const least = lightest.reduce((sum, weight) => sum + weight, this.always);
    return Math.max(mean, ...this.weights.map((weight, c) => least - lightest[c] + weight));
  }

  /** Every choice of phases; among equals the first stays. */
  tryAll(start: readonly number[], accepts: Accepts): readonly number[] {
    const fixed = this.multiples.indexOf(Math.max(...this.multiples));
    const turning = this.multiples.flatMap((_, c) => (c === fixed ? [] : [c]));
    const phases = this.multiples.map(() => 0);
    let best = start;
    let least = this.largestAt(start);
    this.largestAt(phases);
    for (let turned: number | undefined = 0; turned !== undefined; ) {
      const burst = this.largest();
      if (burst < least * less && accepts(phases)) [best, least] = [[...phases], burst];
      // Like the wheels of a counter: each moves on the next one when it is back at 0.
      turned = turning.find((c) => {
        const next = (phases[c] + 1) % this.multiples[c];
        this.move(c, phases[c], next);
        phases[c] = next;
        return next !== 0;
      });
    }
    return best;
  }

  /** Moves one class at a time, heaviest first, as long as any move helps. */
  descend(start: readonly number[], accepts: Accepts): readonly number[] {
    const order = this.weights.map((_, c) => c).sort((a, b) => this.weights[b] - this.weights[a]);
    const phases = [...start];
    let least = this.largestAt(phases);
    for (let helped = true; helped; ) {
      helped = false;
      for (const c of order) {
        for (let phase = 0; phase < this.multiples[c]; phase++) {
          const from = phases[c];
          if (phase === from) continue;
          this.move(c, from, phase);
          const burst = this.largest();
          if (burst < least * less && accepts(phases.with(c, phase))) {
            [phases[c], least, helped] = [phase, burst, true];
          } else this.move(c, phase, from);
        }
      }
    }
    return phases;
  }

  private move(c: number, from: number, to: number): void {
    this.add(c, from, -1);
    this.add(c, to, 1);
  }

  private add(c: number, phase: number, sign: number): void {
    const weight = this.weights[c] * sign;
    for (let k = phase; k < this.length; k += this.multiples[c]) this.load[k] += weight;
  }

  private largest(): Bytes {
    let largest = 0;
    for (const bytes of this.load) if (bytes > largest) largest = bytes;
    return largest;
  }
}
